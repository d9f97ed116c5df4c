// Text for people that fits their terminal: lines, tables of figures, and rows of two parts.

package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"ringside/tui/draw"
)

// sheet writes text for people to a terminal in lines that fit it; elsewhere it changes nothing.
type sheet struct {
	out   io.Writer
	width int    // of the terminal in cells; 0: any
	line  []byte // one that has not ended
}

// fitting returns a writer to the standard output, or beside it, or to what stands for one of them.
func (a *app) fitting(w io.Writer) *sheet {
	width := a.columns
	if w == a.err {
		width = a.beside
	}
	return &sheet{out: w, width: width}
}

// fittingUnless is fitting for the output; what is for other programs is not broken.
func (a *app) fittingUnless(programs bool) io.Writer {
	if programs {
		return a.out
	}
	return a.fitting(a.out)
}

// print has text for people written to the output.
func (a *app) print(write func(*sheet) error) error { return a.printTo(a.out, write) }

// printTo is print for the output or what is beside it.
func (a *app) printTo(w io.Writer, write func(*sheet) error) error {
	s := a.fitting(w)
	b := bufio.NewWriter(w)
	s.out = b
	if err := write(s); err != nil {
		return err // and nothing is printed but what was too long to wait
	}
	s.end()
	return written(b.Flush())
}

// Write writes lines. Those that are too long go on below themselves, between words.
func (s *sheet) Write(p []byte) (int, error) {
	if s.width <= 0 {
		return s.out.Write(p)
	}
	s.line = append(s.line, p...)
	end := bytes.LastIndexByte(s.line, '\n') + 1
	var b strings.Builder
	for line := range strings.Lines(string(s.line[:end])) {
		b.WriteString(strings.Join(draw.Hanging(strings.TrimSuffix(line, "\n"), s.width), "\n") + "\n")
	}
	s.line = append(s.line[:0], s.line[end:]...)
	if _, err := io.WriteString(s.out, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// end writes a line that has not ended.
func (s *sheet) end() {
	_, _ = s.out.Write(s.line) // Flush has the error
	s.line = nil
}

// whole writes a line that is to be copied, and so is never broken: a label, and what it is of.
func (s *sheet) whole(label, text string) {
	apart := " "
	if s.width > 0 && ansi.StringWidth(label+apart+text) > s.width {
		apart = "\n"
	}
	fmt.Fprintln(s.out, label+apart+text)
}

// leastBeside is how many cells a row's second part has beside its first.
const leastBeside = 24

// row writes a line of two parts. The second goes on below itself; where there is no room for it
// beside the first, both go on below the first's indent.
func (s *sheet) row(first, second string) {
	margin := ansi.StringWidth(first)
	switch {
	case s.width <= 0 || margin+ansi.StringWidth(second) <= s.width:
		fmt.Fprintln(s.out, first+second)
	case s.width-margin < leastBeside:
		fmt.Fprintln(s, strings.TrimRight(first, " "))
		indent := len(first) - len(strings.TrimLeft(first, " ")) + 4
		fmt.Fprintln(s, draw.Spaces(indent)+second)
	default:
		for i, part := range draw.WrapWords(second, s.width-margin) {
			if i > 0 {
				first = draw.Spaces(margin)
			}
			fmt.Fprintln(s.out, first+part)
		}
	}
}

// table writes a table of figures, with the names of its columns in the first row. Where it does not
// fit in columns each row is a line that has the names beside its cells.
func (s *sheet) table(rows [][]string) error {
	if s.width <= 0 {
		return writeTable(s.out, rows)
	}
	if widths, ok := columnWidths(rows, s.width, 1); ok {
		return writeTable(s.out, fitted(rows, widths))
	}
	for _, row := range rows[1:] {
		indent, cells := "", []string(nil)
		for i, cell := range row {
			if cell = oneLine(cell); cell == "" {
				if i == 0 && rows[0][0] == "" {
					indent = "  "
				}
				continue
			}
			cells = append(cells, strings.TrimSpace(rows[0][i]+" "+cell))
		}
		fmt.Fprintln(s, indent+strings.Join(cells, "; "))
	}
	return nil
}
