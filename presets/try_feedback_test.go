// Tests of what is said of an attempt at a step's goal that has not reached it.

package presets

import (
	"regexp"
	"testing"
)

// TestTryFeedback: a step to try says nothing until the reader has done something; then, as long as
// its goal is not reached, it says what is missing, in sentences and never as an expression; and
// nothing any more when it is reached.
func TestTryFeedback(t *testing.T) {
	raw := regexp.MustCompile(`[=<>]=|\w\(\w|\bnot\b.*\b(contains|and)\b.*[=(]`)
	for _, name := range Lessons() {
		l := trying(t, name)
		if said := l.Lacks(); said != "" {
			t.Errorf("%s: it says %q before anything is done", name, said)
		}
		for _, line := range l.Trying().solution {
			if err := own(l.History(), line.String()); err != nil {
				t.Fatalf("%s: %s: %v", name, line, err)
			}
			switch said := l.Lacks(); {
			case l.Judge():
				if said = l.Lacks(); said != "" {
					t.Errorf("%s: it says %q when the goal is reached", name, said)
				}
			case said == "" || raw.MatchString(said):
				t.Errorf("%s: after %s it says %q", name, line, said)
			default:
				t.Logf("%s: after %s: %s", name, line, said)
			}
			if l.Trying() == nil {
				break
			}
		}
	}
}
