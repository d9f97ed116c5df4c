// Error: a line that the command language does not accept.

package script

import (
	"fmt"
	"strings"

	"ringside/engine/event"
	"ringside/internal/nearest"
)

// shownWord is the maximum number of characters of an offending word that an error shows.
const shownWord = 40

// Error is an error in a line of the command language. It names the place, the word and
// what is allowed, and is safe to print.
type Error struct {
	Line    int    // counted from 1; 0: a single line
	Column  int    // where Word begins, in characters, counted from 1
	Word    string // as typed
	Problem string // what is wrong with it
	Hint    string // what is allowed, or what was probably meant; may be empty
	NoVerb  bool   // Word stands where a verb should, and is none
}

// AlsoAllow puts the words that a caller knows besides the verbs into the hint at a word
// that is no verb. To other errors it does nothing.
func (e *Error) AlsoAllow(words []string) {
	if e.NoVerb {
		e.Hint = meant(e.Word, "commands", append(verbNames(), words...))
	}
}

// Error returns the error as one line: line 3, "crsh": not known; did you mean "crash"?
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d, ", e.Line)
	}
	word := event.Show(e.Word, shownWord)
	if !strings.HasPrefix(word, `"`) {
		word = `"` + word + `"`
	}
	b.WriteString(word + ": " + e.Problem)
	if e.Hint != "" {
		if !strings.HasPrefix(e.Hint, "(") {
			b.WriteByte(';')
		}
		b.WriteString(" " + e.Hint)
	}
	return b.String()
}

// among returns the hint at the name that was probably meant, or else the list of names.
// what says what they are.
func among(word, what string, names []string) string {
	if name, ok := nearest.Of(word, names); ok {
		return didYouMean(name)
	}
	return listed(what, names)
}

func didYouMean(name string) string { return `did you mean "` + name + `"?` }

// listed returns the hint that lists names.
func listed(what string, names []string) string { return strings.TrimSpace(nearest.List(what, names)) }
