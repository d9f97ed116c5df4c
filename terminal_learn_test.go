// Tests that take lessons with the whole program in a terminal.

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringside/internal/screen"
)

// TestLearn plays a whole lesson in a terminal, with the keys that it names, at both
// sizes; then the list shows it, and a lesson that was left is resumed.
func TestLearn(t *testing.T) {
	path := program(t)
	for _, size := range []struct{ w, h int }{{120, 36}, {80, 24}} {
		state := t.TempDir()
		p := learner(t, size.w, size.h, path, state, "learn")
		p.sees("Lessons, 0 of", "The token ring and the walk", "enter start")
		p.types(screen.Enter)
		p.sees("Eight tokens,", "enter next step")
		p.types(screen.Enter)
		p.sees("Who has the first token", "choose")
		p.types("d" + screen.Enter)
		p.sees("right: node 4", "enter next step")
		p.types(screen.Enter)
		p.sees("Row row-1 is replicated in", "type your answer")
		p.types("4, 2")
		p.sees("enter answer   esc clear")
		p.types(screen.Enter)
		p.sees("right: 4, 2", "enter next step")
		p.types(screen.Enter)
		p.sees("Which nodes hold row-3", "type your answer")
		p.types(screen.Enter + "1 and 4" + screen.Enter)
		p.sees("right: 1, 4", "enter next step", "durable on both replicas")
		p.types(screen.Enter)
		p.sees("Another row", "esc m hint")
		p.types(screen.Escape + "m")
		p.sees("Clockwise from t2 comes t5")
		p.types(screen.Enter + "1 2" + screen.Enter)
		p.sees("wrong:  1, 2", "answer: 1, 3", "enter next step")
		p.types(screen.Enter)
		p.sees("Your turn", "r read, c crash")
		p.types(":crash 4" + screen.Enter)
		p.sees("r read, c crash", "crashed")
		p.types("r")
		p.sees("done:", "enter next step")
		p.types(screen.Enter)
		p.sees("To remember", "The walk goes on", "enter next step")
		p.types(screen.Enter)
		p.sees("Common mistakes", "4 of 5", "enter next lesson")
		p.types(screen.Enter)
		p.sees("Where we were")
		p.types(screen.Enter)
		p.sees("One more copy", "RF is 3. Row row-1")
		p.types(screen.Escape + "q")
		p.isBack()

		kept, err := os.ReadFile(filepath.Join(state, "ringside", "lessons", "token-ring.json"))
		if err != nil || !strings.Contains(string(kept), `"done":true`) {
			t.Errorf("%d×%d: kept %s, %v", size.w, size.h, kept, err)
		}
		p = learner(t, size.w, size.h, path, state, "learn")
		p.sees("Lessons, 1 of", "4 of 5 right", "step 2 of 7")
		p.types(screen.Escape)
		p.sees("type a key, such as")
		p.types("q")
		p.isBack()
		p = learner(t, size.w, size.h, path, state, "learn", "one-more-copy")
		p.sees("continued where you stopped, at step 2", "RF is 3. Row row-1")
		p.types(screen.Escape + "q")
		p.isBack()
	}
}

// TestLearnNowhere: where no progress can be kept, that is said, and the lesson goes on.
func TestLearnNowhere(t *testing.T) {
	p := learner(t, 120, 36, program(t), os.DevNull, "learn", "token-ring")
	p.sees("Eight tokens,", "keep the place in the lesson", "it is not kept")
	p.types(screen.Enter)
	p.sees("Who has the first token")
	p.types("q")
	p.isBack()
}

// learner starts the program with a folder in which progress is kept.
func learner(t *testing.T, w, h int, path, state string, args ...string) person {
	t.Helper()
	return sitDownIn(t, w, h, []string{"XDG_STATE_HOME=" + state}, path, args...)
}
