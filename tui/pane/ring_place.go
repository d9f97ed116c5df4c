// Where the labels of the ring stand: beside what they name or, where that is crowded,
// farther away with a thin line to it.

package pane

import "slices"

// labelled is a label that stands on the canvas, and the cell that it names.
type labelled struct {
	of   place
	x, y int
	text label
}

// write draws a label that names a cell from column x of line y on.
func (d *drawing) write(of place, x, y int, l label) {
	l.draw(d.c, x, y)
	d.shown = append(d.shown, labelled{of, x, y, l})
}

// place writes the first of the labels that fits beside cell k: outwards if possible,
// else above or below, else inside the circle. It reports whether one did.
func (d *drawing) place(k int, all labels) bool {
	at := d.plan.path.cells[k]
	for _, l := range all {
		w := l.width()
		if w == 0 {
			continue
		}
		d.spotted = d.spots(d.spotted[:0], at, w)
		for _, to := range d.spotted {
			if !d.clear(to.x, to.y, w) || !to.inside && !d.outside(to.x, to.y, w) || d.overlapsHubNode(to.x, to.y, w) || d.cuts(to.x, to.y, w) {
				continue
			}
			d.write(at, to.x, to.y, l)
			return true
		}
	}
	return false
}

// crossed is how many cells farther away a label had better stand than behind a line that
// crosses something.
const crossed = 8

// lead writes a label on the nearest free place, draws a thin line from it to a cell, and
// reports whether there was such a place.
func (d *drawing) lead(at place, l label) bool {
	w := l.width()
	if w == 0 {
		return false
	}
	best, least := point{-1, -1}, 1<<30
	for y := range d.plan.h {
		for x := range max(d.plan.w-w+1, 0) { // with two free cells to either side
			far := distance(at, nearest(at, x, y, w))
			if far >= least || !d.clear(x-1, y, w+2) || d.overlapsHubNode(x, y, w) || d.cuts(x, y, w) {
				continue
			}
			if far += crossed * d.crossings(at, nearest(at, x, y, w)); far < least {
				best, least = point{x, y}, far
			}
		}
	}
	if best.x < 0 {
		return false
	}
	to := nearest(at, best.x, best.y, w)
	d.hidden += d.crossings(at, to)
	d.write(at, best.x, best.y, l)
	d.dots.Line(2*at.x, 4*at.y+1, 2*to.x, 4*to.y+1, 2, d.Theme.Dim)
	d.cellsTo(at, to, func(p point) { d.lines = append(d.lines, p) })
	return true
}

// cellsTo calls f for the cells of the straight line between two others.
func (d *drawing) cellsTo(a place, b point, f func(point)) {
	n := max(a.x-b.x, b.x-a.x, a.y-b.y, b.y-a.y)
	for i := 1; i < n; i++ {
		f(point{(a.x*(n-i) + b.x*i + n/2) / n, (a.y*(n-i) + b.y*i + n/2) / n})
	}
}

// cuts reports whether a text of w cells would hide a line that leads from a label to what it names.
func (d *drawing) cuts(x, y, w int) bool {
	return slices.ContainsFunc(d.lines, func(p point) bool { return p.y == y && x <= p.x && p.x < x+w })
}

// nearest returns the cell of a text of w cells at column x of line y that is nearest to
// a cell.
func nearest(at place, x, y, w int) point { return point{min(max(at.x, x), x+w-1), y} }

// distance is how far two cells are apart, in widths of a cell: it is twice as high.
func distance(a place, b point) int { return max(a.x-b.x, b.x-a.x) + 2*max(a.y-b.y, b.y-a.y) }

// crossings counts the cells with something in them, or that a node is kept for, on the straight line between two
// others.
func (d *drawing) crossings(a place, b point) (count int) {
	d.cellsTo(a, b, func(p point) {
		if !d.c.Free(p.x, p.y, 1) {
			count++
			return
		}
		for _, h := range d.hub {
			if h.x == p.x && h.y == p.y {
				count++
			}
		}
	})
	return count
}

// clear reports whether a text of w cells may stand at column x of line y: on free cells,
// without touching anything to its left or right.
func (d *drawing) clear(x, y, w int) bool {
	return d.c.Free(x, y, w) && d.c.Empty(x-1, y) && d.c.Empty(x+w, y)
}

// overlapsHubNode reports whether a text of w cells would overlap the place of a node inside
// the circle, or of its name.
func (d *drawing) overlapsHubNode(x, y, w int) bool {
	for _, s := range d.hub {
		if s.y == y && x <= s.x+hubNodeRoom && x+w > s.x-hubNodeRoom {
			return true
		}
	}
	return false
}

// hubNodeRoom is how many cells to either side of such a node its name may take.
const hubNodeRoom = 7

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
func (d *drawing) spots(spots []spot, at place, w int) []spot {
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
	left.inside = true
	spots = append(spots, left)
	for _, o := range over {
		spots = append(spots, spot{o.x, y - out, true})
	}
	return spots
}
