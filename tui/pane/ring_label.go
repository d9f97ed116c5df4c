// A label: a text of several inks.

package pane

import (
	"strings"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// label is a text beside a cell of the ring, in parts of different inks.
type label []part

type part struct {
	text string
	ink  theme.Ink
}

// String returns the words alone.
func (l label) String() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.text)
	}
	return b.String()
}

func (l label) width() int {
	w := 0
	for _, p := range l {
		w += draw.Width(p.text)
	}
	return w
}

func (l label) draw(c *draw.Canvas, x, y int) {
	for _, p := range l {
		x = c.Text(x, y, p.text, p.ink)
	}
}

// labels are those that a cell may have, the fullest first. Empty ones are left out.
type labels [4]label
