// Names, states, versions and marks as all panes show them.

package pane

import (
	"strconv"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// A node's name has so many cells of a pane, at the least and at the most.
const leastName, longestName = 12, 32

// usualName is how many cells a node's name has of a pane that is w wide. A column of names
// grows beyond that where there is room.
func usualName(w int) int { return min(max(w/4, leastName), longestName) }

// name returns a node's name, safe to show.
func (s *Scene) name(n ring.NodeID) string {
	if s.nameCells == 0 {
		return s.nameIn(n, leastName)
	}
	return s.nameIn(n, s.nameCells)
}

// nameIn returns a node's name in at most w cells.
func (s *Scene) nameIn(n ring.NodeID, w int) string {
	if n < 0 || int(n) >= len(s.View.Nodes) {
		return "nobody"
	}
	name := s.View.Nodes[n].Name
	return s.shortName(name[min(s.nameCut, len(name)):], w)
}

// commonName returns how many bytes of all nodes' names tell no two of them apart.
func (s *Scene) commonName() int {
	names := make([]string, len(s.View.Nodes))
	for i := range s.View.Nodes {
		names[i] = s.View.Nodes[i].Name
	}
	return commonPart(names)
}

// shortName returns a name of a node or a client in at most w cells.
func (s *Scene) shortName(name string, w int) string {
	if s.Theme.ASCII {
		name = s.Theme.Spell(draw.Clean(name))
	}
	return draw.Name(name, w, s.Theme.Signs.More)
}

// commonPart returns how many bytes all names begin with, up to a dot or a colon, as addresses do: what
// follows tells them apart. 0 if they have nothing in common.
func commonPart(names []string) int {
	if len(names) < 2 {
		return 0
	}
	common := names[0]
	for _, n := range names {
		for !strings.HasPrefix(n, common) {
			common = common[:len(common)-1]
		}
	}
	return max(strings.LastIndexAny(common, ".:"), 0)
}

// text returns at most w cells of a text from a user or a file.
func (s *Scene) text(t string, w int) string {
	if s.Theme.ASCII {
		return s.cut(s.Theme.Spell(draw.CleanTo(t, w)), w)
	}
	return draw.CleanTo(t, w)
}

// cut returns at most w cells of clean text.
func (s *Scene) cut(t string, w int) string { return draw.CutWith(t, w, s.Theme.Signs.More) }

// health returns a node's state; up if there is no such node.
func (s *Scene) health(n ring.NodeID) engine.Health {
	if n < 0 || int(n) >= len(s.View.Nodes) {
		return engine.Up
	}
	return s.View.Nodes[n].Health
}

// ill returns the sign and the word for a node that is not up.
func ill(th *theme.Theme, h engine.Health) (sign, word string, ink theme.Ink) {
	switch h {
	case engine.Crashed:
		return th.Signs.Refused, "crashed", th.Bad
	case engine.Hung:
		return th.Signs.Hung, "hung", th.Doubt
	case engine.Left:
		return th.Signs.Nobody, "gone", th.Dim
	}
	return "", "up", th.Text
}

// tag draws a node's glyph and name and returns the column after them.
func (s *Scene) tag(c *draw.Canvas, x, y, end int, n ring.NodeID) int {
	glyph, ink := s.Theme.Node(int(n))
	x = c.TextTo(x, y, end, glyph, ink)
	return c.TextTo(x+1, y, end, s.name(n), ink)
}

// nameWidth returns the width of the widest name of all nodes, in at most longestName cells.
func (s *Scene) nameWidth() int {
	w := 2
	for n := range s.View.Nodes {
		w = max(w, draw.Width(s.nameIn(ring.NodeID(n), longestName)))
	}
	return w
}

// holding says in a few words what a replica holds, in at most w cells.
func (s *Scene) holding(set *version.Set, w int) string {
	if set == nil || len(set.Siblings) == 0 {
		return "nothing"
	}
	if len(set.Siblings) > 1 {
		return s.siblings(set, w)
	}
	return s.sibling(set.Siblings[0], w)
}

// siblings counts the siblings, and shows their values if all fit into w cells: 2
// siblings: "milk" | "eggs".
func (s *Scene) siblings(set *version.Set, w int) string {
	count := strconv.Itoa(len(set.Siblings)) + " siblings"
	all := count
	for i, b := range set.Siblings {
		value := "deleted"
		if !b.Tombstone {
			value = `"` + s.text(b.Value, w) + `"`
		}
		between := " | "
		if i == 0 {
			between = ": "
		}
		all += between + value
		if draw.Width(all) > w {
			return s.cut(count, w)
		}
	}
	return all
}

// sibling shows a value with its version, the version whole: "milk" n4:7. Of a real cluster, whose versions
// are times, the value comes first.
func (s *Scene) sibling(b version.Sibling, w int) string {
	dot := s.dot(b.Dot)
	fits := func(dot string) (room int, ok bool) {
		room = w - draw.Width(dot) - 3
		return room, room >= min(minValue, draw.Width(s.text(b.Value, minValue)))
	}
	if s.View.Outside != nil { // who wrote it is not known
		clock := time.Unix(0, b.Stamp).UTC().Format("15:04:05.000000")
		dot = "written " + clock
		if _, ok := fits(dot); !ok && !b.Tombstone {
			dot = clock
		}
		if _, ok := fits(dot); b.Stamp == 0 || !ok && !b.Tombstone {
			dot = ""
		}
	}
	if b.Tombstone {
		return s.cut("deleted "+dot, w)
	}
	room, ok := fits(dot)
	if !ok {
		return s.cut(dot, w)
	}
	return strings.TrimRight(`"`+s.text(b.Value, room)+`" `+dot, " ")
}

// minValue is the least part of a value that is worth showing.
const minValue = 4

// dot names a version: the node that coordinated the write, and its count.
func (s *Scene) dot(d version.Dot) string {
	var room [48]byte
	return s.Theme.Spell(draw.Clean(string(d.Append(room[:0], s.name))))
}

// window returns which of n lines to show in h lines of space, so that the one at the
// cursor is among them and as near to the middle as possible.
func window(n, h, cursor int) (from, to int) {
	h = max(h, 0)
	from = max(min(cursor-h/2, n-h), 0)
	return from, min(from+h, n)
}

// scrolled returns which of n lines to show in h lines of space when the first cursor
// lines are scrolled away.
func scrolled(n, h, cursor int) (from, to int) {
	h = max(h, 0)
	from = max(min(cursor, n-h), 0)
	return from, min(from+h, n)
}

// more marks at the right edge that lines are hidden above or below.
func (s *Scene) more(c *draw.Canvas, top, bottom int, above, below bool) {
	w, _ := c.Size()
	if above {
		c.Set(w-1, top, s.Theme.Signs.Up, s.Theme.Dim)
	}
	if below {
		c.Set(w-1, bottom, s.Theme.Signs.Down, s.Theme.Dim)
	}
}
