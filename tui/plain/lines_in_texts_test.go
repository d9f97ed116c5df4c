// A test that the lines that lessons name can be typed.

package plain

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/console"
)

// TestLinesInTexts: a line that a text of a lesson names is one that can be typed in the explorer and among lines
// alike, and is marked as one, so that the explorer can name its key as well.
func TestLinesInTexts(t *testing.T) {
	unmarked := regexp.MustCompile("(?i)\\bthe (line|command) `?[a-z]+\\b")
	marked := 0
	for _, name := range slices.Concat(presets.Lessons(), presets.Challenges()) {
		p, err := presets.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for i := range p.Steps {
			s := &p.Steps[i]
			texts = append(append(texts, s.Say), s.Hints...)
			if s.Ask != nil {
				texts = append(texts, s.Ask.Text, s.Ask.Why)
			}
			if s.Try != nil {
				texts = append(texts, s.Try.Text, s.Try.Why)
			}
		}
		text := strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
		if found := unmarked.FindString(text); found != "" {
			t.Errorf("%s: %q is not marked as a line", name, found)
		}
		presets.LinesIn(text, func(line string) string {
			marked++
			word, _, _ := strings.Cut(line, " ")
			if _, err := script.Parse(line); err == nil {
				return ""
			}
			inLines := slices.ContainsFunc(requests(), func(r request) bool { return r.word == word }) || slices.ContainsFunc(ownHelp(), func(h struct{ word, line string }) bool { return h.word == word })
			if !inLines || !slices.Contains(console.OwnWords(), word) {
				t.Errorf("%s: %s can't be typed everywhere", name, line)
			}
			return ""
		})
	}
	if marked < 4 {
		t.Errorf("%d lines are named", marked)
	}
}
