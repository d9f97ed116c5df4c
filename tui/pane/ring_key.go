// The key on the ring: its mark and its name.

package pane

import "ringside/tui/draw"

// longestKey is how many cells of the key the ring shows, and the others how many it still shows
// where there is no room for all of it, the most that is wanted first.
const (
	longestKey  = 36
	readableKey = 12
	shortKey    = 8
	shortestKey = 4
)

// drawKey marks the key's position and names the key at its mark: outside the ring if possible,
// beside the ring where it runs steeply, above or below it where it runs flat. Where there is no
// room for all of it, the key is shortened; a line to a name farther away is better only than
// hardly any name.
func (d *drawing) drawKey() {
	at := d.plan.path.cells[d.key]
	marks := d.keyMarks(at)
	free := marks[:0]
	for _, m := range marks {
		if m.sign != "" && d.c.Free(m.x, m.y, 1) && !d.overlapsHubNode(m.x, m.y, 1) {
			free = append(free, m)
		}
	}
	if len(free) == 0 {
		free = append(free, keyMark{at.x, at.y, 1, d.Theme.Signs.Here})
	}
	whole := draw.Width(d.text(d.Key, d.naming.key))
	for _, least := range [...]int{whole, min(whole, readableKey), min(whole, shortKey)} {
		for _, m := range free {
			if d.nameKey(m, least, whole) {
				return
			}
		}
	}
	first := free[0]
	d.c.Set(first.x, first.y, first.sign, d.accent())
	for _, w := range [...]int{whole, readableKey, shortKey, shortestKey} {
		w = min(w, whole)
		if d.lead(place{x: first.x, y: first.y}, label{{d.text(d.Key, w), d.accent()}}) || d.nameKey(first, w, w) {
			return
		}
	}
}

// onCurve reports whether a mark would stand on the ring's line, between slots.
func (d *drawing) onCurve(m keyMark) bool {
	for k, c := range d.plan.path.cells {
		if c.x == m.x && c.y == m.y {
			return d.c.At(m.x, m.y) == d.curve(k, d.lit(k)) && d.plan.density == nil
		}
	}
	return false
}

// nameKey sets a mark and writes as much of the key as fits beside it or in the next line, in at least
// and at most so many cells. It reports whether there was room.
func (d *drawing) nameKey(m keyMark, least, most int) bool {
	free := func(x, y int) bool {
		return d.c.Free(x, y, 1) && !d.overlapsHubNode(x, y, 1) && !d.onLine(x, y, 1)
	}
	run := func(x, y, step int) (n int) {
		for n <= most && free(x+n*step, y) {
			n++
		}
		if in := x + n*step; in >= 0 && in < d.plan.w {
			n-- // a gap before what stands there
		}
		return max(n, 0)
	}
	write := func(x, y, w int) bool {
		name := label{{d.text(d.Key, w), d.accent()}}
		d.c.Set(m.x, m.y, m.sign, d.accent())
		d.write(place{x: m.x, y: m.y}, x, y, name)
		return true
	}
	for _, step := range [...]int{m.step, -m.step} {
		if !free(m.x+step, m.y) {
			continue
		}
		w := min(run(m.x+2*step, m.y, step), most)
		if w < least {
			continue
		}
		w = draw.Width(d.text(d.Key, w))
		if step > 0 {
			return write(m.x+2, m.y, w)
		}
		return write(m.x-1-w, m.y, w)
	}
	rows := [...]int{m.y - 1, m.y + 1}
	if float64(m.y)+.5 > d.plan.path.cy {
		rows[0], rows[1] = rows[1], rows[0]
	}
	for _, y := range rows {
		if !free(m.x, y) {
			continue
		}
		left, right := run(m.x-1, y, -1), run(m.x+1, y, 1)
		if w := min(left+1+right, most); w >= least {
			w = draw.Width(d.text(d.Key, w))
			return write(max(m.x-left, min(m.x-w/2, m.x+right-w+1)), y, w)
		}
	}
	return false
}

// keyMark is where the key's mark may stand, with a sign that points to the ring, and to
// which side of it the name comes first.
type keyMark struct {
	x, y, step int
	sign       string
}

// keyMarks lists the places of the key's mark at a cell of the ring, the best first. Where the ring's
// own line is in the way, a mark stands outside it.
func (d *drawing) keyMarks(at place) (marks [6]keyMark) {
	p, signs := &d.plan.path, &d.Theme.Signs
	step := 1
	if p.round && float64(at.x)+.5 < p.cx {
		step = -1
	}
	right, left := keyMark{at.x + 1, at.y, 1, signs.Back}, keyMark{at.x - 1, at.y, -1, signs.Here}
	above, below := keyMark{at.x, at.y - 1, step, signs.Below}, keyMark{at.x, at.y + 1, step, signs.Above}
	if !p.round {
		return [...]keyMark{above, below, right, left, {}, {}}
	}
	if step < 0 {
		right, left = left, right
	}
	if float64(at.y)+.5 > p.cy {
		above, below = below, above
	}
	marks = [...]keyMark{right, above, {}, {}, below, left}
	if d.onCurve(right) {
		right.x += right.x - at.x
		marks[2] = right
	}
	if d.onCurve(above) {
		above.y += above.y - at.y
		marks[3] = above
	}
	return marks
}
