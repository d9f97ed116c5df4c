// Canvas, a rectangle of cells on which panes are drawn.

package draw

import (
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ringside/tui/theme"
)

// Canvas is a rectangle of cells to draw on. Drawing beyond its edges has no effect, and
// a wide grapheme is never cut in half: where one would be, or where half of one is drawn
// over, there are spaces.
type Canvas struct {
	// More is the sign with which TextTo ends cut text; "" means Ellipsis.
	More string

	w, h  int
	cells []cell
	inks  []theme.Ink // that cells refer to, each look once; the first is plain
	rare  []string    // graphemes of several runes
	buf   []byte      // of the previous Lines, and where each ended
	ends  []int
}

// cell is one column: the grapheme that begins there, and the place of its ink. It is
// small and points at nothing, since there are thousands that are drawn in each frame.
type cell struct {
	glyph glyph
	ink   uint16
}

// glyph is a grapheme: a rune, or, from several on, a place in Canvas.rare.
type glyph uint32

const (
	none    glyph = 0                // nothing is drawn, which looks like a space
	tail    glyph = utf8.MaxRune + 1 // the second half of a wide grapheme
	several glyph = utf8.MaxRune + 2 // the first in Canvas.rare
)

// NewCanvas returns an empty canvas. Negative sizes count as 0.
func NewCanvas(w, h int) *Canvas {
	c := &Canvas{}
	c.Reset(w, h)
	return c
}

// Reset clears the canvas and gives it w × h cells, reusing its memory.
func (c *Canvas) Reset(w, h int) {
	c.w, c.h = max(w, 0), max(h, 0)
	n := c.w * c.h
	if cap(c.cells) < n {
		c.cells = make([]cell, n)
	}
	c.cells = c.cells[:n]
	clear(c.cells)
	c.inks, c.rare = append(c.inks[:0], theme.Ink{}), c.rare[:0]
}

// Size returns the width and the height in cells.
func (c *Canvas) Size() (w, h int) { return c.w, c.h }

// Set draws one grapheme at column x of line y.
func (c *Canvas) Set(x, y int, glyph string, ink theme.Ink) {
	if glyph == "" {
		glyph = " "
	}
	c.set(x, y, c.glyphOf(glyph), Width(glyph), c.place(ink))
}

// glyphOf returns the glyph of a grapheme.
func (c *Canvas) glyphOf(s string) glyph {
	r, n := utf8.DecodeRuneInString(s)
	if n == len(s) && r != 0 && (r != utf8.RuneError || n > 1) {
		return glyph(r)
	}
	c.rare = append(c.rare, s)
	return several + glyph(len(c.rare)-1)
}

// place returns the place of an ink among those of the canvas, of which there are few.
func (c *Canvas) place(ink theme.Ink) uint16 {
	for i := len(c.inks) - 1; i >= 0; i-- { // the newest is mostly the one
		if c.inks[i] == ink {
			return uint16(i)
		}
	}
	for i := range c.inks {
		if c.inks[i].Same(ink) {
			return uint16(i)
		}
	}
	c.inks = append(c.inks, ink)
	return uint16(len(c.inks) - 1)
}

func (c *Canvas) set(x, y int, glyph glyph, w int, ink uint16) {
	if y < 0 || y >= c.h || x < 0 || x+w > c.w || w < 1 {
		return
	}
	i := y*c.w + x
	c.split(i, x)
	if w == 2 {
		c.split(i+1, x+1)
		c.cells[i+1] = cell{tail, ink}
	}
	c.cells[i] = cell{glyph, ink}
}

// split replaces both halves of a wide grapheme that has one at i by spaces.
func (c *Canvas) split(i, x int) {
	if c.cells[i].glyph == tail && x > 0 {
		c.cells[i-1].glyph = none
	}
	if x+1 < c.w && c.cells[i+1].glyph == tail {
		c.cells[i+1].glyph = none
	}
	c.cells[i].glyph = none
}

// Text draws clean text from column x of line y on and returns the column after it,
// whether or not it was inside the canvas.
func (c *Canvas) Text(x, y int, s string, ink theme.Ink) int {
	if cells, ok := simple(s); ok {
		c.simpleText(x, y, s, ink)
		return x + cells
	}
	place := c.place(ink)
	for len(s) > 0 {
		n, w := 1, 1
		if s[0] >= 0x80 || len(s) > 1 && s[1] >= 0x80 {
			var g string
			g, w = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
			n = len(g)
		}
		c.set(x, y, c.glyphOf(s[:n]), w, place)
		x += w
		s = s[n:]
		if x >= c.w {
			return x + Width(s)
		}
	}
	return x
}

// simpleText is Text for a text in which each rune takes one cell.
func (c *Canvas) simpleText(x, y int, s string, ink theme.Ink) {
	if y < 0 || y >= c.h {
		return
	}
	place, row := c.place(ink), y*c.w
	for _, r := range s {
		if x >= c.w {
			return
		}
		if x >= 0 {
			c.split(row+x, x)
			c.cells[row+x] = cell{glyph(r), place}
		}
		x++
	}
}

// TextTo is Text that ends before column end: text that does not fit is cut and ends in
// More. It returns the column after what was drawn.
func (c *Canvas) TextTo(x, y, end int, s string, ink theme.Ink) int {
	if x >= end {
		return x
	}
	more := c.More
	if more == "" {
		more = Ellipsis
	}
	return c.Text(x, y, CutWith(s, end-x, more), ink)
}

// TextRight draws clean text so that it ends before column end and returns the
// column where it begins.
func (c *Canvas) TextRight(end, y int, s string, ink theme.Ink) int {
	x := end - Width(s)
	c.Text(x, y, s, ink)
	return x
}

// Fill draws the same narrow glyph n times.
func (c *Canvas) Fill(x, y, n int, glyph string, ink theme.Ink) {
	drawn, place := c.glyphOf(glyph), c.place(ink)
	for i := range n {
		c.set(x+i, y, drawn, 1, place)
	}
}

// Fade gives whatever is drawn from line y on the same ink.
func (c *Canvas) Fade(y int, ink theme.Ink) {
	place := c.place(ink)
	for i := min(max(y, 0)*c.w, len(c.cells)); i < len(c.cells); i++ {
		c.cells[i].ink = place
	}
}

// Free reports whether n cells from column x of line y on are inside and empty.
func (c *Canvas) Free(x, y, n int) bool {
	if y < 0 || y >= c.h || x < 0 || x+n > c.w {
		return false
	}
	for _, cl := range c.cells[y*c.w+x : y*c.w+x+n] {
		if cl.glyph != none {
			return false
		}
	}
	return true
}

// tailText is what At returns for the second half of a wide grapheme.
const tailText = "\x00"

// At returns what is drawn in a cell: "" for nothing.
func (c *Canvas) At(x, y int) string {
	if y < 0 || y >= c.h || x < 0 || x >= c.w {
		return ""
	}
	switch g := c.cells[y*c.w+x].glyph; {
	case g == none:
		return ""
	case g == tail:
		return tailText
	case g >= several:
		return c.rare[g-several]
	default:
		return string(rune(g))
	}
}

// Empty reports whether nothing is drawn in a cell; beyond the edges nothing is.
func (c *Canvas) Empty(x, y int) bool {
	return y < 0 || y >= c.h || x < 0 || x >= c.w || c.cells[y*c.w+x].glyph == none
}

// Lines returns the canvas as h lines of exactly w cells. Runs of one ink share
// their escape sequences, and every line ends plain.
func (c *Canvas) Lines() []string {
	c.buf, c.ends = slices.Grow(c.buf[:0], 2*len(c.cells)), slices.Grow(c.ends[:0], c.h)
	for y := range c.h {
		c.buf = c.appendLine(c.buf, c.row(y))
		c.ends = append(c.ends, len(c.buf))
	}
	return c.written()
}

// row returns the cells of line y.
func (c *Canvas) row(y int) []cell { return c.cells[y*c.w : (y+1)*c.w] }

// written returns what is in buf as lines, which share one string.
func (c *Canvas) written() []string {
	lines, all, from := make([]string, len(c.ends)), string(c.buf), 0
	for y, end := range c.ends {
		lines[y] = all[from:end]
		from = end
	}
	return lines
}

// Line returns one line of w cells with what paint draws on it.
func Line(w int, paint func(c *Canvas)) string {
	c := spare.Get().(*Canvas)
	defer spare.Put(c)
	c.Reset(w, 1)
	c.More = ""
	paint(c)
	c.buf = c.appendLine(c.buf[:0], c.cells)
	return string(c.buf)
}

// spare holds canvases for single lines and for borders, for reuse.
var spare = sync.Pool{New: func() any { return new(Canvas) }}

// appendLine appends the text of a line's cells, with the escape sequences of their inks.
func (c *Canvas) appendLine(buf []byte, cells []cell) []byte {
	now := uint16(0)
	for i := range cells {
		cl := &cells[i]
		if cl.glyph == tail {
			continue
		}
		if cl.ink != now && (cl.glyph != none || now != 0) {
			if now != 0 {
				buf = append(buf, theme.Reset...)
			}
			if now = cl.ink; cl.glyph == none {
				now = 0
			}
			buf = append(buf, c.inks[now].Open()...)
		}
		switch g := cl.glyph; {
		case g == none:
			buf = append(buf, ' ')
		case g < utf8.RuneSelf:
			buf = append(buf, byte(g))
		case g >= several:
			buf = append(buf, c.rare[g-several]...)
		default:
			buf = utf8.AppendRune(buf, rune(g))
		}
	}
	if now != 0 {
		buf = append(buf, theme.Reset...)
	}
	return buf
}
