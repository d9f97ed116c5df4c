// The nodes inside the circle of a ring with too many slots for labels.

package pane

import (
	"math"

	"ringside/engine/ring"
	"ringside/internal/count"
	"ringside/tui/draw"
)

// A node with many tokens has no single place on the ring. When there are too many slots
// for labels, the nodes themselves stand inside the circle, each once, and messages
// travel between them there: all nodes if they are few, else those involved in the key
// and the operation.

// maxHub is how many nodes fit inside a circle, and hubX and hubY are the fractions of
// its radii at which they stand: names need room at the sides.
const (
	maxHub = 8
	hubX   = .42
	hubY   = .6
)

// placeHubNodes places the nodes inside the circle, clockwise from the top.
func (d *drawing) placeHubNodes() {
	p := &d.plan.path
	if !p.round || d.plan.of.Len() <= fewSlots {
		return
	}
	var room [maxHub]ring.NodeID
	nodes := d.hubNodes(room[:0])
	for i, n := range nodes {
		turn := 2 * math.Pi * float64(i) / float64(len(nodes))
		s := hubNode{
			node: n,
			x:    int(math.Floor(p.cx + p.rx*hubX*math.Sin(turn))),
			y:    int(math.Floor(p.cy - p.ry*hubY*math.Cos(turn))),
		}
		d.hub = append(d.hub, s)
	}
}

// hubNodes adds to an empty list the nodes that stand inside the circle.
func (d *drawing) hubNodes(nodes []ring.NodeID) []ring.NodeID {
	if n := len(d.View.Nodes); n <= maxHub {
		for i := range n {
			nodes = append(nodes, ring.NodeID(i))
		}
		return nodes
	}
	if d.Covered {
		return nil
	}
	add := func(n ring.NodeID) {
		for _, m := range nodes {
			if m == n {
				return
			}
		}
		if n >= 0 && len(nodes) < maxHub {
			nodes = append(nodes, n)
		}
	}
	for _, w := range d.walk {
		add(w.hop.Node)
	}
	if d.Op != nil && d.Op.Key == d.Key {
		add(d.Op.Coordinator)
	}
	return nodes
}

// drawHubNodes draws the nodes inside the circle with their names.
func (d *drawing) drawHubNodes() {
	for _, s := range d.hub {
		glyph, ink := d.Theme.Node(int(s.node))
		if d.Supposed.gone(s.node) {
			glyph, ink = d.Theme.Signs.Refused, d.Theme.Bad
		}
		d.c.Set(s.x, s.y, glyph, ink)
	}
	for i := range d.hub {
		s := &d.hub[i]
		name, state := d.nodeParts(s.node)
		sign, gap := d.markParts(d.markOf(s.node))
		if !d.nameHubNode(s, d.label(sign, gap, name, state)) && d.plan.common > 0 {
			name.text = d.shortName(s.node)
			d.nameHubNode(s, d.label(sign, gap, name, state))
		}
	}
}

// nameHubNode draws a text beside such a node, and reports whether there was a place for it.
func (d *drawing) nameHubNode(s *hubNode, text label) bool {
	w := text.width()
	for _, at := range d.besides(s, w) {
		if d.clear(at.x, at.y, w) && !d.outside(at.x, at.y, w) {
			text.draw(d.c, at.x, at.y)
			s.name, s.nameW = at, w
			return true
		}
	}
	return false
}

// besides lists where the name of such a node, of w cells, may begin: outwards, below or above,
// inwards.
func (d *drawing) besides(s *hubNode, w int) [3]point {
	right, left, out := point{s.x + 2, s.y}, point{s.x - 1 - w, s.y}, point{s.x - w/2, s.y + 1}
	if float64(s.x)+1 < d.plan.path.cx {
		right, left = left, right
	}
	if float64(s.y)+1 < d.plan.path.cy {
		out.y = s.y - 1
	}
	return [...]point{right, out, left}
}

// caption describes a ring that has too many slots to be drawn.
func (d *drawing) caption() {
	p := &d.plan.path
	if !p.round || d.plan.density == nil {
		return
	}
	text := count.Of(len(d.View.Nodes), "node")
	x, y := int(p.cx)-draw.Width(text)/2, int(p.cy)
	if d.clear(x, y, draw.Width(text)) {
		d.c.Text(x, y, text, d.Theme.Dim)
	}
}
