// Tests that a challenge can't be won without what its title is about.

package presets

import (
	"strings"
	"testing"

	"ringside/engine/script"
)

// TestWithoutTheTitle: ways past what a title is about, each of which once won, are refused or do not
// win.
func TestWithoutTheTitle(t *testing.T) {
	for _, c := range []struct{ challenge, lines string }{
		{"two-truths", "put cart milk as ann; put cart eggs as ann; until quiet; get cart; until reply"},
		{"two-truths", "put cart milk; put cart eggs; until quiet; get cart; until reply"},
		{"wins-later", "put cart eggs via C; timeout 2; until quiet; get cart via A; until reply"},
		{"wins-later", "isolate C; put cart eggs via C; until reply; heal all; resolve cart eggs via A; until quiet; get cart via A; until reply"},
		{"the-last-does-not-win", "put cart eggs via A; until quiet; resolve cart milk via A; until quiet; get cart; until reply"},
		{"the-last-does-not-win", "put cart milk via A as bob; until quiet; get cart via C; until reply"},
	} {
		a, refused := attempted(t, c.challenge), false
		for line := range strings.SplitSeq(c.lines, "; ") {
			cmd, err := script.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			if refused = a.Refuses(cmd) != nil; refused {
				break
			}
			if err := own(a.History(), line); err != nil {
				t.Fatalf("%s: %s: %v", c.challenge, line, err)
			}
		}
		if s := a.Standing(); s.Won {
			t.Errorf("%s is won by %s", c.challenge, c.lines)
		} else if !refused && s.Said == "" {
			t.Errorf("%s: after %s nothing is said", c.challenge, c.lines)
		}
	}
}
