// Pages of words: lines of spans, scrolled.

package page

import (
	"slices"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// twoColumns is the width from which on a page of words has two columns.
const twoColumns = 110

// span is a stretch of a line in one ink.
type span struct {
	text string
	ink  theme.Ink
}

// text is a page of words: lines of spans, wrapped and scrolled by the page that
// draws it.
type text struct {
	lines [][]span
}

func (t *text) add(all ...span) { t.lines = append(t.lines, all) }

// wrapped adds words, broken into lines of at most w cells, each after an indent.
func (t *text) wrapped(indent, words string, w int, ink theme.Ink) {
	for _, line := range draw.Wrap(words, max(w-draw.Width(indent), 8)) {
		t.add(span{text: indent + line, ink: ink})
	}
}

// window draws h lines of w cells, from the cursor-th line on.
func (t *text) window(w, h, cursor int, th *theme.Theme) []string {
	c := draw.NewCanvas(w, h)
	c.More = th.Signs.More
	from := max(min(cursor, len(t.lines)-h), 0)
	for y := range min(h, len(t.lines)-from) {
		x := 0
		for _, s := range t.lines[from+y] {
			x = c.TextTo(x, y, w, s.text, s.ink)
		}
	}
	if from > 0 {
		c.Set(w-1, 0, th.Signs.Up, th.Dim)
	}
	if from+h < len(t.lines) {
		c.Set(w-1, h-1, th.Signs.Down, th.Dim)
	}
	return c.Lines()
}

func (t *text) overflow(h int) int { return max(len(t.lines)-h, 0) }

// right puts a text at the right end of so many cells.
func right(s string, cells int) string { return draw.Spaces(cells-draw.Width(s)) + s }

// beside puts two texts next to each other, the second from column at on.
func beside(left, right text, at int) (both text) {
	for i := range max(len(left.lines), len(right.lines)) {
		var line []span
		x := 0
		if i < len(left.lines) {
			line = slices.Clone(left.lines[i])
			for _, s := range line {
				x += draw.Width(s.text)
			}
		}
		if i < len(right.lines) {
			line = append(line, span{text: draw.Spaces(at - x)})
			line = append(line, right.lines[i]...)
		}
		both.add(line...)
	}
	return both
}
