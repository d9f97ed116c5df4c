// Messages in flight on the ring, and cut links.

package pane

import (
	"unicode/utf8"

	"ringside/engine"
	"ringside/engine/ring"
)

// Only so many messages and cuts are drawn, the next to arrive first: more could not be
// told apart.
const (
	maxFlights = 48
	maxCuts    = 12
)

// flights draws the messages between the nodes, and the links that are cut.
func (d *drawing) flights() {
	if d.Covered {
		return
	}
	cuts := d.faults(engine.FaultCut)
	for _, f := range cuts[:min(len(cuts), maxCuts)] {
		d.cut(f.Node, f.Peer)
	}
	for i := range d.View.Messages {
		if i == maxFlights {
			break
		}
		d.flight(&d.View.Messages[i])
	}
}

// anchor returns the cell where a node's messages begin and end: the node's own inside
// the circle, else that of its slot in the walk or, if it has none there, of its first
// slot clockwise from the key. On an unrolled ring messages travel in the row above.
func (d *drawing) anchor(n ring.NodeID) (point, bool) {
	if len(d.hub) > 0 {
		for _, s := range d.hub {
			if s.node == n {
				return point{s.x, s.y}, true
			}
		}
		return point{}, false
	}
	k := d.slotOf(n)
	if k < 0 {
		return point{}, false
	}
	at := d.plan.path.cells[k]
	if !d.plan.path.round && at.y > 0 {
		at.y--
	}
	return point{at.x, at.y}, true
}

// slotOf returns the cell of the slot that stands for a node.
func (d *drawing) slotOf(n ring.NodeID) int {
	if n < 0 || int(n) >= len(d.plan.of.Nodes()) {
		return -1
	}
	for _, w := range d.walk {
		if w.hop.Node == n {
			return w.cell
		}
	}
	var from, best ring.Token
	if d.Key != "" {
		from = d.Walk.Token
	}
	least := ^uint64(0)
	for _, m := range d.plan.of.Nodes()[n].Tokens {
		if ahead := uint64(m.Token) - uint64(from); ahead <= least {
			best, least = m.Token, ahead
		}
	}
	if len(d.plan.cells) > 0 {
		return d.plan.cells[d.plan.of.Find(best)]
	}
	return d.plan.path.index(best)
}

// flight draws a message where it is now: on the straight line between its nodes, as far
// along as its time has advanced.
func (d *drawing) flight(m *engine.MessageView) {
	from, known := d.anchor(m.From)
	to, too := d.anchor(m.To)
	if !known || !too || from == to {
		return
	}
	sign, ink := d.Theme.Signs.Sent, d.inkOf(m.From)
	switch {
	case m.Doomed:
		sign, ink = d.Theme.Signs.Doomed, d.Theme.Bad
	case m.Type.Answer():
		sign = d.Theme.Signs.Acked
	}
	part, whole := int64(d.View.Now-m.Sent), int64(m.Lands-m.Sent)
	if whole <= 0 {
		part, whole = 1, 1
	}
	at := d.between(from, to, min(max(part, 0), whole), whole)
	if d.passable(at) {
		d.c.Set(at.x, at.y, sign, ink)
	}
	d.chord(from, to)
}

// passable reports whether a message may be drawn in a cell: it passes in front of the
// ring's own line but behind names.
func (d *drawing) passable(at point) bool {
	switch glyph := d.c.At(at.x, at.y); glyph {
	case "", d.Theme.Signs.Dash, d.Theme.Signs.Path, ".":
		return true
	default:
		r, _ := utf8.DecodeRuneInString(glyph)
		return r >= 0x2800 && r <= 0x28ff // dots
	}
}

// between returns the cell part/whole of the way from one cell to another. On a round
// ring it is never one of these two.
func (d *drawing) between(a, b point, part, whole int64) point {
	along := func(a, b int) int {
		return a + int((int64(2*(b-a))*part+whole*sign(b-a))/(2*whole))
	}
	at := point{along(a.x, b.x), along(a.y, b.y)}
	if !d.plan.path.round {
		return at
	}
	dx, dy := int(sign(b.x-a.x)), int(sign(b.y-a.y))
	switch at {
	case a:
		return point{a.x + dx, a.y + dy}
	case b:
		return point{b.x - dx, b.y - dy}
	}
	return at
}

func sign(n int) int64 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// chord draws the straight line between two cells of a round ring, thinly.
func (d *drawing) chord(a, b point) {
	if d.plan.path.round {
		d.dots.Line(2*a.x, 4*a.y+2, 2*b.x, 4*b.y+2, 3, d.Theme.Border)
	}
}

// cut draws a cut link: its chord, and a cross in the middle.
func (d *drawing) cut(from, to ring.NodeID) {
	a, known := d.anchor(from)
	b, too := d.anchor(to)
	if !known || !too || a == b {
		return
	}
	if at := d.between(a, b, 1, 2); d.passable(at) {
		d.c.Set(at.x, at.y, d.Theme.Signs.Cut, d.Theme.Bad)
	}
	d.chord(a, b)
}
