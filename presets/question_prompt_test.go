// A test that the prompt of a question gives no answer away.

package presets

import (
	"slices"
	"strings"
	"testing"
)

// TestHowToAnswerNamesNoAnswer: the prompt where the answer is typed contains nothing
// that could be one, neither a node's name nor a number.
func TestHowToAnswerNamesNoAnswer(t *testing.T) {
	for _, name := range Lessons() {
		p := loaded(t, name)
		for i, s := range p.Steps {
			if s.Ask == nil || s.Ask.Kind == AskChoice {
				continue
			}
			words := strings.FieldsFunc(s.Ask.Wants(), func(c rune) bool { return strings.ContainsRune(" ,;", c) })
			for _, n := range nodeNames(&p.cfg) {
				if slices.Contains(words, n) {
					t.Errorf("%s, step %d: %q names node %s", name, i+1, s.Ask.Wants(), n)
				}
			}
			if strings.ContainsAny(s.Ask.Wants(), "0123456789") {
				t.Errorf("%s, step %d: %q has a number in it", name, i+1, s.Ask.Wants())
			}
		}
	}
}
