// A test of challenge solutions that were handed in as codes in earlier releases.

package presets_test

import (
	"os"
	"strings"
	"testing"

	"ringside/presets"
	"ringside/session"
)

// TestKeptSolutions: a code that solved a challenge in the release that made it opens
// completely in every later one. As long as it replays alike and the challenge is
// unchanged, it still solves it.
func TestKeptSolutions(t *testing.T) {
	for _, file := range []string{"../session/testdata/solutions1.txt", "../session/testdata/solutions2.txt"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		solved := 0
		for line := range strings.Lines(string(data)) {
			name, code, _ := strings.Cut(strings.TrimSpace(line), " ")
			h, warning, err := session.Decode(code)
			if err != nil || warning.Cut {
				t.Errorf("%s: %s: %v, %s", file, name, err, warning.Text)
				continue
			}
			p, err := presets.Load(name)
			if err != nil {
				continue // it is no longer taught
			}
			s, err := presets.Judge(p, h)
			switch {
			case err == nil && s.Won:
				solved++
			case err == nil && warning.Text == "":
				t.Errorf("%s: %s is not solved any more: %s", file, name, s.Found)
			}
		}
		if solved == 0 {
			t.Errorf("%s: no solution solves anything", file)
		}
	}
}
