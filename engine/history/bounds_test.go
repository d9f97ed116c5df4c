// This file fills histories up in every way there is, and holds what they take against
// what they may take.

package history_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/internal/heap"
)

// small bounds are met within a second.
func smallBounds() history.Bounds {
	return history.Bounds{Bytes: 8 << 20, Work: 100_000, Text: 4 << 20, Branches: 100, What: "this copy", Then: "take a new one"}
}

// filler is a history that is being filled up.
type filler struct {
	t *testing.T
	h *history.History
	n int // how often something was tried
}

func newFiller(t *testing.T, b history.Bounds) *filler {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.Bound(b)
	return &filler{t: t, h: h}
}

// put puts a value of so many bytes under a key of its own.
func (f *filler) put(bytes int) error {
	f.n++
	return f.h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", f.n), Value: strings.Repeat("x", bytes)})
}

func (f *filler) settle() {
	for f.h.Motion() >= engine.Waiting {
		f.h.Step()
	}
}

// fillings are how a history can be filled up: each does a little, and returns why it
// could not.
func fillings() map[string]func(f *filler) error {
	return map[string]func(f *filler) error{
		"a branch at every third step": func(f *filler) error {
			err := f.h.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: "v"})
			for range 3 {
				f.h.Step()
			}
			f.h.Back(2)
			return err
		},
		"large values":            func(f *filler) error { err := f.put(240_000); f.settle(); return err },
		"large values at once":    func(f *filler) error { return f.put(240_000) },
		"many keys":               func(f *filler) error { err := f.put(1); f.settle(); return err },
		"many keys at once, then": func(f *filler) error { err := f.put(1); f.h.Advance(f.h.Now()+time.Microsecond, 100); return err },
		"large values, each on a branch": func(f *filler) error {
			f.h.Seek(0)
			err := f.put(240_000)
			f.settle()
			return err
		},
		"large values, each undone": func(f *filler) error {
			err := f.put(240_000)
			f.settle()
			f.h.Undo()
			return err
		},
		"forks": func(f *filler) error {
			if err := f.h.Split(); err != nil {
				return err
			}
			err := f.put(1000)
			f.settle()
			return err
		},
		"a long branch, and many at its end": func(f *filler) error {
			if f.n < 1500 {
				err := f.put(1)
				f.settle()
				return err
			}
			err := f.put(1)
			f.settle()
			f.h.Back(3)
			return err
		},
		"siblings that are read": func(f *filler) error {
			f.n++
			err := f.h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("key", f.n/500), Value: "v", Blind: true})
			f.settle()
			if err == nil {
				err = f.h.Apply(engine.Command{Verb: engine.Get, Key: fmt.Sprint("key", f.n/500)})
				f.settle()
			}
			return err
		},
		"one branch and another": func(f *filler) error {
			f.n++
			if f.n == 1 {
				return f.h.Split()
			}
			if err := f.h.Switch(1 + f.n%len(f.h.Branches())); err != nil {
				return err
			}
			f.h.Go(f.h.End())
			err := f.put(10_000)
			f.settle()
			return err
		},
		"settings": func(f *filler) error {
			f.n++
			return f.h.Apply(engine.Command{Verb: engine.Set, Name: "r", To: fmt.Sprint(1 + f.n%3)})
		},
		"nodes": func(f *filler) error {
			f.n++
			err := f.h.Apply(engine.Command{Verb: engine.Add, Node: fmt.Sprint("x", f.n)})
			f.h.Advance(f.h.Now()+time.Minute, 100_000)
			return err
		},
		"nothing but time": func(f *filler) error { // and replicas that are compared, for 100 years
			if f.n++; f.n == 1 {
				return f.h.Apply(engine.Command{Verb: engine.Set, Name: "antientropy", To: "1s"})
			}
			if f.n < 100 {
				return f.put(1)
			}
			f.h.Advance(f.h.Now()+1000*time.Hour, 10_000)
			return f.h.Full()
		},
	}
}

// fill does one thing again and again until it is refused, which must come soon.
func (f *filler) fill(way func(*filler) error) error {
	for range 60_000 {
		if err := way(f); err != nil {
			return err
		}
	}
	f.t.Fatal("there is no end")
	return nil
}

// filled reports whether the history is full, rather than at one of the limits that can
// be gone back from.
func (f *filler) filled(err error) bool { return strings.Contains(err.Error(), "is full: ") }

// TestHistoriesAreBounded: however a history is filled up, it ends with one line, takes
// about as much memory as it may and as it says, and going back opens no way on.
func TestHistoriesAreBounded(t *testing.T) {
	for name, way := range fillings() {
		t.Run(name, func(t *testing.T) {
			b := smallBounds()
			var f *filler
			var full error
			took := heap.Growth(func() any {
				f = newFiller(t, b)
				full = f.fill(way)
				return f.h
			})
			said := f.h.Bytes()
			t.Logf("%.1f MiB, said are %.1f: %v", float64(took)/(1<<20), float64(said)/(1<<20), full)
			if text := full.Error(); strings.Contains(text, "\n") || len(text) > 250 {
				t.Errorf("it is refused with %q", text)
			}
			if most := uint64(b.Bytes + 4<<20); took > 2*most {
				t.Errorf("it takes %d bytes, and may take %d", took, most)
			}
			if uint64(said) > 2*took+1<<20 || took > 2*uint64(said) {
				t.Errorf("it takes %d bytes, and says %d", took, said)
			}
			if !f.filled(full) {
				return // there is a way on: where a branch ends, or before the end of time
			}
			for where, travel := range map[string]func(){
				"at the beginning": func() { f.h.Seek(0) },
				"a step back":      func() { f.h.Go(f.h.End()); f.h.Back(1) },
				"before a command": func() { f.h.Go(f.h.End()); f.h.Undo() },
				"on branch 1":      func() { _ = f.h.Switch(1) },
			} {
				travel()
				at, branches := f.h.Position(), len(f.h.Branches())
				if err := f.h.Apply(engine.Command{Verb: engine.Put, Key: "other", Value: where}); err == nil {
					t.Errorf("%s more is taken", where)
				}
				if err := f.h.Split(); err == nil {
					t.Errorf("%s a branch begins", where)
				}
				if f.h.Position() != at || len(f.h.Branches()) != branches {
					t.Errorf("%s what was refused has left something", where)
				}
			}
			f.h.Seek(f.h.End().Step / 2)
			if f.h.Go(f.h.End()); f.h.Position() != f.h.End() {
				t.Error("what is recorded can't be gone through any more")
			}
		})
	}
}

// TestForksAreBounded: a fork has the bounds of what it was taken from, until it is
// given others; these are for what comes.
func TestForksAreBounded(t *testing.T) {
	f := newFiller(t, smallBounds())
	full := f.fill(fillings()["large values"])
	g := &filler{t: t, h: f.h.Fork()}
	if err := g.put(1); err == nil || err.Error() != full.Error() {
		t.Errorf("a fork of a full history says %v, want %v", err, full)
	}
	g.h.Bound(smallBounds())
	if err := g.put(1); err != nil {
		t.Errorf("with new bounds: %v", err)
	}
	if err := f.put(1); err == nil {
		t.Error("the bounds of a fork are those of the history, too")
	}
	if err := g.fill(fillings()["large values"]); !strings.Contains(err.Error(), "this copy is full") {
		t.Errorf("the fork ends with %v", err)
	}
}

// TestTravelAmongColdBranches: branches that have let go of their keyframes are what
// they were.
func TestTravelAmongColdBranches(t *testing.T) {
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	h.KeepEvery(200)
	f := &filler{t: t, h: h}
	for range 100 {
		if err := f.put(10); err != nil {
			t.Fatal(err)
		}
		f.settle()
	}
	var ends []string
	for i := range 30 {
		if err := f.put(10 + i); err != nil {
			t.Fatal(err)
		}
		f.settle()
		ends = append(ends, fmt.Sprint(h.End(), h.Commands()[h.Applied()-1]))
		h.Back(50 + i)
	}
	for round := range 2 {
		for i := range ends {
			id := (i*7)%len(ends) + 1
			if err := h.Switch(id); err != nil {
				t.Fatal(err)
			}
			if err := h.Go(h.End()); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(h.End(), h.Commands()[h.Applied()-1]); got != ends[id-1] {
				t.Errorf("round %d: branch %d ends at %.60s, was %.60s", round, id, got, ends[id-1])
			}
		}
	}
}

// TestWorkEnds: so much can happen, on all branches together, and what is going on
// stops there.
func TestWorkEnds(t *testing.T) {
	b := smallBounds()
	b.Work = 5000
	f := newFiller(t, b)
	err := f.fill(func(f *filler) error {
		if f.n%50 == 49 {
			f.h.Back(200)
		}
		return fillings()["many keys"](f)
	})
	if !strings.Contains(err.Error(), "5,000 things have happened in it, on all its branches") {
		t.Error(err)
	}
	if n := len(f.h.Branches()); n < 2 {
		t.Errorf("there are %d branches", n)
	}
	if f.h.Motion() != engine.Quiet || f.h.Step() || f.h.Advance(f.h.Now()+time.Hour, 1000) {
		t.Error("something still goes on")
	}
}

// TestColdBranchesAreSmall: a branch that was left long ago is little more than its
// commands, however much the history may take.
func TestColdBranchesAreSmall(t *testing.T) {
	took := heap.Growth(func() any {
		f := newFiller(t, history.SessionBounds())
		for range 300 {
			if err := fillings()["a branch at every third step"](f); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(f.h.Branches()); n < 250 {
			t.Fatalf("there are %d branches", n)
		}
		return f.h
	})
	if took > 12<<20 {
		t.Errorf("300 branches of a few commands take %d bytes", took)
	}
}

// TestTheLimitThatIsTold: a history has as many branches as its bounds say, the one
// that it is on counts, and the line that refuses another one gives that number. So it
// does if it had others before, which do not count.
func TestTheLimitThatIsTold(t *testing.T) {
	bounds := smallBounds()
	bounds.Branches = 7
	f := newFiller(t, bounds)
	for before := 0; before < 3; before++ {
		had := len(f.h.Branches()) - 1
		var err error
		for err == nil {
			if err = f.put(1); err == nil {
				f.h.Step()
				f.h.Back(1)
			}
		}
		own := "this copy has 7 branches"
		if had > 0 {
			own += " more than at first"
		}
		if n := len(f.h.Branches()) - had; n != 7 || !strings.HasPrefix(err.Error(), "put: "+own+", and can't have another one begin here") {
			t.Errorf("with %d before, there are %d more, and it says: %v", had, n, err)
		}
		f.h = f.h.Fork()
		f.h.Bound(bounds)
	}
	bounds.Work = 50
	f.h.Bound(bounds)
	if err := f.h.Go(f.h.End()); err != nil {
		t.Fatal(err)
	}
	for f.h.Full() == nil {
		if err := f.put(1); err != nil {
			t.Fatal(err)
		}
		f.h.Step()
	}
	if err := f.h.Full(); !strings.Contains(err.Error(), "50 things have happened in it more than at first, on") {
		t.Errorf("it says: %v", err)
	}
}

// TestTimeEndsInAHistory: no way of letting time go on leads beyond its end.
func TestTimeEndsInAHistory(t *testing.T) {
	cfg := engine.Default()
	cfg.Settings.Gossip = 0
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, until := range []time.Duration{engine.MaxTime - time.Hour, engine.MaxTime + time.Hour, math.MaxInt64} {
		if h.Advance(until, 1000); h.Now() != min(until, engine.MaxTime) {
			t.Errorf("time goes on to %v, want %v at most", h.Now(), engine.MaxTime)
		}
	}
}
