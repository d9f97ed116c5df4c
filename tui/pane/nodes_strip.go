// All nodes beside each other, where a table has no room for all: each with its sign and its
// name, and what it is if that is not up.

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
	name        string
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
// for words; nil if a table has room for all of them, or if a strip has not.
func (t *nodeTable) strip(w, h int) []stripNode {
	if h > mostStrip || t.Filter != "" || 4*t.count() > w*h || h > 1 && t.count() <= h-headLines(h) {
		return nil
	}
	if all := t.stripped(w, h, false); all != nil {
		return all
	}
	return t.stripped(w, h, true)
}

func (t *nodeTable) stripped(w, h int, signs bool) (all []stripNode) {
	x, y := 1, 0
	names := t.stripNames()
	for i := range t.count() {
		id := ring.NodeID(i)
		if t.rows != nil {
			id = t.rows[i]
		}
		word, ink := t.inShort(&t.View.Nodes[id], signs)
		wide := 3 + draw.Width(names[id])
		if word != "" {
			wide += 1 + draw.Width(word)
		}
		if x+wide > w {
			x, y = 1, y+1
		}
		if x+wide > w || y >= h {
			return nil
		}
		all = append(all, stripNode{id, y, x, x + wide, names[id], word, ink})
		x += wide
	}
	return all
}

// stripNames returns the names of all nodes, those of a real cluster without the part that all have in
// common.
func (t *nodeTable) stripNames() []string {
	names := make([]string, len(t.View.Nodes))
	for i := range names {
		names[i] = t.name(ring.NodeID(i))
	}
	if t.View.Outside != nil {
		cut := commonPart(names)
		for i := range names {
			names[i] = names[i][cut:]
		}
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
		t.c.TextTo(n.from+1, n.y, w, glyph, ink)
		x := t.c.TextTo(n.from+3, n.y, w, n.name, ink)
		if n.word != "" {
			t.c.TextTo(x+1, n.y, w, n.word, n.ink)
		}
	}
}
