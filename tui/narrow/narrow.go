// Package narrow says what the words mean that are typed behind "/" to narrow a list down.
package narrow

import (
	"slices"
	"strings"
)

// Word is one word of a filter.
type Word struct {
	Text string // in lower case, not empty
	Not  bool   // typed with a "!" before it: no row that has it is listed
}

// Words returns the words of a filter. A "!" alone means nothing yet: more is to come.
func Words(typed string) (words []Word) {
	for _, text := range strings.Fields(strings.ToLower(typed)) {
		if text, not := strings.CutPrefix(text, "!"); text != "" {
			words = append(words, Word{text, not})
		}
	}
	return words
}

// Lets reports whether a row is listed that has the words that has says: all that are typed, and
// none of those with a "!".
func Lets(words []Word, has func(text string) bool) bool {
	return !slices.ContainsFunc(words, func(w Word) bool { return has(w.Text) == w.Not })
}
