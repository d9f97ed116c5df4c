// Writing tables of text in aligned columns, and fitting them to a terminal.

package cli

import (
	"bufio"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ringside/tui/draw"
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
	return written(writeFitted(a.out, rows, a.columns))
}

// writeFitted writes a table in lines of at most width cells; 0 is any. Where its words are too
// long to stand in columns, each cell has lines of its own below the first of its row.
func writeFitted(w io.Writer, rows [][]string, width int) error {
	if width <= 0 {
		return writeTable(w, rows)
	}
	widths, ok := columnWidths(rows, width, leastColumn)
	if ok {
		return writeTable(w, fitted(rows, widths))
	}
	const indent = "  "
	b := bufio.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			if cell = oneLine(cell); cell == "" {
				continue
			}
			line := indent + cell
			if i == 0 {
				line = cell
			}
			for _, part := range draw.Hanging(line, width) {
				b.WriteString(part + "\n")
			}
		}
	}
	return b.Flush()
}

// lines prints lines that begin with their indent: on a terminal what does not fit goes on
// deeper on the next, elsewhere as they are.
func (a *app) lines(lines []string) error {
	if a.columns > 0 {
		var all []string
		for _, line := range lines {
			all = append(all, draw.Hanging(line, a.columns)...)
		}
		lines = all
	}
	_, err := io.WriteString(a.out, strings.Join(lines, "\n")+"\n")
	return written(err)
}

// fitted returns rows that writeTable writes in columns of these widths: cells that are too long
// go on in rows of their own. The first column stays whole.
func fitted(rows [][]string, widths []int) [][]string {
	var all [][]string
	for _, row := range rows {
		var cells [][]string
		height := 1
		for i, cell := range row {
			parts := []string{oneLine(cell)}
			if i > 0 {
				parts = draw.WrapWords(parts[0], widths[i])
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

// columnWidths shares out width among the columns: the widest give way, down to so many cells, as long
// as words stay whole. It reports false if they can't.
func columnWidths(rows [][]string, width, least int) (widths []int, ok bool) {
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
	widths = make([]int, len(whole))
	for most := width; most >= least; most-- {
		sum := 2 * (len(whole) - 1)
		for i := range whole {
			widths[i] = max(min(whole[i], most), longest[i])
			if i == 0 {
				widths[i] = whole[i]
			}
			sum += widths[i]
		}
		if sum <= width {
			return widths, true
		}
	}
	return nil, false
}
