// The path of the ring on the canvas, round or unrolled.

package pane

import (
	"math"
	"sort"

	"ringside/engine/ring"
)

// path is the ring laid out on a canvas: its cells in the order of the tokens, from the
// lowest to the highest. Round, it begins at the top and runs clockwise; flat, it fills
// one row after another.
type path struct {
	cells  []place
	round  bool
	cx, cy float64 // round: the centre
	rx, ry float64 // round: the radii, in cells
	under  int     // flat: free rows below each row of the ring
	edge   []dot   // round: the dots that make it thicker, outside its cells
}

// dot is a fine dot beside cell k, counted in dots (draw.Dots).
type dot struct{ k, x, y int }

// place is one cell of a path and the stretch of tokens that falls into it.
type place struct {
	x, y  int
	dots  uint8  // round: the dots of the circle in this cell
	thick uint8  // round: those that make it thicker
	from  uint64 // the height above the lowest token at which its stretch begins
}

// height returns how far a token is above the lowest one.
func height(t ring.Token) uint64 { return uint64(t) ^ 1<<63 }

// index returns the cell into which a token falls.
func (p *path) index(t ring.Token) int {
	h := height(t)
	return max(sort.Search(len(p.cells), func(i int) bool { return p.cells[i].from > h })-1, 0)
}

// minRadius is the least radius, in rows, of a round ring that still looks like one;
// minFullRadius is that of a ring with many slots and the nodes inside it.
const (
	minRadius     = 3.0
	minFullRadius = 4.5
)

// RoundRows returns how many rows the pane of a ring must have, with its border, to show it round.
func RoundRows(r *ring.Ring) int {
	const border, labels = 2, 3
	radius := minRadius
	if r != nil && r.Len() > fewSlots {
		radius = minFullRadius
	}
	return int(2*radius) + labels + border
}

// layPath lays out a ring with so many slots on w × h cells. It is round if that leaves
// room at both sides for labels of one of the widths, the first that fits, unless flat is
// set.
func layPath(w, h, slots int, labels [2]int, flat bool) path {
	least := minRadius
	if slots > fewSlots {
		least = minFullRadius
	}
	for _, label := range labels {
		room := label + 3
		ry := math.Min(float64(h-3)/2, float64(w-2*room-1)/4)
		if !flat && ry >= least {
			return layRound(w, h, ry, room)
		}
	}
	return layFlat(w, h, slots)
}

// layRound traces a circle whose radius is ry rows. A pane much wider than high gets a
// flatter ellipse, which has more room on its edge.
func layRound(w, h int, ry float64, room int) path {
	rx := math.Min(2.5*ry, float64(w-2*room-1)/2)
	p := path{round: true, cx: float64(w) / 2, cy: float64(h) / 2, rx: rx, ry: ry}
	rx, ry = rx-.01, ry-.01    // or a single dot would stick out at the bottom and the right
	seen := make([]int32, w*h) // by its place, 1 + the number of a cell of the circle; else 0
	steps := int(40 * (rx + ry))
	for i := range steps {
		turn := float64(i) / float64(steps)
		dx := int(math.Floor(2 * (p.cx + rx*math.Sin(2*math.Pi*turn))))
		dy := int(math.Floor(4 * (p.cy - ry*math.Cos(2*math.Pi*turn))))
		x, y := dx/2, dy/4
		if seen[y*w+x] == 0 {
			p.cells = append(p.cells, place{x: x, y: y, from: uint64(turn * (1 << 63) * 2)})
			seen[y*w+x] = int32(len(p.cells))
		}
		p.cells[seen[y*w+x]-1].dots |= 1 << dotBit(dx%2, dy%4)
	}
	p.thicken(seen, w, steps)
	return p
}

// thicken adds the dots of a second circle just inside the first one, whose cells seen has, in
// rows of w.
func (p *path) thicken(seen []int32, w, steps int) {
	k := 0
	for i := range steps {
		turn := float64(i) / float64(steps)
		for from := uint64(turn * (1 << 63) * 2); k+1 < len(p.cells) && p.cells[k+1].from <= from; {
			k++
		}
		x := int(math.Floor(2 * (p.cx + (p.rx-.5)*math.Sin(2*math.Pi*turn))))
		y := int(math.Floor(4 * (p.cy - (p.ry-.25)*math.Cos(2*math.Pi*turn))))
		if own := seen[y/4*w+x/2]; own > 0 {
			p.cells[own-1].thick |= 1 << dotBit(x%2, y%4)
			continue
		}
		if last := len(p.edge) - 1; last < 0 || p.edge[last] != (dot{k, x, y}) {
			p.edge = append(p.edge, dot{k, x, y})
		}
	}
}

// dotBit is the number of a dot's bit in a braille pattern.
func dotBit(x, y int) int {
	if y == 3 {
		return 6 + x
	}
	return y + 3*x
}

// layFlat cuts the ring open at its lowest token and lays it out on as many rows as give
// every slot a few columns, with free rows for labels under each.
func layFlat(w, h, slots int) path {
	width := w - 4 // a wrap mark and a space at both ends
	if width < 1 || h < 1 {
		return path{}
	}
	each := 2
	if slots <= fewSlots {
		each = 4
	}
	rows := min(max((slots*each+width-1)/width, 1), max(h/3, 1))
	pitch := min(h/rows, 5)
	top := (h - rows*pitch) / 2
	above := 0 // room for the key's mark and for messages
	if pitch >= 3 {
		above = 1
	}
	p := path{under: pitch - 1 - above, cells: make([]place, rows*width)}
	n := len(p.cells)
	for i := range p.cells {
		p.cells[i] = place{
			x: 2 + i%width, y: top + above + i/width*pitch,
			from: uint64(float64(i) / float64(n) * (1 << 63) * 2),
		}
	}
	return p
}

// outside reports whether a cell is clear of the circle.
func (p *path) outside(x, y int) bool {
	if !p.round {
		return true
	}
	dx, dy := (float64(x)+.5-p.cx)/(p.rx+.5), (float64(y)+.5-p.cy)/(p.ry+.5)
	return dx*dx+dy*dy > 1
}

// spread gives each of the slots (in order, by the cells they fall into) a cell of its
// own, at least gap from the next, as near to its own as possible: crowded slots share
// their displacement (pool adjacent violators). With more slots than cells the cells are
// shared.
func spread(ideal []int, cells, gap int) []int {
	n := len(ideal)
	if n == 0 || cells == 0 {
		return nil
	}
	if gap = min(gap, cells/n); gap < 1 {
		return ideal
	}
	type pool struct{ sum, count int }
	pools := make([]pool, 0, n)
	for i, at := range ideal {
		pools = append(pools, pool{at - i*gap, 1})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum*pools[k].count >= pools[k].sum*pools[k-1].count; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].count += pools[k].count
			pools = pools[:k]
		}
	}
	at := make([]int, 0, n)
	for _, p := range pools {
		base := p.sum / p.count
		for range p.count {
			i := len(at)
			at = append(at, min(max(base+i*gap, i*gap), cells-1-(n-1-i)*gap))
		}
	}
	return at
}

// fewSlots is how many slots are all labelled.
const fewSlots = 16

// point is a cell of the canvas.
type point struct{ x, y int }
