// Tests of going to the steps of the page of how likely an outcome was.

package tui

import (
	"regexp"
	"strconv"
	"testing"

	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/tui/layout"
	"ringside/tui/page"
)

// chosenStep is how the page tells of the chosen step.
var chosenStep = regexp.MustCompile(`step (\d+): `)

// TestToTheStepsOfTheLikelyPage: of a session that was opened, enter goes to the very step that is
// chosen, from wherever time stands, and the key of the point of no return goes to that.
func TestToTheStepsOfTheLikelyPage(t *testing.T) {
	cfg := preset(t, "lecture-ring-1")
	cfg.Nodes, cfg.Seed = ring.Draw(3, 3, 8), 3
	typed := open(t, cfg, Options{}, 120, 40)
	typed.pasteLines("set r 1\nset w 1\nput cart milk as ann\nuntil reply\nget cart via n1 as bob\nuntil quiet")
	courses, current := typed.m.Cluster.(*history.History).Courses()
	h, deviations, err := history.Replay(cfg, courses, current, nil)
	if err != nil || len(deviations) > 0 {
		t.Fatalf("Replay: %v, %v", deviations, err)
	}
	end := h.End().Step
	r := openOn(t, h, Options{}, 120, 40)
	r.press("%")
	if !r.m.Pages.Shows(page.Likely) {
		t.Fatalf("no page:\n%s", r.screen())
	}
	certain := r.m.Ribbon.Step
	if certain < 2 || certain >= end {
		t.Fatalf("the point of no return is step %d of %d", certain, end)
	}
	seen := map[int]bool{}
	for _, from := range []string{"end", "home"} {
		r.press(from)
		for {
			was := r.m.Pages.Top().Cursor
			to := certain // the page tells it by that name, and every other one by its number
			if told := chosenStep.FindStringSubmatch(r.screen()); told != nil {
				to, _ = strconv.Atoi(told[1])
			}
			r.press("enter")
			if at := h.Position().Step; at != to {
				t.Errorf("enter at step %d leads to step %d", to, at)
			}
			if want := end - to; r.m.Ahead != want {
				t.Errorf("at step %d the header has %d events ahead, want %d", to, r.m.Ahead, want)
			}
			seen[to] = true
			if to != certain {
				r.press("^")
				if at := h.Position().Step; at != certain {
					t.Errorf("from step %d the point of no return leads to step %d, want %d", to, at, certain)
				}
			}
			r.press(map[string]string{"end": "up", "home": "down"}[from])
			if r.m.Pages.Top().Cursor == was {
				break
			}
		}
	}
	if len(seen) < 10 || !seen[0] || !seen[end] {
		t.Errorf("only the steps %v of %d were gone to", seen, end)
	}
}

// TestRibbonOfOneBranch: what was drawn on one branch does not stand over another one, neither in what they
// share nor after it, and stands again when the first is gone back to.
func TestRibbonOfOneBranch(t *testing.T) {
	cfg := preset(t, "lecture-ring-1")
	cfg.Nodes, cfg.Seed = ring.Draw(3, 3, 8), 3
	r := open(t, cfg, Options{}, 120, 40)
	r.pasteLines("set r 1\nset w 1\nput cart milk as ann\nuntil reply\nget cart via n1 as bob\nuntil quiet")
	stands := func() bool { return r.m.panels[layout.Log].Scene(r.m.desk.PanelDesk()).Ribbon != nil }
	see := func(when string, want bool) {
		t.Helper()
		if stands() != want {
			t.Errorf("%s the ribbon stands over the log: %v", when, !want)
		}
	}
	r.press("%")
	r.press("esc")
	see("when it was asked for", true)
	r.line("back 9")
	see("in its past", true)
	r.line("put dog x")
	see("on a branch that begins in its past", false)
	r.line("until quiet")
	see("at the end of that", false)
	r.line("back 99")
	r.line("forward 2")
	see("in what both branches have in common", false)
	r.line("switch 1")
	see("on its own branch again", true)
}
