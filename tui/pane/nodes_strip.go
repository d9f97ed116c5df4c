// All nodes in the one line that there is, where the pane has no more: each with its sign and
// its name, and what it is if that is not up.

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
	id       ring.NodeID
	from, to int
	word     string
	ink      theme.Ink
}

// strip places the nodes beside each other, with a sign in place of a word if there is no room
// for words; nil if there are more lines than one, or if the nodes do not fit into one.
func (t *nodeTable) strip(w, h int) []stripNode {
	if h != 1 || t.Filter != "" {
		return nil
	}
	if all := t.stripped(w, false); all != nil {
		return all
	}
	return t.stripped(w, true)
}

func (t *nodeTable) stripped(w int, signs bool) (all []stripNode) {
	x := 1
	for i := range t.count() {
		id := ring.NodeID(i)
		if t.rows != nil {
			id = t.rows[i]
		}
		word, ink := t.inShort(&t.View.Nodes[id], signs)
		n := stripNode{id, x, x + 3 + draw.Width(t.name(id)), word, ink}
		if word != "" {
			n.to += 1 + draw.Width(word)
		}
		if x = n.to; n.to > w {
			return nil
		}
		all = append(all, n)
	}
	return all
}

// inShort says in a word or a sign what a node is, or how many believe it down, if it is not
// simply up.
func (t *nodeTable) inShort(n *engine.NodeView, sign bool) (string, theme.Ink) {
	word, ink := t.condition(n, t.alone[n.ID])
	switch {
	case sign && n.Health != engine.Up:
		short, _, _ := ill(t.Theme, n.Health)
		return short, ink
	case sign && (word != "up" || len(n.DownBy) > 0):
		return t.Theme.Signs.Silent, t.Theme.Doubt
	case word != "up":
		return word, ink
	case len(n.DownBy) > 0:
		return "down by " + strconv.Itoa(len(n.DownBy)), t.Theme.Doubt
	}
	return "", ink
}

// drawStrip draws what strip has placed.
func (t *nodeTable) drawStrip(all []stripNode, w int) {
	th := t.Theme
	for _, n := range all {
		glyph, ink := th.Node(int(n.id))
		if n.id == t.Node {
			t.c.Set(n.from, 0, th.Signs.Here, th.Accent)
		}
		t.c.TextTo(n.from+1, 0, w, glyph, ink)
		x := t.c.TextTo(n.from+3, 0, w, t.name(n.id), ink)
		if n.word != "" {
			t.c.TextTo(x+1, 0, w, n.word, n.ink)
		}
	}
}
