// Fine dots, eight in a cell, for circles and thin lines.

package draw

import "ringside/tui/theme"

// Dots is a layer of fine dots, 2 across and 4 down in each cell (the Unicode braille
// patterns), which makes them square in a common font: a circle of dots looks round. In a
// cell with several inks, the first one drawn stays.
type Dots struct {
	w, h  int
	masks []uint8
	inks  []theme.Ink
}

// NewDots returns an empty layer for a canvas of w × h cells.
func NewDots(w, h int) *Dots {
	d := &Dots{}
	d.Reset(w, h)
	return d
}

// Reset clears the layer and gives it w × h cells.
func (d *Dots) Reset(w, h int) {
	d.w, d.h = max(w, 0), max(h, 0)
	n := d.w * d.h
	if cap(d.masks) < n {
		d.masks, d.inks = make([]uint8, n), make([]theme.Ink, n)
	}
	d.masks, d.inks = d.masks[:n], d.inks[:n]
	clear(d.masks)
	clear(d.inks)
}

// bit is the braille pattern's bit for a dot of a cell, by row and column.
var bit = [4][2]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// Dot sets the dot at column x and row y, counted in dots.
func (d *Dots) Dot(x, y int, ink theme.Ink) {
	if x < 0 || y < 0 || x >= 2*d.w || y >= 4*d.h {
		return
	}
	i := y/4*d.w + x/2
	if d.masks[i] == 0 {
		d.inks[i] = ink
	}
	d.masks[i] |= bit[y%4][x%2]
}

// Line sets every gap-th dot of the straight line between two dots.
func (d *Dots) Line(x0, y0, x1, y1, gap int, ink theme.Ink) {
	n := max(abs(x1-x0), abs(y1-y0), 1)
	for i := 0; i <= n; i += max(gap, 1) {
		d.Dot(x0+roundDiv((x1-x0)*i, n), y0+roundDiv((y1-y0)*i, n), ink)
	}
}

// Any reports whether one of n cells from column x of line y on has dots.
func (d *Dots) Any(x, y, n int) bool {
	if y < 0 || y >= d.h {
		return false
	}
	for i := max(x, 0); i < min(x+n, d.w); i++ {
		if d.masks[y*d.w+i] != 0 {
			return true
		}
	}
	return false
}

// Stamp draws the dots into the cells of c that are still empty.
func (d *Dots) Stamp(c *Canvas, ascii bool) {
	for y := range min(d.h, c.h) {
		for x := range min(d.w, c.w) {
			i := y*d.w + x
			if d.masks[i] != 0 && c.Empty(x, y) {
				c.set(x, y, braille(d.masks[i], ascii), 1, c.place(d.inks[i]))
			}
		}
	}
}

// Braille returns the character with the dots of a mask, or a full stop in ASCII.
func Braille(mask uint8, ascii bool) string {
	if ascii {
		return "."
	}
	return patterns[3*int(mask) : 3*int(mask)+3]
}

// braille is Braille for a canvas.
func braille(mask uint8, ascii bool) glyph {
	if ascii {
		return '.'
	}
	return 0x2800 + glyph(mask)
}

// patterns holds all braille patterns, three bytes each.
var patterns = func() string {
	b := make([]rune, 256)
	for i := range b {
		b[i] = 0x2800 + rune(i)
	}
	return string(b)
}()

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// roundDiv returns a/b rounded to the nearest integer, for b > 0.
func roundDiv(a, b int) int {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
