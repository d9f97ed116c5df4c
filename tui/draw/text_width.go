// Measuring, cutting, padding and wrapping clean text by cells.

package draw

import (
	"image"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Ellipsis marks text that was cut off.
const Ellipsis = "…"

// Width returns how many cells clean text takes. Escape sequences take none.
func Width(s string) int {
	if cells, ok := simple(s); ok {
		return cells
	}
	return ansi.StringWidth(s)
}

// simple returns how many cells a text takes in which each rune takes one, whatever stands
// beside it; ok is false if that is not certain.
func simple(s string) (cells int, ok bool) {
	for i := 0; i < len(s); cells++ {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c > '~' {
				return 0, false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !narrow(r) {
			return 0, false
		}
		i += n
	}
	return cells, true
}

// narrow reports whether r is one of the signs that panes are drawn from: arrows and
// operators, lines, blocks and shapes, dots, and a few more.
func narrow(r rune) bool {
	switch {
	case r >= 0x2190 && r <= 0x22ff, r >= 0x2500 && r <= 0x25fc, r >= 0x2800 && r <= 0x28ff:
		return true
	}
	return r == '·' || r == '×' || r == '…' || r == '✓' || r == '✗' || r == '‖'
}

// Cut returns s if it takes at most w cells, else as much of it as fits before
// an ellipsis, ending between two graphemes.
func Cut(s string, w int) string { return CutWith(s, w, Ellipsis) }

// CutWith is Cut with another sign for cut text.
func CutWith(s string, w int, more string) string {
	if w <= 0 {
		return ""
	}
	if isPlain(s) {
		if len(s) <= w {
			return s
		}
		return s[:w-1] + more
	}
	if Width(s) <= w {
		return s
	}
	if rest := strings.TrimSuffix(ansi.Truncate(s, w-Width(more), ""), more); more != "" { // one that was there already says as much
		return rest + more
	}
	return ansi.Truncate(s, w, more)
}

// Name returns a name, made safe and in at most w cells. A long one is shortened in the middle,
// since names of one system often differ only at their end: cassan…st-1a.
func Name(name string, w int, more string) string {
	s := Clean(name)
	cells := Width(s)
	if cells <= w {
		return s
	}
	if w < leastMiddle {
		return CutWith(s, w, more)
	}
	head := (w - Width(more)) / 2
	return ansi.Truncate(s, head, "") + more + lastCells(s, w-Width(more)-head)
}

// leastMiddle is the least width in which a name keeps both its ends.
const leastMiddle = 4

// lastCells returns the graphemes that take the last w cells of clean text, or fewer.
func lastCells(s string, w int) string {
	for cells := Width(s); cells > w; {
		first, n := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s, cells = s[len(first):], cells-n
	}
	return s
}

// Fit returns s in exactly w cells, cut or padded on the right.
func Fit(s string, w int) string {
	s = Cut(s, w)
	return s + Spaces(w-Width(s))
}

// FitRight returns s in exactly w cells, cut or padded on the left: for numbers.
func FitRight(s string, w int) string {
	s = Cut(s, w)
	return Spaces(w-Width(s)) + s
}

const blank = "                                                                                                                                "

// Spaces returns n spaces; none if n is negative.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blank):
		return blank[:n]
	}
	return strings.Repeat(" ", n)
}

// Wrap breaks clean text into lines of at most w cells, between words if possible, else
// between graphemes.
func Wrap(s string, w int) []string {
	if w <= 0 || s == "" {
		return nil
	}
	if lines, ok := wrapPlain(s, w); ok {
		return lines
	}
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(s, w, ""), "\n") {
		if Width(line) > w { // it lets a hyphen that stands alone hang over
			for part := range strings.SplitSeq(ansi.Hardwrap(line, w, false), "\n") {
				lines = append(lines, strings.TrimRight(part, " "))
			}
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// Rest returns what of a text of one line stands after its first lines, as Wrap breaks it.
func Rest(s string, lines []string) string {
	for _, line := range lines {
		s = strings.TrimLeft(strings.TrimPrefix(s, line), " ")
	}
	return s
}

// wrapPlain breaks sentences of printable ASCII between words without copying them. ok is
// false for what it leaves to ansi.Wrap: other text, words that fill a line, hyphens
// in a word where a line ends, and more than one space in a row.
func wrapPlain(s string, w int) (lines []string, ok bool) {
	if !isPlain(s) {
		return nil, false
	}
	lines = make([]string, 0, len(s)/w+2)
	from, end := 0, 0 // of the line so far
	for at := 0; at <= len(s); {
		word, _, _ := strings.Cut(s[at:], " ")
		next := at + len(word)
		switch {
		case word == "" || len(word) >= w:
			return nil, false
		case next-from <= w:
		case strings.Contains(strings.Trim(word, "-"), "-"):
			return nil, false
		default:
			lines = append(lines, s[from:end])
			from = at
		}
		at, end = next+1, next
	}
	return append(lines, s[from:]), true
}

// Pair writes two keys as one: ↑↓, and up/down where they are words.
func Pair(a, b string) string {
	if Width(a) > 1 || Width(b) > 1 {
		return a + "/" + b
	}
	return a + b
}

// Crop returns what stands within a rectangle of cells, line by line.
func Crop(lines []string, area image.Rectangle) string {
	rows := make([]string, 0, area.Dy())
	for _, line := range lines[area.Min.Y:area.Max.Y] {
		rows = append(rows, ansi.Cut(line, area.Min.X, area.Max.X))
	}
	return strings.Join(rows, "\n")
}
