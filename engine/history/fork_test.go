// Tests of forks of a history, and of the time before its first step.

package history_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
)

// TestForksShareNothing: a history and its forks that run at the same time, going from
// branch to branch, behave as they would without the forks.
func TestForksShareNothing(t *testing.T) {
	for seed := range uint64(6) {
		var want []string
		for _, forked := range []bool{false, true} {
			var got []string
			var all []*history.History
			h := begun(t, seed)
			for range 3 {
				if forked {
					all = append(all, h.Fork())
				} else {
					all = append(all, begun(t, seed))
				}
			}
			all = append(all, h)
			var wait sync.WaitGroup
			for i, h := range all {
				wait.Go(func() { wander(t, h, rand.New(rand.NewPCG(seed, uint64(i)))) })
			}
			wait.Wait()
			for _, h := range all {
				courses, on := h.Courses()
				got = append(got, fmt.Sprint(h.Position(), on, courses, h.Branches()))
			}
			if want == nil {
				want = got
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: forks are not what they would be had each been alone", seed)
			}
		}
	}
}

// begun returns a history with many branches.
func begun(t *testing.T, seed uint64) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.KeepEvery(40)
	wander(t, h, rand.New(rand.NewPCG(seed, 99)))
	return h
}

// wander carries out commands, travels back and forth, and switches to other branches.
func wander(t *testing.T, h *history.History, rnd *rand.Rand) {
	for i := range 120 {
		switch rnd.IntN(6) {
		case 0:
			h.Back(rnd.IntN(60))
		case 1:
			_, of := h.Branch()
			if err := h.Switch(1 + rnd.IntN(of)); err != nil {
				t.Error(err)
			}
		case 2:
			h.Undo()
		default:
			if err := h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("k", rnd.IntN(5)), Value: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
			for rnd.IntN(20) > 0 && h.Step() {
			}
		}
	}
}

// TestBackBeforeTheFirstStep: travelling back also covers time in which nothing happened.
func TestBackBeforeTheFirstStep(t *testing.T) {
	cfg := engine.Default()
	cfg.Gossip = 0
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.Advance(time.Hour, 1<<20)
	if h.Back(1); h.Now() != 0 || h.Position() != (history.Moment{}) {
		t.Errorf("back leads to %v", h.Position())
	}
	if h.Forward(1); h.Now() != time.Hour {
		t.Errorf("forward again leads to %v", h.Position())
	}
}
