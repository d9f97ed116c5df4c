// This file holds what a history says that it took against what it had to do.

package history_test

import (
	"testing"

	"ringside/engine"
	"ringside/engine/history"
)

// played is a history in which much has happened, on two branches.
func played(t *testing.T) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.KeepEvery(1 << 30) // so that everything is made again from the beginning
	f := &filler{t: t, h: h}
	for i := range 400 {
		if err := f.put(1); err != nil {
			t.Fatal(err)
		}
		if f.settle(); i == 200 {
			if err := h.Split(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return h
}

// TestEffortCountsWhatIsMadeAgain: whatever way leads to another moment, events that are
// made again count as those that are made, and equal calls count the same.
func TestEffortCountsWhatIsMadeAgain(t *testing.T) {
	total := make(map[int]uint64)
	for round := range 2 {
		h := played(t)
		if end := h.End(); h.Effort() < uint64(end.Step+end.Turn) {
			t.Fatalf("what happened took %d, and it has left %d events in %d turns", h.Effort(), end.Step, end.Turn)
		}
		end := h.End().Step
		for name, way := range map[string]struct {
			travel func()
			least  int
		}{
			"back":   {func() { h.Seek(end); h.Back(1) }, end * 9 / 10},
			"seek":   {func() { h.Seek(0); h.Seek(end / 2) }, end / 2},
			"undo":   {func() { h.Seek(end); h.Undo() }, end * 9 / 10},
			"redo":   {func() { h.Seek(0); h.Redo() }, 1},
			"switch": {func() { h.Seek(end / 3); _ = h.Switch(1); h.Seek(end / 3); _ = h.Switch(2) }, end / 3},
			"forks":  {func() { h = h.Fork() }, 2},
			"looks":  {func() { h.Seek(0); h.Seek(end / 5); h.View(engine.Watch{}) }, end/5 + 100},
			"lists":  {func() { h.Branches() }, 2},
		} {
			before := h.Effort()
			if way.travel(); h.Effort() < before+uint64(way.least) {
				t.Errorf("%s took %d; at least %d events were made again", name, h.Effort()-before, way.least)
			}
			h.Seek(end)
		}
		h.Seek(0)
		before := h.Effort()
		h.Seek(end - 1)
		if at := h.Position(); h.Effort()-before < uint64(at.Step+at.Turn+h.Applied()) {
			t.Errorf("all over again took %d: %d events, %d turns, %d commands", h.Effort()-before, at.Step, at.Turn, h.Applied())
		}
		h = played(t)
		for i := range 50 {
			h.Seek(i * 31)
			h.Undo()
		}
		total[round] = h.Effort()
	}
	if total[0] != total[1] {
		t.Errorf("the same took %d and %d", total[0], total[1])
	}
}

// TestWhatIsLeftIsLeft: what may still be done is what may be done after a fork, or after
// the history has been given to somebody else.
func TestWhatIsLeftIsLeft(t *testing.T) {
	f := newFiller(t, smallBounds())
	for f.h.Position().Turn < 20_000 {
		if err := f.put(1); err != nil {
			t.Fatal(err)
		}
		f.settle()
	}
	left, b := f.h.Left(), smallBounds()
	if left.Work > b.Work*3/4 || left.Bytes >= b.Bytes || left.Text >= b.Text {
		t.Fatalf("after much there is left %+v of %+v", left, b)
	}
	g := f.h.Fork()
	g.Bound(left)
	if now := g.Left(); now.Work != left.Work || now.Text != left.Text || now.Branches != left.Branches {
		t.Errorf("left are %+v, and then %+v", left, now)
	}
}
