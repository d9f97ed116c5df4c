// The bytes that turn one screen into another.

package paint

import (
	"image"
	"strconv"
	"strings"
)

// leastErased is the shortest run of blanks that is erased (ECH) instead of written.
const leastErased = 8

// blockChange returns the bytes that turn one block into another of the same size, both
// with their corner at a cell.
func blockChange(old, b *Block, at image.Point) []byte {
	w, h := b.Size()
	cells := make([]cell, 0, 2*w)
	var p pen
	for y := range h {
		if old.lines[y] == b.lines[y] {
			continue
		}
		cells = appendCells(cells[:0], old.lines[y], w)
		cells = appendCells(cells, b.lines[y], w)
		p.row(at.X, at.Y+y, cells[:w], cells[w:])
	}
	p.ink("")
	return p.buf
}

// appendFrame appends the bytes that turn one whole screen into another of the same size;
// old is nil if the screen has just been cleared.
func appendFrame(buf []byte, old, f *Frame) []byte {
	if old == nil {
		old = &Frame{W: f.W, H: f.H}
	}
	cells := make([]cell, 0, 2*f.W)
	p := pen{buf: buf}
	for y := range f.H {
		cells = old.appendRow(cells[:0], y)
		cells = f.appendRow(cells, y)
		p.row(0, y, cells[:f.W], cells[f.W:])
	}
	p.ink("")
	return p.buf
}

// pen writes cells. It knows its own style and, once it has moved, where it is.
type pen struct {
	buf   []byte
	style string
	x, y  int
	set   bool // x and y are known
}

// row writes the cells of a row that differ. A wide grapheme is written as one: its
// second half may look like that of another that was there before.
func (p *pen) row(x0, y int, old, now []cell) {
	for x := 0; x < len(now); {
		if now[x] == old[x] {
			x++
			continue
		}
		end := x + 1
		for end < len(now) && (now[end] != old[end] || now[end].glyph == "") {
			end++
		}
		p.to(x0, x0+x, y, now, x)
		p.run(now[x:end])
		x = end
	}
	// At the last column the terminal waits to wrap, and the next row is reached by a
	// jump anyway.
	p.set = false
}

// to moves to a column of the row whose cells are given. Over a few cells in the pen's
// style it is shorter to write them again than to jump.
func (p *pen) to(x0, x, y int, now []cell, i int) {
	if !p.set || p.y != y {
		p.buf = append(p.buf, "\x1b["...)
		p.buf = strconv.AppendInt(p.buf, int64(y+1), 10)
		if x > 0 {
			p.buf = append(p.buf, ';')
			p.buf = strconv.AppendInt(p.buf, int64(x+1), 10)
		}
		p.buf = append(p.buf, 'H')
		p.x, p.y, p.set = x, y, true
		return
	}
	gap := now[i-(x-p.x) : i]
	if jump := 3 + digits(len(gap)); p.cost(gap) <= jump {
		p.run(gap)
		return
	}
	p.forward(len(gap))
}

// forward moves n columns to the right.
func (p *pen) forward(n int) {
	p.buf = append(p.buf, "\x1b["...)
	if n > 1 {
		p.buf = strconv.AppendInt(p.buf, int64(n), 10)
	}
	p.buf = append(p.buf, 'C')
	p.x += n
}

// cost returns how many bytes it takes to write cells if they need no other style, else
// more than any jump costs.
func (p *pen) cost(cells []cell) int {
	const never = 1 << 20
	n := 0
	for i := range cells {
		if cells[i].style != p.style {
			return never
		}
		n += len(cells[i].glyph)
	}
	return n
}

// run writes cells one after the other.
func (p *pen) run(cells []cell) {
	for i := 0; i < len(cells); {
		if n := blanks(cells[i:]); n >= leastErased {
			p.ink("")
			p.buf = append(p.buf, "\x1b["...)
			p.buf = strconv.AppendInt(p.buf, int64(n), 10)
			p.buf = append(p.buf, 'X')
			if i += n; i < len(cells) {
				p.forward(n)
			}
			continue
		}
		if cells[i].glyph != "" {
			p.ink(cells[i].style)
			p.buf = append(p.buf, cells[i].glyph...)
		}
		p.x++
		i++
	}
}

// blanks counts the plain spaces at the beginning.
func blanks(cells []cell) int {
	for i := range cells {
		if cells[i] != blank {
			return i
		}
	}
	return len(cells)
}

// ink changes the style.
func (p *pen) ink(style string) {
	switch {
	case style == p.style:
		return
	case style == "":
		p.buf = append(p.buf, "\x1b[m"...)
	case p.style == "" || foreground(style) && foreground(p.style):
		p.buf = append(p.buf, style...)
	default:
		p.buf = append(p.buf, "\x1b[;"...) // an empty parameter is a reset
		p.buf = append(p.buf, style[len("\x1b["):]...)
	}
	p.style = style
}

// foreground reports whether a style is a text colour and nothing else, so that another
// such style can replace it without a reset.
func foreground(style string) bool {
	s := style[len("\x1b[") : len(style)-1]
	switch n := strings.Count(s, ";"); {
	case strings.Contains(s, "m"):
		return false // it is more than one sequence
	case strings.HasPrefix(s, "38;2;"):
		return n == 4
	case strings.HasPrefix(s, "38;5;"):
		return n == 2
	}
	return len(s) == 2 && (s[0] == '3' || s[0] == '9') && s[1] >= '0' && s[1] <= '7'
}

// digits returns the number of decimal digits of n.
func digits(n int) int {
	if n < 10 {
		return 1
	}
	return 1 + digits(n/10)
}
