// Package printable says which characters may be printed as themselves: the one table
// that everything goes by that quotes, draws or refuses a text.
package printable

import (
	"strconv"
	"strings"
)

// MaxMarks is how many combining marks a letter may carry; living scripts need no more
// than three, and a heap of them reaches into other lines.
const MaxMarks = 3

// Hidden reports whether a character is not to be printed as itself: because a terminal
// would obey it, or because nobody would see it. Blanks but ' ' are hidden.
func Hidden(r rune) bool {
	if !strconv.IsPrint(r) {
		return true // controls, formats (bidirectional, zero-width), blanks but ' ', unassigned
	}
	switch {
	// Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt), as far as
	// IsPrint lets it pass: they take no room, or are blank letters.
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFFA0,
		r >= 0x180B && r <= 0x180F, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF:
		return true
	case r == 0x2800: // the braille pattern without dots
		return true
	}
	return false
}

// Escape returns a text with Go's escapes in place of hidden characters.
func Escape(s string) string {
	if !strings.ContainsFunc(s, Hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if !Hidden(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// Quote is like strconv.Quote, and escapes every hidden character.
func Quote(s string) string { return Escape(strconv.Quote(s)) }
