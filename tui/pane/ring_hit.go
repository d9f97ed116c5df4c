// Which node stands at a cell of the ring.

package pane

import (
	"image"

	"ringside/engine/ring"
	"ringside/tui/draw"
)

// RingNodeAt returns the node that a click on a ring of w × h cells means: the one whose
// label, slot, place inside the circle or arc is there, or beside it.
func RingNodeAt(s Scene, at image.Point, w, h int) (ring.NodeID, bool) {
	if w < 1 || h < 1 {
		return 0, false
	}
	p := Ring{plan: layPlan(s.View.Ring, w, h, s.Flat)}
	if len(p.plan.path.cells) == 0 {
		return 0, false
	}
	p.dots.Reset(w, h)
	d := drawing{Scene: &s, c: draw.NewCanvas(w, h), dots: &p.dots, plan: &p.plan}
	d.draw()
	for _, l := range d.shown {
		if l.y == at.Y && at.X >= l.x && at.X < l.x+l.text.width() {
			return d.ownerAt(l.of)
		}
	}
	for _, h := range d.hub {
		if h.name.y == at.Y && at.X >= h.name.x && at.X < h.name.x+h.nameW {
			return h.node, true
		}
	}
	for _, h := range d.hub {
		if h.y == at.Y && at.X >= h.x-1 && at.X <= h.x+1 {
			return h.node, true
		}
	}
	best, least := place{}, 4
	for _, cell := range p.plan.path.cells {
		if far := distance(cell, point{at.X, at.Y}); far < least {
			best, least = cell, far
		}
	}
	if least == 4 {
		return 0, false
	}
	return d.ownerAt(best)
}

// ownerAt returns the node of the slot at a cell of the ring, or else of the arc there. A
// replica counts before others where many slots share the cell.
func (d *drawing) ownerAt(at place) (ring.NodeID, bool) {
	cells := d.plan.path.cells
	for _, w := range d.walk {
		if c := cells[w.cell]; c.x == at.x && c.y == at.y {
			return w.hop.Node, true
		}
	}
	for k, c := range cells {
		if c.x == at.x && c.y == at.y && d.arc(k) >= 0 {
			return d.plan.of.Slot(d.arc(k)).Node, true
		}
	}
	return 0, false
}
