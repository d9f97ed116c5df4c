// All nodes beside each other, where a table has no room for all: each with its sign and its
// name, and what it is if that is not up; at least its sign. Of those for whose signs there is no
// room it says how many they are.

package pane

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// stripNode is a node in the strip, and the cells that it takes.
type stripNode struct {
	id          ring.NodeID
	y, from, to int
	name        string // "" if there is no room for names
	tight       bool   // no blanks after the sign and before the word
	word        string
	ink         theme.Ink
}

// mostStrip is how many lines a strip has at most: where there are more, the table shows enough.
const mostStrip = 3

// headLines returns how many lines of h the heads of a table's columns take.
func headLines(h int) int {
	if h >= 3 {
		return 1
	}
	return 0
}

// strip places the nodes beside each other, with a sign in place of a word if there is no room
// for words, shorter names, no blanks within a node, and then no names; nil if a table has room for all of them, or if a strip
// has not.
func (t *nodeTable) strip(w, h int) []stripNode {
	if h > mostStrip || t.Filter != "" || 2*t.count() > w*h || h > 1 && t.count() <= h-headLines(h) {
		return nil
	}
	for _, form := range []struct {
		names        int
		signs, tight bool
	}{{longestName, false, false}, {longestName, true, false}, {leastName, true, false}, {leastName / 2, true, false}, {leastName / 2, true, true}, {0, true, true}} {
		if all := t.stripped(w, h, form.names, form.signs, form.tight); all != nil {
			return all
		}
	}
	return nil
}

// stripped places the nodes with names of at most so many cells, and signs or words.
func (t *nodeTable) stripped(w, h, names int, signs, tight bool) (placed []stripNode) {
	x, y := 1, 0
	all := t.stripNames(names)
	for i := range t.count() {
		id := ring.NodeID(i)
		if t.rows != nil {
			id = t.rows[i]
		}
		word, ink := t.inShort(&t.View.Nodes[id], signs)
		wide := 3 + draw.Width(all[id])
		if word != "" {
			wide += 1 + draw.Width(word)
		}
		switch {
		case tight && names > 0:
			wide = 2 + draw.Width(all[id]) + draw.Width(word)
		case names == 0:
			if wide = 1 + max(draw.Width(word), 1); id == t.Node {
				wide++
			}
		}
		if x+wide > w {
			x, y = 1, y+1
		}
		if x+wide > w || y >= h {
			return nil
		}
		placed = append(placed, stripNode{id, y, x, x + wide, all[id], tight, word, ink})
		x += wide
	}
	return placed
}

// stripNames returns the names of all nodes in at most so many cells each, those of a real cluster
// without the part that all have in common.
func (t *nodeTable) stripNames(cells int) []string {
	names := make([]string, len(t.View.Nodes))
	for i := range names {
		names[i] = t.View.Nodes[i].Name
	}
	cut := 0
	if t.View.Outside != nil {
		cut = commonPart(names)
	}
	for i := range names {
		names[i] = t.shortName(names[i][cut:], cells)
	}
	return names
}

// inShort says in a word or a sign what a node is, or how many believe it down, if it is not
// simply up.
func (t *nodeTable) inShort(n *engine.NodeView, sign bool) (string, theme.Ink) {
	if t.View.Outside != nil {
		short, word, ink := t.heardOf(n.ID)
		if sign {
			word = short
		}
		return word, ink
	}
	word, ink := t.condition(n, t.alone[n.ID])
	switch {
	case sign && n.Health != engine.Up:
		short, _, _ := ill(t.Theme, n.Health)
		return short, ink
	case sign && word == engine.Joining.String() && n.Waits == "" && len(n.DownBy) == 0 && n.Skew == 0: // nothing is wrong with it
		return t.Theme.Signs.Pending, ink
	case sign && (word != "up" || len(n.DownBy) > 0 || n.Skew != 0):
		return t.Theme.Signs.Silent, t.Theme.Doubt
	case word != "up":
		return word, ink
	case len(n.DownBy) > 0:
		return "down by " + strconv.Itoa(len(n.DownBy)), t.Theme.Doubt
	case n.Skew != 0:
		return "clock " + clockOff(n), t.Theme.Doubt
	}
	return "", ink
}

// drawStrip draws what strip has placed.
func (t *nodeTable) drawStrip(all []stripNode, w int) {
	th := t.Theme
	for _, n := range all {
		glyph, ink := th.Node(int(n.id))
		if n.id == t.Node {
			t.c.Set(n.from, n.y, th.Signs.Here, th.Accent)
		}
		if n.name == "" {
			x := n.from
			if n.id == t.Node {
				x++
			}
			t.c.TextTo(t.c.TextTo(x, n.y, w, glyph, ink), n.y, w, n.word, n.ink)
			continue
		}
		t.c.TextTo(n.from+1, n.y, w, glyph, ink)
		blank := 1
		if n.tight {
			blank = 0
		}
		x := t.c.TextTo(n.from+2+blank, n.y, w, n.name, ink)
		if n.word != "" {
			t.c.TextTo(x+blank, n.y, w, n.word, n.ink)
		}
	}
}

// sums says what the chosen node is, and how many of all are up and how many are not, in the one
// line that there is.
func (t *nodeTable) sums(w int) {
	n := &t.View.Nodes[t.Node]
	t.named(t.c, 0, w, n, "", 0, w)
	word, ink := t.condition(n, t.alone[n.ID])
	x := 5 + draw.Width(t.nameIn(n.ID, w-6)) + 2
	x = t.c.TextTo(x, 0, w, word, ink) + 3
	up, all := 0, 0
	for i := range t.View.Nodes {
		if t.View.Nodes[i].Standing == engine.Gone {
			continue
		}
		if all++; t.View.Nodes[i].Health == engine.Up {
			up++
		}
	}
	ink = t.Theme.Dim
	if up < all {
		ink = t.Theme.Doubt
	}
	if counts := strconv.Itoa(up) + " of " + strconv.Itoa(all) + " up"; x+draw.Width(counts) < w {
		t.c.Text(x, 0, counts, ink)
	}
}
