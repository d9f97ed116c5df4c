// Writing tables of text in aligned columns, and fitting them to a terminal.

package cli

import (
	"bufio"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// writeTable writes rows in columns as wide as their widest cell, two spaces apart, the
// last without padding. Unprintable characters are escaped.
func writeTable(w io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(oneLine(cell)))
		}
	}
	b := bufio.NewWriter(w)
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			cell = oneLine(cell)
			line += cell + strings.Repeat(" ", widths[i]-ansi.StringWidth(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.Flush()
}

// leastColumn is how many cells a column keeps, however narrow the terminal is.
const leastColumn = 10

// table prints a table for people: on a terminal in lines that fit, elsewhere one line
// per row.
func (a *app) table(rows [][]string) error {
	return written(writeTable(a.out, fitted(rows, a.columns)))
}

// lines prints lines that begin with their indent: on a terminal what does not fit goes on
// deeper on the next, elsewhere as they are.
func (a *app) lines(lines []string) error {
	if a.columns > 0 {
		var all []string
		for _, line := range lines {
			all = append(all, hanging(line, a.columns)...)
		}
		lines = all
	}
	_, err := io.WriteString(a.out, strings.Join(lines, "\n")+"\n")
	return written(err)
}

// fitted returns rows that writeTable writes in lines of at most width cells: cells that
// are too long go on in rows of their own. The first column stays whole, and as long as
// there is room so do words. A width of 0 is any.
func fitted(rows [][]string, width int) [][]string {
	if width <= 0 {
		return rows
	}
	widths := columnWidths(rows, width)
	var all [][]string
	for _, row := range rows {
		var cells [][]string
		height := 1
		for i, cell := range row {
			parts := []string{oneLine(cell)}
			if i > 0 {
				parts = wrapped(parts[0], widths[i], 0)
			}
			cells = append(cells, parts)
			height = max(height, len(parts))
		}
		for y := range height {
			line := make([]string, len(row))
			for i, parts := range cells {
				if y < len(parts) {
					line[i] = parts[y]
				}
			}
			all = append(all, line)
		}
	}
	return all
}

// columnWidths shares out width among the columns: the widest give way.
func columnWidths(rows [][]string, width int) []int {
	var whole, longest []int // of a column's widest cell, and of its longest word
	for _, row := range rows {
		for i, cell := range row {
			if i == len(whole) {
				whole, longest = append(whole, 0), append(longest, 0)
			}
			cell = oneLine(cell)
			whole[i] = max(whole[i], ansi.StringWidth(cell))
			for _, word := range strings.Fields(cell) {
				longest[i] = max(longest[i], ansi.StringWidth(word))
			}
		}
	}
	widths := make([]int, len(whole))
	for _, keepWords := range []bool{true, false} {
		for most := width; most >= leastColumn; most-- {
			sum := 2 * (len(whole) - 1)
			for i := range whole {
				widths[i] = min(whole[i], most)
				switch {
				case i == 0:
					widths[i] = whole[i]
				case keepWords:
					widths[i] = max(widths[i], longest[i])
				}
				sum += widths[i]
			}
			if sum <= width {
				return widths
			}
		}
	}
	return widths
}

// hanging breaks a line that begins with its indent into lines of at most width cells, the
// later ones two columns deeper, or in its second column if it has one.
func hanging(line string, width int) []string {
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
	parts := wrapped(line[at:], max(width-ansi.StringWidth(line[:at]), leastColumn), deeper)
	for i := range parts[1:] {
		parts[i+1] = strings.Repeat(" ", ansi.StringWidth(line[:at])) + parts[i+1]
	}
	parts[0] = line[:at] + parts[0]
	return parts
}

// wrapped breaks text between words into lines of at most width cells, the later ones
// behind an indent.
func wrapped(text string, width, indent int) []string {
	lines := words(text, width)
	if len(lines) > 1 && indent > 0 {
		rest := strings.TrimLeft(strings.TrimPrefix(text, lines[0]), " ")
		lines = append(lines[:1], words(rest, max(width-indent, leastColumn))...)
		for i := range lines[1:] {
			lines[i+1] = strings.Repeat(" ", indent) + lines[i+1]
		}
	}
	return lines
}

// words breaks text between words into lines of at most width cells. A hyphen is part of
// its word: a flag or a name is not to be broken there.
func words(text string, width int) []string {
	const hyphen = "\uE000" // as wide as one, and no place to break
	lines := ansi.Wrap(strings.ReplaceAll(text, "-", hyphen), width, "")
	return strings.Split(strings.ReplaceAll(lines, hyphen, "-"), "\n")
}
