package draw

import "ringside/tui/theme"

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
	c := NewCanvas(w, 1)
	c.Fill(0, 0, w, f.Top, border)
	c.Set(0, 0, f.TopLeft, border)
	c.Set(w-1, 0, f.TopRight, border)
	x := 1
	if room := w - 4; room > 0 && title != "" {
		x = c.Text(x, 0, " "+CutWith(title, room, th.Signs.More)+" ", name)
		for _, n := range notes {
			if x+2+Width(n)+3 > w {
				break
			}
			x = c.Text(x+2, 0, " "+n+" ", th.Dim)
		}
	}
	out[0] = c.Lines()[0]
	left, right := border.Render(f.Left), border.Render(f.Right)
	for y := 1; y < h-1; y++ {
		inside := Spaces(w - 2)
		if y-1 < len(lines) {
			inside = lines[y-1]
		}
		out[y] = left + inside + right
	}
	c.Reset(w, 1)
	c.Fill(0, 0, w, f.Bottom, border)
	c.Set(0, 0, f.BottomLeft, border)
	c.Set(w-1, 0, f.BottomRight, border)
	out[h-1] = c.Lines()[0]
	return out
}
