// The key on the ring: its mark and its name.

package pane

import "ringside/tui/draw"

// longestKey is how many cells of the key the ring shows, besideKey to how many it is shortened rather
// than named away from its mark, and shortestKey how many are shown where there is no room for more.
const (
	longestKey  = 16
	besideKey   = 10
	shortestKey = 4
)

// drawKey marks the key's position outside the ring and names the key: beside the ring
// where it runs steeply, above or below it where it runs flat. Where slots are in the
// way, the mark stands inside.
func (d *drawing) drawKey() {
	if d.key < 0 {
		return
	}
	at := d.plan.path.cells[d.key]
	for _, m := range d.keyMarks(at) {
		if d.c.Free(m.x, m.y, 1) && !d.overlapsHubNode(m.x, m.y, 1) {
			d.c.Set(m.x, m.y, m.sign, d.accent())
			d.nameKey(m)
			return
		}
	}
	d.c.Set(at.x, at.y, d.Theme.Signs.Here, d.accent())
	d.nameKey(keyMark{at.x, at.y, 1, ""})
}

// keyMark is where the key's mark may stand, with a sign that points to the ring, and to
// which side of it the name comes first.
type keyMark struct {
	x, y, step int
	sign       string
}

// keyMarks lists the places of the key's mark at a cell of the ring, the best first.
func (d *drawing) keyMarks(at place) [4]keyMark {
	p, signs := &d.plan.path, &d.Theme.Signs
	step := 1
	if p.round && float64(at.x)+.5 < p.cx {
		step = -1
	}
	right, left := keyMark{at.x + 1, at.y, 1, signs.Back}, keyMark{at.x - 1, at.y, -1, signs.Here}
	above, below := keyMark{at.x, at.y - 1, step, signs.Below}, keyMark{at.x, at.y + 1, step, signs.Above}
	if !p.round {
		return [4]keyMark{above, below, right, left}
	}
	if step < 0 {
		right, left = left, right
	}
	if float64(at.y)+.5 > p.cy {
		above, below = below, above
	}
	return [4]keyMark{right, above, below, left}
}

// nameKey writes the key beside its mark or, if it doesn't fit there, elsewhere with a
// line between them: all of it if there is room anywhere, else its beginning.
func (d *drawing) nameKey(m keyMark) {
	whole := draw.Width(d.text(d.Key, longestKey))
	for w := whole; w >= min(whole, besideKey); w-- {
		if d.nameBeside(m, label{{d.text(d.Key, w), d.accent()}}) {
			return
		}
	}
	for _, w := range [...]int{whole, min(whole, 2*shortestKey), min(whole, shortestKey)} {
		name := label{{d.text(d.Key, w), d.accent()}}
		if d.nameBeside(m, name) || d.lead(place{x: m.x, y: m.y}, name) {
			return
		}
	}
}

// nameBeside writes the key beside its mark, and reports whether it fits there.
func (d *drawing) nameBeside(m keyMark, name label) bool {
	w := name.width()
	sides := [2]int{m.x + 2, m.x - 1 - w}
	if m.step < 0 {
		sides[0], sides[1] = sides[1], sides[0]
	}
	for _, x := range sides {
		if d.c.Free(x, m.y, w) && !d.overlapsHubNode(x, m.y, w) {
			d.write(place{x: m.x, y: m.y}, x, m.y, name)
			return true
		}
	}
	return false
}
