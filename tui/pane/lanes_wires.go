// Lines on a grid of cells that join where they meet.

package pane

import (
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// wires are lines on a grid that join where they meet.
type wires struct {
	left, right, h int // columns left ≤ x < right, lines 0 ≤ y < h; what is drawn beyond is left out
	cells          []wire
}

// wire is a cell of the grid. A sign hides lines, and lines hide what is under them.
type wire struct {
	sides  uint8 // to which lines go
	solid  bool  // not all of them are dashed
	sign   string
	ink    theme.Ink
	strong bool // the ink stays
	under  string
	faint  theme.Ink // of what is under
}

func (g *wires) reset(left, right, h int) {
	g.left, g.right, g.h = left, max(right, left), max(h, 0)
	g.cells = make([]wire, (g.right-g.left)*g.h)
}

func (g *wires) at(x, y int) *wire {
	if x < g.left || x >= g.right || y < 0 || y >= g.h {
		return nil
	}
	return &g.cells[y*(g.right-g.left)+x-g.left]
}

// line adds lines to some sides of a cell.
func (g *wires) line(x, y int, sides uint8, dashed, strong bool, ink theme.Ink) {
	c := g.at(x, y)
	if c == nil {
		return
	}
	c.sides |= sides
	c.solid = c.solid || !dashed
	if !c.strong {
		c.ink, c.strong = ink, strong
	}
}

// across draws a line between two columns, without them.
func (g *wires) across(from, to, y int, dashed, strong bool, ink theme.Ink) {
	for x := min(from, to) + 1; x < max(from, to); x++ {
		g.line(x, y, theme.East|theme.West, dashed, strong, ink)
	}
}

// put sets a sign in place of lines.
func (g *wires) put(x, y int, sign string, ink theme.Ink) {
	if c := g.at(x, y); c != nil {
		c.sign, c.ink, c.strong = sign, ink, true
	}
}

// under sets what a cell shows if it has nothing else.
func (g *wires) under(x, y int, sign string, ink theme.Ink) {
	if c := g.at(x, y); c != nil {
		c.under, c.faint = sign, ink
	}
}

// draw draws the lines on a canvas, the first at line y.
func (g *wires) draw(c *draw.Canvas, y int, th *theme.Theme) {
	for i := range g.cells {
		x, row := g.left+i%(g.right-g.left), i/(g.right-g.left)
		cell := &g.cells[i]
		glyph := cell.sign
		switch {
		case glyph != "":
		case cell.sides == 0:
			if cell.under != "" {
				c.Set(x, y+row, cell.under, cell.faint)
			}
			continue
		case !cell.solid && cell.sides == theme.North|theme.South:
			glyph = th.Wires.Down
		case !cell.solid && cell.sides == theme.East|theme.West:
			glyph = th.Wires.Across
		default:
			glyph = th.Wires.Joints[cell.sides]
		}
		c.Set(x, y+row, glyph, cell.ink)
	}
}
