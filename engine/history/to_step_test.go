// This file goes to the steps of random sessions by counting events.

package history_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
	"ringside/engine/script"
)

// halts returns the steps at which a history can stand, in their order.
func halts(h *history.History) []int {
	f := h.Fork()
	f.Seek(0)
	all := []int{0}
	for f.Ahead() > 0 && f.Step() {
		all = append(all, f.Position().Step)
	}
	return all
}

// goes carries out back or forward by so many events, as somebody does who wants to be at a step.
func goes(t *rapid.T, h *history.History, by int) {
	cmd := engine.Command{Verb: engine.Forward, Count: by}
	if by < 0 {
		cmd = engine.Command{Verb: engine.Back, Count: -by}
	}
	if by == 0 {
		return
	}
	if err := script.Travel(h, cmd); err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
}

// TestToAnyStep: back and forward by as many events as lie between lead from any step to any
// other, also of a session that was opened. Where no moment is, because several events happened
// at once, back leads to before them and forward to after them, and both say how far they went.
func TestToAnyStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		h := randomscript.Record(t, w, w.Script(t))
		if rapid.Bool().Draw(t, "opened") {
			courses, current := h.Courses()
			again, deviations, err := history.Replay(w.Config, courses, current, nil)
			if err != nil || len(deviations) > 0 {
				t.Fatalf("Replay: %v, %v", deviations, err)
			}
			h = again
		}
		all, end := halts(h), h.End().Step
		if at := all[len(all)-1]; at != end {
			t.Fatalf("the last step is %d, want %d", at, end)
		}
		for range 30 {
			h.Seek(rapid.SampledFrom(all).Draw(t, "from"))
			from, to := h.Position().Step, rapid.IntRange(0, end).Draw(t, "to")
			i, here := slices.BinarySearch(all, to)
			ahead := h.Ahead()
			want := to
			switch {
			case here:
				goes(t, h, to-from)
			case to < from:
				want = all[i-1]
				if gone := h.Back(from - to); gone != from-want {
					t.Fatalf("back %d from step %d says it went %d, want %d", from-to, from, gone, from-want)
				}
			default:
				want = all[i]
				if gone := h.Forward(to - from); gone != want-from {
					t.Fatalf("forward %d from step %d says it went %d, want %d", to-from, from, gone, want-from)
				}
			}
			if at := h.Position().Step; at != want {
				t.Fatalf("from step %d to step %d leads to %d, want %d; halts %v", from, to, at, want, all)
			}
			if h.Ahead() != ahead-(want-from) {
				t.Fatalf("%d events were ahead, and after %d there are %d", ahead, want-from, h.Ahead())
			}
		}
	})
}
