// Package picture draws a screen of text as an SVG: one that a terminal shows, or
// one that was never shown.
package picture

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The cells of a picture, in its own units.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 12
)

// Colours are those of a picture where the program leaves them to the terminal.
type Colours struct{ Ink, Paper string }

// OnDark are the colours of a dark screen.
func OnDark() Colours { return Colours{Ink: "#d0d0d0", Paper: "#16181c"} }

// OnLight are those of a light one, for print.
func OnLight() Colours { return Colours{Ink: "#202124", Paper: "#fbfbf8"} }

// Cells are a screen of text.
type Cells interface {
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
}

// Of returns lines of text, with their styles as escape sequences, as a screen of
// w × h cells.
func Of(text string, w, h int) Cells {
	buf := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(text).Draw(buf, buf.Bounds())
	return buf
}

// SVG returns a screen as a picture. Every cell of text is placed by itself, so
// that it looks the same whatever face the reader has.
func SVG(term Cells, c Colours) string {
	width, height := term.Width(), term.Height()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n",
		float64(width)*cellWidth+2*margin, height*cellHeight+2*margin)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", c.Paper)
	for y := range height {
		for x := 0; x < width; {
			x = run(&b, term, x, y, c)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// run draws the cells from x on that share a style and returns where the next
// run begins.
func run(b *strings.Builder, term Cells, x, y int, colours Colours) int {
	width := term.Width()
	first := term.CellAt(x, y)
	if first == nil {
		return x + 1
	}
	var places []string
	var text strings.Builder
	from := x
	for x < width {
		c := term.CellAt(x, y)
		if c == nil || !c.Style.Equal(&first.Style) {
			break
		}
		if c.Content != "" && c.Content != " " {
			places = append(places, fmt.Sprintf("%.1f", margin+float64(x)*cellWidth))
			text.WriteString(c.Content)
		}
		x += max(c.Width, 1)
	}
	if x == from {
		return x + 1
	}
	fg, bg := hex(first.Style.Fg, colours.Ink), hex(first.Style.Bg, colours.Paper)
	if first.Style.Attrs&uv.AttrReverse != 0 {
		fg, bg = bg, fg
	}
	if bg != colours.Paper {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n",
			margin+float64(from)*cellWidth, margin+y*cellHeight, float64(x-from)*cellWidth, cellHeight, bg)
	}
	if len(places) > 0 {
		attrs := ""
		if first.Style.Attrs&uv.AttrBold != 0 {
			attrs += ` font-weight="bold"`
		}
		if first.Style.Attrs&uv.AttrFaint != 0 {
			attrs += ` opacity="0.6"`
		}
		fmt.Fprintf(b, `<text x="%s" y="%d" fill="%s"%s>%s</text>`+"\n",
			strings.Join(places, " "), margin+y*cellHeight+14, fg, attrs, html.EscapeString(text.String()))
	}
	return x
}

func hex(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
