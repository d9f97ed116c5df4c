// Lines for people that go on below themselves where a terminal is too narrow for them.

package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// leastHanging is how many cells what goes on has, however narrow the terminal is.
const leastHanging = 10

// Hanging breaks a line that begins with its indent into lines of at most width cells, between
// words: the later ones two columns deeper, or in its second column if it has one.
func Hanging(line string, width int) []string {
	if ansi.StringWidth(line) <= width {
		return []string{line}
	}
	at, deeper := len(line)-len(strings.TrimLeft(line, " ")), 2
	if gap := strings.Index(line[at:], "  "); gap > 0 {
		column := at + gap + len(line[at+gap:]) - len(strings.TrimLeft(line[at+gap:], " "))
		if ansi.StringWidth(line[:column]) <= width/2 {
			at, deeper = column, 0
		}
	}
	margin := ansi.StringWidth(line[:at])
	parts := indented(line[at:], max(width-margin, leastHanging), deeper)
	for i := range parts[1:] {
		parts[i+1] = Spaces(margin) + parts[i+1]
	}
	parts[0] = line[:at] + parts[0]
	return parts
}

// indented breaks text between words into lines of at most width cells, the later ones behind
// an indent.
func indented(text string, width, indent int) []string {
	lines := WrapWords(text, width)
	if len(lines) > 1 && indent > 0 {
		rest := strings.TrimLeft(strings.TrimPrefix(text, lines[0]), " ")
		lines = append(lines[:1], WrapWords(rest, max(width-indent, leastHanging))...)
		for i := range lines[1:] {
			lines[i+1] = Spaces(indent) + lines[i+1]
		}
	}
	return lines
}

// WrapWords breaks text between words into lines of at most width cells. A hyphen is part of its
// word, unlike for Wrap: a flag or a name is not broken there.
func WrapWords(text string, width int) []string {
	const hyphen = "\uE000" // as wide as one, and no place to break
	lines := ansi.Wrap(strings.ReplaceAll(text, "-", hyphen), width, "")
	return strings.Split(strings.ReplaceAll(lines, hyphen, "-"), "\n")
}
