// A message in one line.

package bar

import (
	"strings"

	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Note is a message in one line, until the next key.
type Note struct {
	Text    string
	Bad     bool   // something failed
	Refused bool   // nothing failed: what was asked for can't be done now
	Leaving bool   // it asks whether to quit
	Doubt   bool   // the result is unknown
	Op      uint32 // the operation whose outcome it tells; 0: none
}

// Message is the last line of the screen, with lines above it if it is long.
type Message struct {
	Text  string
	Bad   bool // something failed
	Doubt bool // the result is unknown
	Theme *theme.Theme
}

// mostRows is the most lines in which a message is shown, as far as the screen has room:
// the longest, such as what is said about a setting, are read to their end at 80×24.
const mostRows = 20

// Rows returns in how many lines of w cells it is shown.
func (m Message) Rows(w int) int { return min(len(m.wrapped(w)), mostRows) }

// Width is how many cells it takes in a line of its own, with the one before it.
func (m Message) Width(w int) int {
	width := 1 + draw.Width(m.sign())
	if all := m.wrapped(w); len(all) > 0 {
		width += draw.Width(all[0])
	}
	return width
}

// Draw draws a message that fits in one line, and returns the column behind it.
func (m Message) Draw(c *draw.Canvas, w int) int {
	x := c.Text(1, 0, m.sign(), m.ink())
	return c.TextTo(x, 0, w, m.text(w), m.ink())
}

// ink is the colour of what has failed, of what is unknown, or of the rest.
func (m Message) ink() theme.Ink {
	switch {
	case m.Bad:
		return m.Theme.Bad
	case m.Doubt:
		return m.Theme.Doubt
	}
	return m.Theme.Text
}

// sign stands before a message that tells of a failure or a doubt.
func (m Message) sign() string {
	if m.Bad || m.Doubt {
		return m.Theme.Signs.Silent + " "
	}
	return ""
}

// Lines returns the message in at most rows lines of w cells.
func (m Message) Lines(w, rows int) []string {
	ink := m.ink()
	c := draw.NewCanvas(w, rows)
	c.More = m.Theme.Signs.More
	x := c.Text(1, 0, m.sign(), ink)
	all := m.wrapped(w)
	for y, line := range all {
		if y == rows-1 { // text without a line of its own is cut off here
			c.TextTo(x, y, w, draw.Rest(m.text(w), all[:y]), ink)
			break
		}
		c.TextTo(x, y, w, line, ink)
	}
	return c.Lines()
}

// wrapped returns the message in lines that fit beside its sign.
func (m Message) wrapped(w int) []string {
	return draw.Wrap(m.text(w), w-4)
}

// text is as much of the message as lines of w cells can show.
func (m Message) text(w int) string {
	return strings.TrimSpace(m.Theme.Spell(draw.CleanTo(m.Text, (mostRows+1)*w)))
}

// Hint is a key and what it does.
type Hint struct{ Key, Word string }

// Width is how many cells it takes.
func (h Hint) Width() int { return draw.Width(h.Key) + 1 + draw.Width(h.Word) }

// Draw draws it from a column on, and returns the column behind it.
func (h Hint) Draw(c *draw.Canvas, x int, th *theme.Theme) int {
	x = c.Text(x, 0, h.Key, th.Key)
	return c.Text(x+1, 0, h.Word, th.Dim)
}
