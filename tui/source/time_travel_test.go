// Tests of journeys through a history, a piece at a time.

package source

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// TestJourney makes random journeys through random histories a piece at a time, and
// compares each with the same journey made at once; some are cancelled.
func TestJourney(t *testing.T) {
	pieces, cancelled := 0, 0
	for seed := range uint64(12) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		h := someHistory(t, rnd)
		direct := h.Fork()
		for range 60 {
			cmd := someWay(rnd)
			err := script.Travel(direct, cmd)
			before, looked := stands(h), h.View(engine.Watch{})
			j := NewJourney(h, WayOf(cmd))
			longestWait := rnd.IntN(6)
			for n := 0; ; n++ {
				done, jerr := j.Advance()
				if done {
					if fmt.Sprint(jerr) != fmt.Sprint(err) {
						t.Fatalf("seed %d, %s: %v, want %v", seed, cmd, jerr, err)
					}
					break
				}
				pieces++
				if got := stands(h); !reflect.DeepEqual(got, before) || h.View(engine.Watch{}) != looked {
					t.Fatalf("seed %d: while %s goes on, the history is %v, was %v", seed, cmd, got, before)
				}
				if p := j.Part(); p < 0 || p > 1 {
					t.Fatalf("seed %d, %s: %g of it is done", seed, cmd, p)
				}
				if n == longestWait {
					cancelled++
					j.Cancel()
					if got := stands(h); !reflect.DeepEqual(got, before) {
						t.Fatalf("seed %d: %s is given up, and the history is %v, was %v", seed, cmd, got, before)
					}
					j = NewJourney(h, WayOf(cmd))
				}
			}
			if got, want := stands(h), stands(direct); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %s leads to %v, want %v", seed, cmd, got, want)
			}
			if v := h.View(engine.Watch{}); v.Trace.Len() != h.Position().Step {
				t.Fatalf("seed %d: after %s step %d is shown, want %d", seed, cmd, v.Trace.Len(), h.Position().Step)
			}
		}
	}
	if pieces < 200 || cancelled < 20 {
		t.Errorf("only %d pieces, and %d journeys given up", pieces, cancelled)
	}
}

// standing is where a history stands, and everything that is recorded in it.
type standing struct {
	At       history.Moment
	Courses  []history.Course
	Branch   int
	Revision uint64
	Text     string
}

func stands(h *history.History) standing {
	courses, branch := h.Courses()
	return standing{h.Position(), courses, branch, h.Revision(), fmt.Sprint(h.Branches())}
}

// someHistory makes a history with some branches.
func someHistory(t *testing.T, rnd *rand.Rand) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		for i := range 20 + rnd.IntN(60) {
			if err := h.Apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint("k", rnd.IntN(20)), Value: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
			for rnd.IntN(40) > 0 && h.Step() {
			}
		}
		h.Back(rnd.IntN(2000))
	}
	return h
}

// someWay returns a command that travels.
func someWay(rnd *rand.Rand) engine.Command {
	steps := []int{1, 3, 50, 1000, 5000}[rnd.IntN(5)]
	return []engine.Command{
		{Verb: engine.Back, Count: steps}, {Verb: engine.Forward, Count: steps}, {Verb: engine.Undo}, {Verb: engine.Redo},
		{Verb: engine.Switch, Count: 1 + rnd.IntN(9)}, {Verb: engine.Fork},
	}[rnd.IntN(6)]
}

// TestJourneyOvertaken: what is done during a journey is not undone by its end.
func TestJourneyOvertaken(t *testing.T) {
	h := someHistory(t, rand.New(rand.NewPCG(1, 1)))
	h.Seek(0)
	j := NewJourney(h, WayOf(engine.Command{Verb: engine.Forward, Count: h.Ahead() / 2}))
	if done, err := j.Advance(); done {
		t.Fatalf("it is there at once: %v", err)
	}
	if err := h.Apply(engine.Command{Verb: engine.Put, Key: "late", Value: "v"}); err != nil {
		t.Fatal(err)
	}
	was := stands(h)
	for {
		done, err := j.Advance()
		if !done {
			continue
		}
		if err == nil {
			t.Error("nobody is told")
		}
		break
	}
	if got := stands(h); !reflect.DeepEqual(got, was) {
		t.Errorf("the history is %v, was %v", got, was)
	}
}

// TestJourneyForgotten: a journey that nobody has any more, as when a session ends in the
// middle of one, leaves nothing behind.
func TestJourneyForgotten(t *testing.T) {
	h := someHistory(t, rand.New(rand.NewPCG(1, 1)))
	h.Seek(0)
	before := runtime.NumGoroutine()
	for range 20 {
		j := NewJourney(h, WayOf(engine.Command{Verb: engine.Forward, Count: h.Ahead() / 2}))
		if done, err := j.Advance(); done {
			t.Fatalf("it is there at once: %v", err)
		}
	}
	for n := 0; runtime.NumGoroutine() > before; n++ {
		if n > 500 {
			t.Fatalf("%d goroutines are left, were %d", runtime.NumGoroutine(), before)
		}
		runtime.GC()
		runtime.Gosched()
	}
}
