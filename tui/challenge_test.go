// Tests of the shortest way to solve a challenge: who is shown it, and what counts after it.

package tui

import (
	"strings"
	"testing"

	"ringside/presets"
	"ringside/tui/theme"
)

// TestShortestWay: the shortest way to solve a challenge is neither offered nor shown before the
// challenge is solved, however it was opened. Once it is shown, the pane says that nothing is judged
// any more.
func TestShortestWay(t *testing.T) {
	for name, o := range map[string]Options{
		"opened first": {Learn: loaded(t, "two-truths"), Look: theme.Dark},
		"opened later": {Look: theme.Dark},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t, preset(t, "default"), o, 140, 45)
			typed := func(line string) {
				r.press(":")
				r.write(line)
				r.press("enter")
			}
			if o.Learn == nil {
				typed("learn two-truths")
			}
			if r.m.ChallengeRun == nil {
				t.Fatalf("no challenge:\n%s", r.screen())
			}
			const offer = "V show the shortest way"
			if strings.Contains(r.screen(), offer) {
				t.Errorf("V is offered:\n%s", r.screen())
			}
			r.press("V")
			_, branches := r.m.ChallengeRun.History().Branch()
			if branches != 1 || !strings.Contains(r.screen(), presets.ErrUnsolved.Error()) {
				t.Errorf("there are %d branches after V:\n%s", branches, r.screen())
			}
			for _, line := range []string{"put cart milk as ann", "put cart eggs as bob", "until quiet", "get cart", "until reply"} {
				typed(line)
				r.settle()
			}
			if r.m.ChallengeRun.Proof == "" || !strings.Contains(r.screen(), offer) {
				t.Fatalf("it is not solved, or V is not offered:\n%s", r.screen())
			}
			const unjudged = "Nothing that you do from here is judged"
			said := func() string { return r.m.ChallengeRun.Said(r.m.LessonDesk()).Note }
			if strings.Contains(said(), unjudged) {
				t.Errorf("it is said already: %s", said())
			}
			r.press("V")
			if _, branches := r.m.ChallengeRun.History().Branch(); branches != 2 || !strings.Contains(said(), unjudged) {
				t.Errorf("there are %d branches after V, and it is said %q:\n%s", branches, said(), r.screen())
			}
		})
	}
}
