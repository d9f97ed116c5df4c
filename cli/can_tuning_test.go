// Tests of the tuning table of can: what stops it, and its stories.

package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"ringside/session"
)

// TestTuningIsStopped: after Ctrl+C the tables that were not begun are named, and
// for programs their cells are not known.
func TestTuningIsStopped(t *testing.T) {
	const line = "can --tuning --rows 3/1/1,2/1/1 --quorum strict"
	out, _, code, _ := stopAfter(12, line)
	for _, part := range []string{
		"Quorum strict, repair off", "2 steps", "not known", "A cell says",
		"Stopped: the tables of quorum strict, repair async; quorum strict, repair blocking were not begun.",
	} {
		if !strings.Contains(out, part) {
			t.Errorf("nothing says %q:\n%s", part, out)
		}
	}
	if code != exitUnknown || strings.Contains(out, "Quorum strict, repair async") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	out, _, code, _ = stopAfter(12, line+" --json")
	var cells []tuned
	if err := json.Unmarshal([]byte(out), &cells); err != nil || code != exitUnknown {
		t.Fatalf("exit code %d, %v", code, err)
	}
	answers := map[string]int{}
	for _, c := range cells {
		answers[c.Answer]++
		if c.Answer == "unknown" && c.Stopped != "by you" {
			t.Errorf("%+v", c)
		}
	}
	if len(cells) != 3*2*len(tuningQuestions) || answers["yes"] == 0 || answers["unknown"] < 2*2*len(tuningQuestions) {
		t.Errorf("%d cells: %v", len(cells), answers)
	}
}

// TestTuningStories: a cell that says yes has its story, for programs, with a code that opens it.
func TestTuningStories(t *testing.T) {
	var cells []tuned
	if err := json.Unmarshal([]byte(shell("$DIR", "ringside can --tuning --rows 3/1/1 --quorum strict --repair off --json", false)), &cells); err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		if yes := c.Answer == "yes"; len(c.Story) != c.Steps || (c.Steps > 0) != yes || (c.Code != "") != yes {
			t.Errorf("%s: %s in %d steps, and the story %v with the code %q", c.Question, c.Answer, c.Steps, c.Story, c.Code)
		}
		if c.Code == "" {
			continue
		}
		h, warning, err := session.Decode(c.Code)
		if err != nil || warning != (session.Warning{}) {
			t.Fatal(err, warning)
		}
		if again, err := session.Encode(h); err != nil || again != c.Code {
			t.Errorf("%s: the code is %s, and that of what it opens %s (%v)", c.Question, c.Code, again, err)
		}
	}
}
