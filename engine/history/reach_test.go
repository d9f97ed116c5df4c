// Tests of returning to a moment that is told by the commands before it.

package history_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/randomscript"
)

// place is a moment with all commands before it, and the trace up to there.
type place struct {
	at    history.Moment
	after []history.Recorded
	trace []byte
}

func placeOf(h *history.History) place {
	return place{h.Position(), h.Commands()[:h.Applied()], randomscript.Trace(h)}
}

// TestReach: whatever is done after a place, it is reached again, with the same trace, and
// all other branches stand as they were left. A moment that never was is not reached.
func TestReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		h := randomscript.Record(t, w, w.Script(t))
		places := []place{placeOf(h)}
		for range rapid.IntRange(1, 6).Draw(t, "detours") {
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				h.Seek(rapid.IntRange(0, h.End().Step).Draw(t, "step"))
			case 1:
				if err := h.Switch(rapid.IntRange(1, len(h.Branches())).Draw(t, "branch")); err != nil {
					t.Fatal(err)
				}
			}
			h.Advance(h.Now()+time.Duration(rapid.IntRange(0, 3e9).Draw(t, "ns")), 2000)
			places = append(places, placeOf(h))
			_ = h.Apply(w.Requests(t, w))
			for _, m := range w.Script(t)[:1] {
				h.Advance(h.Now()+m.After, 2000)
				_ = h.Apply(m.Command)
			}
			places = append(places, placeOf(h))
			to := rapid.SampledFrom(places).Draw(t, "place")
			before := len(h.Branches())
			if there, err := h.Reach(to.at, to.after); !there || err != nil {
				t.Fatalf("%v after %d commands is not reached: %v", to.at, len(to.after), err)
			}
			if h.Position() != to.at || !slices.Equal(h.Commands()[:h.Applied()], to.after) || !bytes.Equal(randomscript.Trace(h), to.trace) {
				t.Fatalf("it stands at %v after %d commands, want %v after %d", h.Position(), h.Applied(), to.at, len(to.after))
			}
			if now := len(h.Branches()); now > before+1 {
				t.Fatalf("%d branches have begun on the way", now-before)
			}
			at, all := h.Position(), h.Branches()
			odd := append(slices.Clone(to.after), history.Recorded{At: to.at, Command: engine.Command{Verb: engine.Put, Key: "never", Value: "put"}})
			if there, err := h.Reach(h.End(), odd); there || err != nil || h.Position() != at || !slices.Equal(h.Branches(), all) {
				t.Fatalf("a moment after a command that was never given is reached, %v: %v", h.Position(), err)
			}
		}
	})
}

// TestReachPassesNoOtherBranch: the way to a moment of another branch is as long as the way
// there is, however many long branches there are beside it.
func TestReachPassesNoOtherBranch(t *testing.T) {
	h := randomscript.Busy(t, 50, 20_000)
	h.Back(h.Position().Step - 100)
	to := placeOf(h)
	busy := func() {
		if err := h.Split(); err != nil {
			t.Fatal(err)
		}
		for h.Position().Step < 20_000 {
			if err := h.Apply(engine.Command{Verb: engine.Put, Key: "beside", Value: "v"}); err != nil {
				t.Fatal(err)
			}
			h.Advance(h.Now()+10*time.Millisecond, 1000)
		}
	}
	for range 10 {
		busy()
		h.Back(h.Position().Step - 50)
	}
	busy()
	before := h.Effort()
	if there, err := h.Reach(to.at, to.after); !there || err != nil || h.Position() != to.at {
		t.Fatalf("it is not reached: %v", err)
	}
	if took := h.Effort() - before; took > 2_000 {
		t.Errorf("%d things and events on the way to step 100, as on the way over the ends of branches", took)
	}
}
