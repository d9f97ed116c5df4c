// Tests of what learn --progress prints.

package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// TestLearnProgress: the export says how many were right, and what was only shown is not.
func TestLearnProgress(t *testing.T) {
	state := "XDG_STATE_HOME=" + t.TempDir()
	run := func(args, lines string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := Main(strings.Fields(args), World{
			In: strings.NewReader(lines), Out: &out, Err: &errs, Plain: plainly, Environ: []string{state},
		}); code != 0 {
			t.Fatalf("ringside %s exits with %d: %s\n%s", args, code, errs.String(), out.String())
		}
		return out.String()
	}
	told := run("learn overlap --plain", strings.Repeat("reveal\nnext\n", 3))
	if !strings.Contains(told, "step 2 of ") {
		t.Fatalf("the lesson does not go on:\n%s", told)
	}
	run("learn reads --plain", "old\nnext\nold\nnext\n") // the second is wrong
	run("learn token-ring --plain", "next\n")            // the first step asks nothing
	var rows []progressRow
	if err := json.Unmarshal([]byte(run("learn --progress --json", "")), &rows); err != nil {
		t.Fatal(err)
	}
	right := map[string]int{}
	for _, r := range rows {
		right[r.Name] = r.Right
		if r.Kind != "walkthrough" && r.Steps > 0 {
			t.Errorf("a challenge with steps: %+v", r)
		}
		if r.Step > 0 && r.Asked == 0 {
			t.Errorf("what was answered was not counted: %+v", r)
		}
	}
	if right["reads"] != 1 || right["overlap"] != 0 {
		t.Errorf("of reads %d are right, want 1; of overlap %d, want 0: all was shown", right["reads"], right["overlap"])
	}
	for line := range strings.Lines(run("learn --progress", "")) {
		if strings.HasPrefix(line, "token-ring") && (!strings.Contains(line, "step 2 of ") || strings.Count(line, " of ") != 1) {
			t.Errorf("it is counted what is right where nothing has been asked: %s", line)
		}
	}
	for _, want := range []string{"NAME", "step 3 of 8", "1 of ", "not started"} {
		if table := run("learn --progress", ""); !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}
