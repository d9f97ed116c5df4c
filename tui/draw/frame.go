// The border around a pane, with its title.

package draw

import (
	"slices"

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
	if w < 2 || h < 2 {
		out := make([]string, max(h, 0))
		for y := range out {
			out[y] = Spaces(w)
		}
		return out
	}
	border := th.Border
	if focused {
		border = th.Focus
	}
	c := spare.Get().(*Canvas)
	defer spare.Put(c)
	c.edges(title, notes, w, focused, th)
	c.buf, c.ends = slices.Grow(c.buf[:0], 2*w*h), slices.Grow(c.ends[:0], h)
	end := func() { c.ends = append(c.ends, len(c.buf)) }
	c.buf = c.appendLine(c.buf, c.row(0))
	end()
	left, right, blank := border.Render(th.Frame.Left), border.Render(th.Frame.Right), Spaces(w-2)
	for y := range h - 2 {
		inside := blank
		if y < len(lines) {
			inside = lines[y]
		}
		c.buf = append(append(append(c.buf, left...), inside...), right...)
		end()
	}
	c.buf = c.appendLine(c.buf, c.row(1))
	end()
	return c.written()
}

// edges draws the upper and the lower edge of a border w cells wide.
func (c *Canvas) edges(title string, notes []string, w int, focused bool, th *theme.Theme) {
	border, name := th.Border, th.Title
	if focused {
		border, name = th.Focus, th.Accent
	}
	f := th.Frame
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
				continue // a shorter one may have room
			}
			x += 2
			spaced(n, th.Dim)
		}
	}
	c.Fill(0, 1, w, f.Bottom, border)
	c.Set(0, 1, f.BottomLeft, border)
	c.Set(w-1, 1, f.BottomRight, border)
}
