// Where the labels of the ring stand: beside what they name or, where that is crowded,
// farther away with a thin line to it.

package pane

// labelled is a label that stands on the canvas, and the cell that it names.
type labelled struct {
	of   place
	x, y int
	text label
}

// write draws a label that names a cell from column x of line y on.
func (d *drawing) write(of place, x, y int, l label) {
	gap := -1 // between what it names and the label: no line runs there
	switch w := l.width(); {
	case of.y != y:
	case x == of.x+2:
		gap = x - 1
	case x+w == of.x-1:
		gap = x + w
	}
	if gap >= 0 && !d.dots.Any(gap, y, 1) {
		d.c.Set(gap, y, " ", d.Theme.Text)
	}
	l.draw(d.c, x, y)
	d.shown = append(d.shown, labelled{of, x, y, l})
}

// place writes the first of the labels that fits beside cell k: outwards if possible,
// else above or below, else inside the circle. It reports whether one did. A label that stands
// farther away than in the next row has a line to its cell.
func (d *drawing) place(k int, all labels) bool {
	at := d.plan.path.cells[k]
	for _, l := range all {
		w := l.width()
		if w == 0 {
			continue
		}
		d.spotted = d.spots(d.spotted[:0], at, w)
		for _, to := range d.spotted {
			if !d.clear(to.x, to.y, w) || !to.inside && !d.outside(to.x, to.y, w) || d.overlapsHubNode(to.x, to.y, w) {
				continue
			}
			if to.slid && d.walkNamed && !d.clear(to.x-1, to.y, w+2) {
				continue // it would read as a part of its neighbour
			}
			end := nearest(at, to.x, to.y, w)
			if _, seen := d.crossings(at, end); !seen {
				continue
			}
			d.write(at, to.x, to.y, l)
			d.line(at, end)
			return true
		}
	}
	return false
}

// crossed is how many cells farther away a label had better stand than behind a line that
// crosses something.
const crossed = 8

// lead writes a label on the nearest free place, draws a thin line from it to a cell, and
// reports whether there was such a place: one to which the line can be followed.
func (d *drawing) lead(at place, l label) bool {
	w := l.width()
	if w == 0 {
		return false
	}
	for gap := 1; gap >= 0; gap-- { // with two free cells to either side, or one
		best, least := point{-1, -1}, 1<<30
		for y := range d.plan.h {
			for x := range max(d.plan.w-w+1, 0) {
				end := nearest(at, x, y, w)
				far := distance(at, end)
				if far >= least || !d.clear(x-gap, y, w+2*gap) || d.overlapsHubNode(x, y, w) {
					continue
				}
				hidden, seen := d.crossings(at, end)
				if far += crossed * hidden; far < least && seen {
					best, least = point{x, y}, far
				}
			}
		}
		if best.x >= 0 {
			d.write(at, best.x, best.y, l)
			d.line(at, nearest(at, best.x, best.y, w))
			return true
		}
	}
	return false
}

// line draws a thin line from a cell to another, unless they touch, and keeps its cells free.
func (d *drawing) line(from place, to point) {
	if touches(from, to) {
		return
	}
	for i, n := 0, lineDots(from, to); i <= n; i += lineGap {
		x, y := lineDot(from, to, i, n)
		d.dots.Dot(x, y, d.Theme.Dim)
		if c := (point{x / 2, y / 4}); c != to && c != (point{from.x, from.y}) {
			d.lines = append(d.lines, c)
		}
	}
}

// onLine reports whether a line runs through one of w cells at column x of line y.
func (d *drawing) onLine(x, y, w int) bool {
	for _, p := range d.lines {
		if p.y == y && p.x >= x && p.x < x+w {
			return true
		}
	}
	return false
}

// nearest returns the cell of a text of w cells at column x of line y that is nearest to
// a cell.
func nearest(at place, x, y, w int) point { return point{min(max(at.x, x), x+w-1), y} }

// distance is how far two cells are apart, in widths of a cell: it is twice as high.
func distance(a place, b point) int { return max(a.x-b.x, b.x-a.x) + 2*max(a.y-b.y, b.y-a.y) }

// touches reports whether a text whose nearest cell is b stands so near to a cell that it needs no line.
func touches(a place, b point) bool {
	return max(a.y-b.y, b.y-a.y) <= 1 && max(a.x-b.x, b.x-a.x) <= 2
}

// A line between two cells is so many dots long, of which each lineGap-th is drawn.
func lineDots(a place, b point) int { return max(2*max(a.x-b.x, b.x-a.x), 4*max(a.y-b.y, b.y-a.y), 1) }

const lineGap = 2

// lineDot is dot i of the n of a line.
func lineDot(a place, b point, i, n int) (x, y int) {
	return (2*a.x*(n-i) + 2*b.x*i + n/2) / n, (4*a.y*(n-i)+4*b.y*i+n/2)/n + 1
}

// crossings counts the cells with something in them on the straight line between two others, which
// hide it. It is seen if they touch, or if it can be followed: one cell at a time is hidden, and not
// the one at its end.
func (d *drawing) crossings(a place, b point) (hidden int, seen bool) {
	if touches(a, b) {
		return 0, true
	}
	last, row, some := point{a.x, a.y}, 0, false
	for i, n := 0, lineDots(a, b); i <= n; i += lineGap {
		x, y := lineDot(a, b, i, n)
		p := point{x / 2, y / 4}
		if p == last || p == b {
			continue
		}
		if last, some = p, true; d.c.Free(p.x, p.y, 1) && !d.overlapsHubNode(p.x, p.y, 1) && !d.onLine(p.x, p.y, 1) {
			row = 0
			continue
		}
		hidden++
		if row++; row > 1 {
			return hidden, false
		}
	}
	return hidden, some && row == 0
}

// clear reports whether a text of w cells may stand at column x of line y: on free cells,
// without touching anything to its left or right.
func (d *drawing) clear(x, y, w int) bool {
	return d.c.Free(x, y, w) && d.c.Empty(x-1, y) && d.c.Empty(x+w, y) && !d.onLine(x, y, w)
}

// overlapsHubNode reports whether a text of w cells would overlap the place of a node inside
// the circle, or of its name.
func (d *drawing) overlapsHubNode(x, y, w int) bool {
	room := hubNodeRoom
	if d.naming.bare {
		room /= 2
	}
	for _, s := range d.hub {
		if s.y == y && x <= s.x+room && x+w > s.x-room {
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
	slid   bool // elsewhere than usual, where names of the walk alone may be only one cell apart
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
		spots = append(spots, spot{x: x - w/2, y: y - 1})
		return slide(slide(spots, x, y+1, w, false), x, y-1, w, false)
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
	spots = slide(append(spots, left), x, y+out, w, false)
	for _, o := range over {
		spots = append(spots, spot{x: o.x, y: y - out, inside: true})
	}
	return slide(spots, x, y-out, w, true)
}

// slide adds every place in a line where a label of w cells begins or ends at a column or covers it.
func slide(spots []spot, x, y, w int, inside bool) []spot {
	for at := x - w; at <= x+1; at++ {
		spots = append(spots, spot{at, y, inside, true})
	}
	return spots
}
