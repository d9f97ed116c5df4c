// Measuring, cutting, padding and wrapping clean text by cells.

package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Ellipsis marks text that was cut off.
const Ellipsis = "…"

// Width returns how many cells clean text takes. Escape sequences take none.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
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
	return ansi.Truncate(s, w, more)
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
	return strings.Split(ansi.Wrap(s, w, ""), "\n")
}
