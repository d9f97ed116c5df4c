package pane

import (
	"strconv"

	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// NodeDetail shows the selected node alone: where it is, what it owns, who
// believes what of it, and the keys that it holds.
type NodeDetail struct{ last picture }

// Title returns the pane's name and the node's.
func (p *NodeDetail) Title(s Scene) (string, []string) {
	glyph, _ := s.Theme.Node(int(s.Node))
	return "Node " + glyph + " " + s.name(s.Node), nil
}

// Lines returns the node in h lines of w cells, its keys scrolled by Cursor.
func (p *NodeDetail) Lines(s Scene, w, h int) []string {
	of := s.stamp(w, h)
	of.node, of.cursor = s.Node, s.Cursor
	if p.last.is(of) {
		return p.last.lines
	}
	p.last.begin(s.Theme, w, h)
	if s.Node >= 0 && int(s.Node) < len(s.View.Nodes) && h > 0 {
		d := detail{Scene: &s, c: &p.last.canvas, n: &s.View.Nodes[s.Node], w: w}
		d.draw(h)
	}
	return p.last.keep(of)
}

// Overflow returns how many keys do not fit in w × h cells: how far Cursor can go.
func (p *NodeDetail) Overflow(s Scene, h int) int {
	if s.Node < 0 || int(s.Node) >= len(s.View.Nodes) {
		return 0
	}
	d := detail{Scene: &s, n: &s.View.Nodes[s.Node]}
	return max(len(d.held())-max(h-detailHead, 0), 0)
}

// detailHead is how many lines stand above the list of keys.
const detailHead = 6

type detail struct {
	*Scene
	c *draw.Canvas
	n *engine.NodeView
	w int
}

func (d *detail) draw(h int) {
	word, ink := d.condition(d.n, d.isolated()[d.n.ID])
	if d.n.Health == engine.Hung && d.n.Inbox > 0 {
		word += ", with " + plural(d.n.Inbox, "message") + " waiting in it"
	}
	d.fact(0, "is", word, ink)
	d.beliefs(1)
	d.fact(2, "in", d.text(d.n.DC, 20)+" / "+d.text(d.n.Rack, 20), d.Theme.Text)
	d.fact(3, "owns", percent(d.n.Share)+" of the ring, "+plural(d.n.Slots, "token"), d.Theme.Text)
	d.tokens(4)
	held := d.held()
	keeps := plural(d.n.Keys, "key")
	if d.n.Hints > 0 {
		keeps += " and " + plural(d.n.Hints, "hint") + " for others"
	}
	d.fact(detailHead-1, "keeps", keeps, d.Theme.Text)
	from, to := scrolled(len(held), h-detailHead, d.Cursor)
	keyW := 0
	for _, k := range held[from:to] {
		keyW = max(keyW, draw.Width(d.text(k.Key, min(max(d.w/3, 4), 24))))
	}
	for i := from; i < to; i++ {
		y := detailHead + i - from
		d.c.TextTo(3, y, d.w, d.text(held[i].Key, keyW), d.Theme.Text)
		x := 3 + keyW + 2
		d.c.TextTo(x, y, d.w, d.holding(held[i].Set, d.w-x-2), d.Theme.Dim)
	}
	if h > detailHead {
		d.more(d.c, detailHead, h-1, from > 0, to < len(held))
	}
}

// fact draws one line: what it is about, and what is to be said.
func (d *detail) fact(y int, about, text string, ink theme.Ink) {
	d.c.TextTo(1, y, d.w, about, d.Theme.Dim)
	d.c.TextTo(factAt, y, d.w-1, d.Theme.Say(text), ink)
}

const factAt = 9

// beliefs says who believes the node down.
func (d *detail) beliefs(y int) {
	text := "up by all"
	if by := d.n.DownBy; len(by) > 0 {
		text = "down by"
		for i, n := range by {
			if i == 8 {
				text += " and " + strconv.Itoa(len(by)-i) + " more"
				break
			}
			text += " " + d.name(n)
		}
	}
	fine := (len(d.n.DownBy) > 0) == (d.n.Health != engine.Up)
	d.fact(y, "seen", text, inkFor(fine, d.Theme))
}

// tokens lists the labels of the node's tokens, as many as fit.
func (d *detail) tokens(y int) {
	if int(d.n.ID) >= len(d.View.Ring.Nodes()) {
		return
	}
	d.c.TextTo(1, y, d.w, "tokens", d.Theme.Dim)
	x, marks := factAt, d.View.Ring.Nodes()[d.n.ID].Tokens
	for i, m := range marks {
		label := d.text(m.Label, longestLabel)
		if label == "" {
			label = strconv.FormatInt(int64(m.Token), 10)
		}
		rest := ""
		if left := len(marks) - i; left > 1 {
			rest = " +" + strconv.Itoa(left)
		}
		if x+draw.Width(label)+len(rest) > d.w-1 {
			d.c.TextTo(x, y, d.w, "+"+strconv.Itoa(len(marks)-i), d.Theme.Dim)
			return
		}
		x = d.c.Text(x, y, label, d.Theme.Text) + 1
	}
}

// held returns the node's keys, if the View was asked for them.
func (d *detail) held() []engine.Held {
	if d.View.Watch.Node != d.n.Name {
		return nil
	}
	return d.View.Held
}

// plural counts things: 1 key, 2 keys.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
