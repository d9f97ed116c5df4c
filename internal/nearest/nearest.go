// Package nearest finds the name that somebody probably meant, and lists those there are.
package nearest

import (
	"slices"
	"strings"
)

// Of returns the name that is nearest to word, and false if none is near enough
// to be worth suggesting: more than a third of the longer of both would have to
// change. Case does not count; of several equally near names it is one that begins with the word,
// else the first. If none is near enough, it is the first that begins with a word of three letters
// or more.
func Of(word string, names []string) (string, bool) {
	const longest = 64 // nobody meant a name by a longer word
	if word == "" || len(word) > longest {
		return "", false
	}
	w := []rune(strings.ToLower(word))
	best, found := "", false
	least := 0
	for _, name := range names {
		n := []rune(strings.ToLower(name))
		d := distance(w, n)
		if allowed := max(1, max(len(w), len(n))/3); d > allowed || d >= max(len(w), len(n)) {
			continue
		}
		if !found || d < least || d == least && begins(n, w) && !begins([]rune(strings.ToLower(best)), w) {
			best, least, found = name, d, true
		}
	}
	if !found && len(w) > 2 { // somebody began to type it
		for _, name := range names {
			if begins([]rune(strings.ToLower(name)), w) {
				return name, true
			}
		}
	}
	return best, found
}

// begins reports whether a name begins with a word.
func begins(name, word []rune) bool {
	return len(name) >= len(word) && slices.Equal(name[:len(word)], word)
}

// Hint returns `; did you mean "x"?`, or "" if there is nothing to suggest.
func Hint(word string, names []string) string {
	if name, ok := Of(word, names); ok {
		return `; did you mean "` + name + `"?`
	}
	return ""
}

// List returns the end of an error about a word that is none of some: " (known: a, b, c)".
// what says what they are, as in known, allowed or nodes.
func List(what string, names []string) string {
	return " (" + what + ": " + strings.Join(names, ", ") + ")"
}

// ListOr is List with what else it may be: " (known: a, b; or a path)".
func ListOr(what string, names []string, or string) string {
	return strings.TrimSuffix(List(what, names), ")") + "; or " + or + ")"
}

// Among returns the end of an error about a word that is none of some: Hint, then List.
func Among(word, what string, names []string) string { return Hint(word, names) + List(what, names) }

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment).
func distance(a, b []rune) int {
	before := make([]int, len(b)+1) // two rows up
	above := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
