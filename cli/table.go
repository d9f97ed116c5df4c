// Writing tables of text in aligned columns.

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
