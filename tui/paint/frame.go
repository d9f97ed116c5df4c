// Frames and blocks: a whole screen, and the parts that sessions share.

package paint

import (
	"image"
	"slices"
	"strings"
	"sync"
	"weak"
)

// Frame is a whole screen. It is a value: once shown, nothing in it changes.
type Frame struct {
	W, H  int
	Parts []Part // in each row from left to right; they do not overlap; cells outside them are blank
	Title string // the window's title, clean
	// NoMouse leaves the mouse to the terminal, which then selects text with it.
	NoMouse bool
	// Cursor is the position of the terminal's cursor; it is hidden if nil.
	Cursor *image.Point
}

// Part is a block and the cell of its upper left corner.
type Part struct {
	X, Y  int
	Block *Block
}

// Block is a rectangle of the screen: lines of the same number of cells, with their
// styles as escape sequences. It never changes, so the same block in two frames needs no
// comparison, and it may be in the frames of many sessions at once.
//
// A block remembers the bytes that turn its predecessors into it, so that what sessions
// share is compared once for all of them.
type Block struct {
	w     int
	lines []string

	mu      sync.Mutex
	changes [remembered]change
	next    int // the place of the next change
}

// remembered is how many predecessors a block remembers: sessions that lag behind come
// from an older one, and some have it elsewhere on the screen.
const remembered = 4

// change holds the bytes that turn one block into another.
type change struct {
	from  weak.Pointer[Block] // weak, or every block would keep all its predecessors
	at    image.Point
	bytes []byte
}

// NewBlock returns a block of lines of w cells each. The lines hold only text and SGR
// sequences, and must not be changed any more.
func NewBlock(w int, lines []string) *Block { return &Block{w: w, lines: lines} }

// Lines returns the block's lines; the caller must not change them.
func (b *Block) Lines() []string { return b.lines }

// Size returns the block's width and height in cells.
func (b *Block) Size() (w, h int) { return b.w, len(b.lines) }

// changeFrom returns the bytes that turn one block into this one, both with
// their corner at the same cell. The pen is plain before and after.
func (b *Block) changeFrom(old *Block, at image.Point) []byte {
	from := weak.Make(old)
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.changes {
		if c := &b.changes[i]; c.from == from && c.at == at {
			return c.bytes
		}
	}
	bytes := blockChange(old, b, at)
	b.changes[b.next] = change{from, at, bytes}
	b.next = (b.next + 1) % remembered
	return bytes
}

// sameLayout reports whether the parts of two frames cover the same rectangles.
func sameLayout(a, b *Frame) bool {
	return slices.EqualFunc(a.Parts, b.Parts, func(p, q Part) bool {
		pw, ph := p.Block.Size()
		qw, qh := q.Block.Size()
		return p.X == q.X && p.Y == q.Y && pw == qw && ph == qh
	})
}

// appendRow appends a row of the screen as W cells.
func (f *Frame) appendRow(to []cell, y int) []cell {
	x := 0
	for i := range f.Parts {
		p := &f.Parts[i]
		w, h := p.Block.Size()
		if y < p.Y || y >= p.Y+h || p.X < x || p.X+w > f.W {
			continue
		}
		to = appendCells(to, "", p.X-x)
		to = appendCells(to, p.Block.lines[y-p.Y], w)
		x = p.X + w
	}
	return appendCells(to, "", f.W-x)
}

// String returns the screen as lines, with their styles.
func (f *Frame) String() string {
	if f.W <= 0 || f.H <= 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(4 * f.W * f.H) // as much as most screens take
	for y := range f.H {
		if y > 0 {
			b.WriteByte('\n')
		}
		x := 0
		for i := range f.Parts {
			p := &f.Parts[i]
			if w, h := p.Block.Size(); y >= p.Y && y < p.Y+h {
				b.WriteString(strings.Repeat(" ", max(p.X-x, 0)))
				b.WriteString(p.Block.lines[y-p.Y])
				x = p.X + w
			}
		}
		b.WriteString(strings.Repeat(" ", max(f.W-x, 0)))
	}
	return b.String()
}

func (p *Part) corner() image.Point { return image.Pt(p.X, p.Y) }
