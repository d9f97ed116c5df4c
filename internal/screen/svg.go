package screen

import (
	"fmt"
	"html"
	"image/color"
	"io"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The cells of a picture, in its own units, and its own colours where the
// program leaves them to the terminal.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 12
	paper      = "#16181c"
	ink        = "#d0d0d0"
)

// SVG writes the screen as a picture. Every cell of text is placed by itself,
// so that it looks the same whatever face the reader has.
func (s *Session) SVG(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	width, height := s.term.Width(), s.term.Height()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n",
		float64(width)*cellWidth+2*margin, height*cellHeight+2*margin)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", paper)
	for y := range height {
		for x := 0; x < width; {
			x = s.run(&b, x, y, width)
		}
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// run draws the cells from x on that share a style and returns where the next
// run begins.
func (s *Session) run(b *strings.Builder, x, y, width int) int {
	first := s.term.CellAt(x, y)
	if first == nil {
		return x + 1
	}
	var places []string
	var text strings.Builder
	from := x
	for x < width {
		c := s.term.CellAt(x, y)
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
	fg, bg := hex(first.Style.Fg, ink), hex(first.Style.Bg, paper)
	if first.Style.Attrs&uv.AttrReverse != 0 {
		fg, bg = bg, fg
	}
	if bg != paper {
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
