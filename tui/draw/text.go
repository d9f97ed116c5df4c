// Package draw measures text and puts it into cells.
//
//	user's text ── Clean ──▶ safe text ── Width, Fit, Cut ──▶ so many cells
//	                             │
//	                             └──▶ Canvas (w × h cells) ── Lines ──▶ h lines of exactly w cells
//
// A cell is one column of a terminal. Text from a user or a file is made safe first:
// nothing in it can move the cursor, change its direction or take more cells than it
// says.
package draw

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"ringside/internal/printable"
)

// Clean returns s with everything escaped that a terminal might not show as it is:
// control characters (\x1b, \t,
// ), bytes that are not UTF-8 (\xff), C1 and bidirectional controls and zero-width
// characters (\u202e), marks beyond the third on one letter, and characters that fuse or
// about whose width terminals disagree. Clean text has the same width by grapheme and by
// rune.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	c := cleaner{out: &b}
	for len(s) > 0 {
		s = c.next(s)
	}
	return b.String()
}

// CleanTo is Clean for at most the first w cells: it reads no more of s than it needs,
// however long s is, and ends in … if something was left out.
func CleanTo(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if len(s) <= w && isPlain(s) {
		return s
	}
	var b strings.Builder
	c := cleaner{out: &b}
	for len(s) > 0 && c.cells <= w {
		s = c.next(s)
	}
	return Cut(b.String(), w)
}

// isPlain reports whether s is printable ASCII and nothing else.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

type cleaner struct {
	out   *strings.Builder
	cells int
	marks int // how many marks the last letter has
	from  int // where the last letter begins in out, with its marks
	base  bool
}

// next takes the first rune off s.
func (c *cleaner) next(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && n == 1:
		c.escape(fmt.Sprintf(`\x%02x`, s[0]))
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc):
		c.mark(r, s[:n])
	case r == '\t' || r == '\n' || r == '\r':
		c.escape(`\` + string("tnr"[strings.IndexRune("\t\n\r", r)]))
	case r < ' ' || r == 0x7f:
		c.escape(fmt.Sprintf(`\x%02x`, r))
	case r < 0x7f:
		c.put(s[:n], 1)
	case quirky(r):
		c.escape(escaped(r))
	case oneCell(r):
		c.put(s[:n], 1)
	default:
		w := ansi.StringWidth(s[:n])
		if w < 1 || w > 2 || w != ansi.StringWidthWc(s[:n]) {
			c.escape(escaped(r))
			break
		}
		if c.joins(s[:n]) {
			c.escape(escaped(r))
			break
		}
		c.put(s[:n], w)
	}
	return s[n:]
}

// joins reports whether a letter would fuse to one grapheme with the one before it,
// as in some Indic scripts, or with any that might come to stand beside it:
// terminals disagree about the width of that.
func (c *cleaner) joins(s string) bool {
	last := ""
	if c.base {
		last = c.out.String()[c.from:]
	}
	return fuse("a", s) || fuse(s, "a") || last != "" && fuse(last, s)
}

// fuse reports whether two texts, each one grapheme, become one together.
func fuse(a, b string) bool {
	g, _ := ansi.FirstGraphemeCluster(a+b, ansi.GraphemeWidth)
	return len(g) > len(a)
}

func (c *cleaner) put(s string, w int) {
	c.from = c.out.Len()
	c.out.WriteString(s)
	c.cells += w
	c.marks, c.base = 0, true
}

func (c *cleaner) escape(s string) {
	c.out.WriteString(s)
	c.cells += len(s)
	c.marks, c.base = 0, false
}

// mark writes a combining mark if there is something that can carry it and it takes no
// cell of its own.
func (c *cleaner) mark(r rune, s string) {
	if !c.base || c.marks == printable.MaxMarks || quirky(r) || ansi.StringWidthWc(s) != 0 {
		c.escape(escaped(r))
		return
	}
	c.out.WriteString(s)
	c.marks++
}

func escaped(r rune) string {
	if r > 0xffff {
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// quirky reports whether r, though graphic, is invisible or changes its neighbours:
// flags' letters, skin tones, and the Hangul letters that fuse with the one before.
func quirky(r rune) bool {
	return printable.Hidden(r) && !unicode.Is(unicode.Zs, r) ||
		r >= 0x1161 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff ||
		r >= 0x1f1e6 && r <= 0x1f1ff || r >= 0x1f3fb && r <= 0x1f3ff
}

// oneCell reports whether r is a dash, a quotation mark, … or a mathematical operator, as in
// the sentences of this program: nobody doubts that they take one cell. The tables of
// widths, with which anything else is looked up, are made at the first look: 2 MB,
// and a fifth of the time to the first frame.
func oneCell(r rune) bool { return r >= 0x2010 && r <= 0x2027 || r >= 0x2200 && r <= 0x22ff }
