// The ring's line: whose arcs it is made of, the path of the walk on it, and the slots.

package pane

import (
	"slices"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// lit reports whether cell k is on the path from the key to the last replica.
func (d *drawing) lit(k int) bool {
	cells := len(d.plan.path.cells)
	return len(d.walk) > 0 && (k-d.key+cells)%cells <= d.far
}

// curveAndSlots draws the ring itself, the walk's path on it as a thicker line, and the
// slots.
func (d *drawing) curveAndSlots() {
	p := &d.plan.path
	for k, at := range p.cells {
		lit := d.lit(k)
		_, ranged := d.ranged(k)
		glyph := d.curve(k, lit || ranged || d.loses(k))
		switch {
		case d.plan.density != nil && d.loses(k):
			glyph = d.Theme.Signs.Path
		case d.plan.density != nil:
			glyph = d.shade(d.plan.density[k])
		}
		d.c.Set(at.x, at.y, glyph, d.arcInk(k, lit))
	}
	if !d.Theme.ASCII && d.plan.density == nil {
		for _, e := range p.edge {
			if ink, ranged := d.ranged(e.k); d.lit(e.k) {
				d.dots.Dot(e.x, e.y, d.accent())
			} else if ranged {
				d.dots.Dot(e.x, e.y, ink)
			}
		}
	}
	for i, slot := range d.plan.slots {
		d.slot(d.plan.cells[i], d.plan.of.Slot(int(slot)).Node)
	}
	if d.plan.density != nil {
		for _, w := range d.walk {
			d.slot(w.cell, w.hop.Node)
		}
	}
	d.markSkipped()
	d.coming()
	if !p.round {
		d.wrapMarks()
	}
}

// ranged reports whether cell k lies in a range that is shown, and in whose colour.
func (d *drawing) ranged(k int) (ink theme.Ink, yes bool) {
	for _, a := range d.ranges {
		if slices.Contains(a.slots, d.arc(k)) {
			return d.inkOf(d.owner(a)), true
		}
	}
	return ink, false
}

// arcInk returns the ink of a cell of the line: of what would be lost, the path's, that of
// the node whose arc it is, or none of theirs while the node is not up or many nodes share
// the cell.
func (d *drawing) arcInk(k int, lit bool) theme.Ink {
	switch {
	case d.loses(k):
		return d.Theme.Bad
	case lit:
		return d.accent()
	case d.plan.arcs == nil:
		return d.Theme.Border
	}
	n := d.plan.of.Slot(d.arc(k)).Node
	if ink, ranged := d.ranged(k); ranged {
		return ink
	}
	switch {
	case d.health(n) != engine.Up || d.Supposed.gone(n):
		return d.Theme.Border
	case n == d.Node:
		return d.inkOf(n)
	}
	return d.Theme.Arc(int(n))
}

// loses reports whether something would be lost of a range that cell k is part of: where many share
// the cell, of one of them.
func (d *drawing) loses(k int) bool {
	if d.Supposed == nil || d.plan.density == nil {
		return d.Supposed.lost(d.arc(k)) != 0
	}
	of := d.plan.of
	for i, last := firstSlot(of, &d.plan.path, k), firstSlot(of, &d.plan.path, k+1); i <= last; i++ {
		if d.Supposed.lost(i%of.Len()) != 0 { // what is after the last token is of the first one's range
			return true
		}
	}
	return false
}

// arc returns the slot whose arc cell k is part of; -1 if many share the cell.
func (d *drawing) arc(k int) int {
	if d.plan.arcs == nil {
		return -1
	}
	return d.plan.arcs[k]
}

// curve returns what is drawn in a cell of the ring without a slot.
func (d *drawing) curve(k int, lit bool) string {
	p, th := &d.plan.path, d.Theme
	switch {
	case lit && (th.ASCII || !p.round):
		return th.Signs.Path
	case !p.round && !th.ASCII:
		return th.Signs.Dash
	case lit:
		return draw.Braille(p.cells[k].dots|p.cells[k].thick, false)
	}
	return draw.Braille(p.cells[k].dots, th.ASCII)
}

// slot draws a slot of a node; the selected node's stand out. The slots of a node that is
// not up are dim if the node itself or a label says why, else they have the sign of its
// state.
func (d *drawing) slot(k int, n ring.NodeID) {
	at := d.plan.path.cells[k]
	glyph, ink := d.Theme.Node(int(n))
	if n == d.Node {
		ink, _ = d.Theme.Chosen(int(n))
	}
	if d.Supposed.gone(n) {
		glyph, ink = d.Theme.Signs.Refused, d.Theme.Bad
	}
	if h := d.health(n); h != engine.Up {
		sign, _, bad := ill(d.Theme, h)
		switch few := d.plan.of.Len() <= fewSlots; {
		case few || len(d.hub) > 0:
			ink = d.Theme.Dim
		default:
			glyph, ink = sign, bad
		}
	}
	d.c.Set(at.x, at.y, glyph, ink)
}

// markSkipped crosses out the slots that the walk passes over, where no label does.
func (d *drawing) markSkipped() {
	if d.plan.of.Len() <= fewSlots {
		return
	}
	for _, slot := range d.skipped {
		if i, drawn := slices.BinarySearch(d.plan.slots, slot); drawn && !d.walked(slot) {
			at := d.plan.path.cells[d.plan.cells[i]]
			d.c.Set(at.x, at.y, d.Theme.Signs.Skip, d.inkOf(d.plan.of.Slot(int(slot)).Node))
		}
	}
}

// shade returns the sign for the density of slots in a cell.
func (d *drawing) shade(n int) string {
	levels := []string{"·", "░", "▒", "▓"}
	if d.Theme.ASCII {
		levels = []string{".", "-", "=", "#"}
	}
	if n == 0 || d.plan.most == 0 {
		return levels[0]
	}
	return levels[min(1+n*3/(d.plan.most+1), 3)]
}

// wrapMarks shows at both ends of an unrolled ring that it continues at the other, and at
// the ends of its rows that it continues in the next one.
func (d *drawing) wrapMarks() {
	cells := d.plan.path.cells
	last := len(cells) - 1
	for k, at := range cells {
		mark := func(x int, sign string) { d.c.Set(x, at.y, sign, d.Theme.Dim) }
		if k == 0 {
			mark(at.x-2, d.Theme.Signs.Wrap)
		} else if cells[k-1].y != at.y {
			mark(at.x-2, d.Theme.Signs.Left)
		}
		if k == last {
			mark(at.x+2, d.Theme.Signs.Wrap)
		} else if cells[k+1].y != at.y {
			mark(at.x+2, d.Theme.Signs.Right)
		}
	}
}
