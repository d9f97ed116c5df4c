// The labels of the ring: slots, nodes and the key.

package pane

import (
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// label is a text beside a cell of the ring, in parts of different inks.
type label []part

type part struct {
	text string
	ink  theme.Ink
}

// String returns the words alone.
func (l label) String() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.text)
	}
	return b.String()
}

func (l label) width() int {
	w := 0
	for _, p := range l {
		w += draw.Width(p.text)
	}
	return w
}

func (l label) draw(c *draw.Canvas, x, y int) {
	for _, p := range l {
		x = c.Text(x, y, p.text, p.ink)
	}
}

// labels names the slots: the walk's replicas first, since they matter most, then, if
// there are few slots, all others.
func (d *drawing) labels() {
	named := make(map[ring.NodeID]bool)
	for _, w := range d.walk {
		d.place(w.cell, d.slotLabels(int(w.hop.Slot), d.mark(w)), true)
		named[w.hop.Node] = true
	}
	d.nameCoordinator(named)
	if d.plan.of.Len() > fewSlots {
		return
	}
	for i, slot := range d.plan.slots {
		if !d.walked(slot) {
			d.place(d.plan.cells[i], d.slotLabels(int(slot), ""), true) // the key may stand outside
		}
	}
}

// mark returns the sign of a slot of the walk: 1, 2, 3, or a dot for one that stands in
// for a replica.
func (d *drawing) mark(w walked) string {
	if w.replica == 0 {
		return d.Theme.Signs.Fallback
	}
	return strconv.Itoa(w.replica)
}

// markOf returns the sign of a node's slot in the walk, "" if it has none.
func (d *drawing) markOf(n ring.NodeID) string {
	for _, w := range d.walk {
		if w.hop.Node == n {
			return d.mark(w)
		}
	}
	return ""
}

// walked reports whether a slot is in the walk.
func (d *drawing) walked(slot int32) bool {
	for _, w := range d.walk {
		if w.hop.Slot == slot {
			return true
		}
	}
	return false
}

// nameCoordinator labels the coordinator of an operation under way, if slots have no
// labels of their own and it is not a replica.
func (d *drawing) nameCoordinator(named map[ring.NodeID]bool) {
	if d.Op == nil || d.Op.Settled || d.Covered || d.plan.of.Len() <= fewSlots || len(d.seats) > 0 {
		return
	}
	n := d.Op.Coordinator
	if k := d.slotOf(n); k >= 0 && !named[n] {
		d.slot(k, n)
		d.place(k, labels{d.label(part{d.name(n), d.inkOf(n)})}, true)
	}
}

// labels are those that a cell may have, the fullest first. Empty ones are left out.
type labels [3]label

// label makes a label of parts; those without text are left out.
func (d *drawing) label(parts ...part) label {
	from := len(d.parts)
	for _, p := range parts {
		if p.text != "" {
			d.parts = append(d.parts, p)
		}
	}
	return d.parts[from:len(d.parts):len(d.parts)]
}

// slotLabels returns the labels of a slot with a sign of the walk or "".
func (d *drawing) slotLabels(slot int, mark string) (all labels) {
	sl := d.plan.of.Slot(slot)
	name, state := d.nodeParts(sl.Node)
	sign, gap := d.markParts(mark)
	if sl.Label != "" {
		all[0] = d.label(sign, gap, part{d.text(sl.Label, longestLabel) + " ", d.Theme.Dim}, name, state)
	}
	all[1] = d.label(sign, gap, name, state)
	all[2] = d.label(sign)
	return all
}

// markParts returns a sign of the walk and the gap behind it; nothing for "".
func (d *drawing) markParts(mark string) (sign, gap part) {
	if mark == "" {
		return sign, gap
	}
	return part{mark, d.Theme.Accent}, part{" ", d.Theme.Accent}
}

// nodeParts returns a node's name, and the sign of its state.
func (d *drawing) nodeParts(n ring.NodeID) (name, state part) {
	name = part{d.name(n), d.inkOf(n)}
	if h := d.health(n); h != engine.Up {
		sign, _, ink := ill(d.Theme, h)
		return name, part{" " + sign, ink}
	}
	if d.alone[n] {
		return name, part{" " + d.Theme.Signs.Cut, d.Theme.Doubt}
	}
	return name, state
}

// drawKey marks the key's position outside the ring and names the key: beside the ring
// where it runs steeply, above or below it where it runs flat.
func (d *drawing) drawKey() {
	if d.key < 0 {
		return
	}
	at, p, th := d.plan.path.cells[d.key], &d.plan.path, d.Theme
	step, back, over, sign := 1, th.Signs.Back, -1, th.Signs.Below
	if p.round && float64(at.x)+.5 < p.cx {
		step, back = -1, th.Signs.Here
	}
	if p.round && float64(at.y)+.5 > p.cy {
		over, sign = 1, th.Signs.Above
	}
	switch {
	case p.round && d.c.Free(at.x+step, at.y, 1):
		d.c.Set(at.x+step, at.y, back, th.Accent)
		d.nameKey(at.x+step, at.y, step)
	case d.c.Free(at.x, at.y+over, 1):
		d.c.Set(at.x, at.y+over, sign, th.Accent)
		d.nameKey(at.x, at.y+over, step)
	default:
		d.c.Set(at.x, at.y, sign, th.Accent)
	}
}

// nameKey writes the key beside its mark: on the side of step if all of it fits there,
// else on the other, else as much of it as fits.
func (d *drawing) nameKey(x, y, step int) {
	whole := draw.Width(d.text(d.Key, longestKey))
	for _, least := range []int{whole, min(whole, 4)} {
		for _, step := range []int{step, -step} {
			room := d.plan.w - x - 2
			if step < 0 {
				room = x - 1
			}
			key := d.text(d.Key, min(room, longestKey))
			w := draw.Width(key)
			from := x + 2
			if step < 0 {
				from = x - 1 - w
			}
			if w >= least && d.c.Free(from, y, w) {
				d.c.Text(from, y, key, d.Theme.Accent)
				return
			}
		}
	}
}

// longestKey is how many cells of the key the ring shows.
const longestKey = 16

// place writes the first of the labels that fits beside cell k: outwards if possible,
// else above or below; the walk's also inside the circle, rather than not at all.
func (d *drawing) place(k int, all labels, inside bool) {
	at := d.plan.path.cells[k]
	for _, l := range all {
		w := l.width()
		if w == 0 {
			continue
		}
		d.spotted = d.spots(d.spotted[:0], at, w, inside)
		for _, to := range d.spotted {
			if !d.clear(to.x, to.y, w) || !to.inside && !d.outside(to.x, to.y, w) || d.takesSeat(to.x, to.y, w) {
				continue
			}
			l.draw(d.c, to.x, to.y)
			return
		}
	}
}

// clear reports whether a text of w cells may stand at column x of line y: on free cells,
// without touching anything to its left or right.
func (d *drawing) clear(x, y, w int) bool {
	return d.c.Free(x, y, w) && d.c.At(x-1, y) == "" && d.c.At(x+w, y) == ""
}

// takesSeat reports whether a text of w cells would overlap the place of a node inside
// the circle, or of its name.
func (d *drawing) takesSeat(x, y, w int) bool {
	for _, s := range d.seats {
		if s.y == y && x <= s.x+seatRoom && x+w > s.x-seatRoom {
			return true
		}
	}
	return false
}

// seatRoom is how many cells to either side of a seat its name may take.
const seatRoom = 7

func (d *drawing) outside(x, y, w int) bool {
	return d.plan.path.outside(x, y) && d.plan.path.outside(x+w-1, y)
}

// spot is where a label may begin.
type spot struct {
	x, y   int
	inside bool // of the circle
}

// spots adds to a list where a label of w cells for a cell of the ring may begin, the
// best first. All of them touch the cell, so that it is clear what they name.
func (d *drawing) spots(spots []spot, at place, w int, inside bool) []spot {
	x, y := at.x, at.y
	p := &d.plan.path
	if !p.round {
		for row := 1; row <= max(p.under, 1); row++ {
			spots = append(spots, spot{x: x, y: y + row}, spot{x: x - w/2, y: y + row}, spot{x: x - w + 1, y: y + row})
		}
		return append(spots, spot{x: x - w/2, y: y - 1})
	}
	right, left, out := spot{x: x + 2, y: y}, spot{x: x - 1 - w, y: y}, 1
	if float64(y)+.5 < p.cy {
		out = -1
	}
	if float64(x)+.5 < p.cx {
		right, left = left, right
	}
	over := [...]spot{{x: x - w/2, y: y + out}, {x: x, y: y + out}, {x: x - w + 1, y: y + out}}
	if dx := (float64(x) + .5 - p.cx) / p.rx; dx > -.25 && dx < .25 {
		spots = append(append(spots, over[:]...), right)
	} else {
		spots = append(append(spots, right), over[:]...)
	}
	spots = append(spots, spot{x: right.x, y: y + out}, spot{x: left.x, y: y + out})
	if inside {
		left.inside = true
		spots = append(spots, left)
		for _, o := range over {
			spots = append(spots, spot{o.x, y - out, true})
		}
	}
	return spots
}
