// The border around a pane, with its title.

package draw

import (
	"strings"
	"sync"

	"ringside/tui/theme"
)

// Frame returns lines, each w-2 cells wide, in a border with a title in it, as
// h lines of exactly w cells: missing lines are blank, lines too many are left
// out. Notes stand after the title with a stretch of border between. The frame
// of the pane with the focus has the accent. Below 2×2 there is no room for a
// border, and all is blank.
//
//	╭ Title ── note ── note ────────╮
//	│                               │
//	╰───────────────────────────────╯
func Frame(title string, notes []string, lines []string, w, h int, focused bool, th *theme.Theme) []string {
	out := make([]string, max(h, 0))
	if w < 2 || h < 2 {
		for y := range out {
			out[y] = Spaces(w)
		}
		return out
	}
	border, name := th.Border, th.Title
	if focused {
		border, name = th.Focus, th.Accent
	}
	f := th.Frame
	c := edges.Get().(*Canvas)
	defer edges.Put(c)
	c.Reset(w, 2)
	c.Fill(0, 0, w, f.Top, border)
	c.Set(0, 0, f.TopLeft, border)
	c.Set(w-1, 0, f.TopRight, border)
	x := 1
	if room := w - 4; room > 0 && title != "" {
		spaced := func(text string, ink theme.Ink) {
			x = c.Text(x, 0, " ", ink)
			x = c.Text(x, 0, text, ink)
			x = c.Text(x, 0, " ", ink)
		}
		spaced(CutWith(title, room, th.Signs.More), name)
		for _, n := range notes {
			if x+2+Width(n)+3 > w {
				break
			}
			x += 2
			spaced(n, th.Dim)
		}
	}
	c.Fill(0, 1, w, f.Bottom, border)
	c.Set(0, 1, f.BottomLeft, border)
	c.Set(w-1, 1, f.BottomRight, border)
	edge := c.Lines()
	out[0], out[h-1] = edge[0], edge[1]
	sides(out[1:h-1], lines, w, border.Render(f.Left), border.Render(f.Right))
	return out
}

// edges holds canvases for the upper and the lower edge of a border, for reuse.
var edges = sync.Pool{New: func() any { return new(Canvas) }}

// sides puts each line between the sides of a border. All lines share one string.
func sides(out, lines []string, w int, left, right string) {
	blank := Spaces(w - 2)
	size := len(out) * (len(left) + len(right))
	inside := func(y int) string {
		if y < len(lines) {
			return lines[y]
		}
		return blank
	}
	for y := range out {
		size += len(inside(y))
	}
	var all strings.Builder
	all.Grow(size)
	for y := range out {
		from := all.Len()
		all.WriteString(left)
		all.WriteString(inside(y))
		all.WriteString(right)
		out[y] = all.String()[from:]
	}
}
