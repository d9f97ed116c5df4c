// The cells of a line, parsed from its text and its style sequences.

package paint

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// cell is one column of a line: the grapheme that begins there, or "" for the
// second half of a wide one, and the SGR sequences that give it its style.
type cell struct {
	glyph string
	style string
	wide  bool
}

var blank = cell{glyph: " "}

// appendCells appends a line as exactly w cells: padded with blanks or cut. Of the escape
// sequences only SGR is kept; nothing else reaches the terminal.
func appendCells(to []cell, line string, w int) []cell {
	style, x := "", 0
	for len(line) > 0 && x < w {
		if c := line[0]; c >= ' ' && c < 0x7f && (len(line) == 1 || line[1] < 0x80) {
			to = append(to, cell{glyph: line[:1], style: style})
			x, line = x+1, line[1:]
			continue
		}
		if seq, rest, ok := cutSGR(line); ok {
			style, line = withSGR(style, seq), rest
			continue
		}
		if line[0] < ' ' || line[0] == 0x7f {
			line = line[1:]
			continue
		}
		if r, n := utf8.DecodeRuneInString(line); r == utf8.RuneError && n == 1 {
			line = line[1:] // not UTF-8: some terminals would take 0x9b for a CSI
			continue
		}
		glyph, gw := ansi.FirstGraphemeCluster(line, ansi.GraphemeWidth)
		if glyph = valid(glyph); glyph == "" {
			break
		}
		line = line[len(glyph):]
		switch {
		case gw == 2 && x+2 <= w:
			to = append(to, cell{glyph: glyph, style: style, wide: true}, cell{style: style})
		case gw == 1:
			to = append(to, cell{glyph: glyph, style: style})
		case gw == 2:
			gw = 1 // half of it would be beyond the edge
			to = append(to, cell{glyph: " ", style: style})
		default:
			continue
		}
		x += gw
	}
	for ; x < w; x++ {
		to = append(to, blank)
	}
	return to
}

// valid returns the beginning of a grapheme, up to the first byte that is not UTF-8.
func valid(glyph string) string {
	for i, r := range glyph {
		if r == utf8.RuneError && !strings.HasPrefix(glyph[i:], "\uFFFD") {
			return glyph[:i]
		}
	}
	return glyph
}

// cutSGR splits an SGR sequence off the beginning of a line.
func cutSGR(line string) (seq, rest string, ok bool) {
	if !strings.HasPrefix(line, "\x1b[") {
		return "", line, false
	}
	for i := 2; i < len(line); i++ {
		switch c := line[i]; {
		case c == 'm':
			return line[:i+1], line[i+1:], true
		case c != ';' && c != ':' && (c < '0' || c > '9'):
			return "", line, false
		}
	}
	return "", line, false
}

// withSGR returns the style after a sequence.
func withSGR(style, seq string) string {
	switch {
	case seq == "\x1b[m", seq == "\x1b[0m":
		return ""
	case style == "", foreground(style) && foreground(seq), strings.HasPrefix(seq, "\x1b[;"), strings.HasPrefix(seq, "\x1b[0;"):
		return seq
	}
	return style + seq
}
