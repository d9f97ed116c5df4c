// Quoting: how keys, values and names are printed so that they are safe on a terminal and
// can be read back.

package event

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/internal/printable"
)

// Quote returns a key, a value or a name as the command language reads it back and as it
// is safe to print: bare if every character is plainly visible and none is a blank, quote,
// comma, parenthesis or #; otherwise in double quotes with Go's escapes, so that
// strconv.Unquote returns s. It escapes whatever would not show as itself: control
// characters, bidirectional marks, zero-width and other invisible characters, bytes that
// are not UTF-8, and a combining mark that has no character to combine with or follows
// three others.
func Quote(s string) string {
	if Bare(s) {
		return s
	}
	return Quoted(s)
}

// Quoted is like Quote but quotes bare words, too.
func Quoted(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	row := marks{}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(row.piece(r, size, s[i]))
		i += size
	}
	b.WriteByte('"')
	return b.String()
}

// Show returns Quote(s) cut to at most the given number of characters, the last of them an
// ellipsis if anything was cut. It never splits an escape, and drops the closing quote
// with the rest. It reads only the beginning of s.
func Show(s string, characters int) string {
	if characters <= 0 {
		return ""
	}
	head := s
	if n := characters * utf8.UTFMax; len(s) > n {
		for back := 0; back < utf8.UTFMax-1 && !utf8.RuneStart(s[n]); back++ {
			n--
		}
		head = s[:n]
	}
	whole := Quote(head)
	if len(head) == len(s) && utf8.RuneCountInString(whole) <= characters {
		return whole
	}
	var b strings.Builder
	left := characters - 1
	bare := Bare(head)
	if !bare && left > 0 {
		b.WriteByte('"')
		left--
	}
	row := marks{}
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRuneInString(head[i:])
		p := head[i : i+size]
		if !bare {
			p = row.piece(r, size, head[i])
		}
		if left -= utf8.RuneCountInString(p); left < 0 {
			break
		}
		b.WriteString(p)
		i += size
	}
	b.WriteString("…")
	return b.String()
}

// simple says which bytes are characters that are bare in any position. It is never
// written to.
var simple = func() (is [256]bool) {
	for c := '!'; c <= '~'; c++ {
		is[c] = !strings.ContainsRune("\"'`#,()", c)
	}
	return is
}()

// Bare reports whether Quote leaves s as it is.
func Bare(s string) bool {
	if s == "" {
		return false
	}
	plain := 0
	for plain < len(s) && simple[s[plain]] {
		plain++
	}
	if plain == len(s) {
		return true // as almost all words are
	}
	row := marks{}
	for _, r := range s {
		switch r {
		case ' ', '"', '\'', '`', '#', ',', '(', ')', utf8.RuneError:
			return false
		}
		if row.stray(r) || printable.Hidden(r) {
			return false
		}
	}
	return true
}

// marks counts the combining marks on a character. The zero value is the beginning of a
// text, before any character.
type marks struct {
	letter bool
	n      int
}

// stray reports whether the next character is a mark with nothing to combine with.
func (m *marks) stray(r rune) bool {
	if !unicode.Is(unicode.M, r) {
		m.letter, m.n = true, 0
		return false
	}
	m.n++
	return !m.letter || m.n > printable.MaxMarks
}

// piece returns the next character as it is written between double quotes.
func (m *marks) piece(r rune, size int, first byte) string {
	stray := m.stray(r)
	switch {
	case r == utf8.RuneError && size <= 1:
		const hex = "0123456789abcdef"
		return `\x` + string(hex[first>>4]) + string(hex[first&15])
	case r == '"':
		return `\"`
	case r == '\\':
		return `\\`
	case stray || printable.Hidden(r):
		q := strconv.QuoteRuneToASCII(r)
		return q[1 : len(q)-1]
	}
	return string(r)
}
