// Tests of the search on the page of what can happen.

package page

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/search"
	"ringside/tui/workspace"
)

// endless is a question whose answer takes hours.
const endless = "lost > 5 with put cart milk as ann; put cart tea as bob; put cart eggs as cem; get cart as dan within 3 drops 3 crashes 3 hangs"

func putTo(t *testing.T, class bool) *asking {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	a, err := newAsking(h, endless, "cart", class)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSearchIsInterrupted: what a search has come to is told when it is interrupted, and there
// is news of it before.
func TestSearchIsInterrupted(t *testing.T) {
	a := putTo(t, false)
	answer := make(chan *found, 1)
	go func() {
		f, err := a.search(context.Background())
		if err != nil {
			t.Error(err)
		}
		answer <- f
	}()
	news, ok := a.wait()().(searchMsg)
	if !ok || news.now.States == 0 {
		t.Errorf("news of the search: %+v", news)
	}
	if a.wait() != nil {
		t.Error("two commands wait for news at once")
	}
	a.interrupt()
	a.interrupt()
	f := <-answer
	if f.err != nil || f.Outcome != search.Unknown || f.Stopped != "by you" || f.States < news.now.States {
		t.Errorf("an interrupted search came to %+v", f)
	}
}

// TestSearchInClassIsSmall: in a class others search and look, too.
func TestSearchInClassIsSmall(t *testing.T) {
	if a := putTo(t, true); a.q.Workers != 1 || a.q.Bounds.States != classStates || a.time != classTime {
		t.Errorf("in a class %d workers search %d states for %v", a.q.Workers, a.q.Bounds.States, a.time)
	}
	if a := putTo(t, false); a.q.Workers != 0 || a.q.Bounds.States != canStates || a.time != CanTime {
		t.Errorf("alone %d workers search %d states for %v", a.q.Workers, a.q.Bounds.States, a.time)
	}
}

// TestStoryBeginsAtItsFirstStep: that is where a story is opened, also where a line before it sets
// the latency, and again when the branch is there already.
func TestStoryBeginsAtItsFirstStep(t *testing.T) {
	for _, latency := range []string{"lan", "wan"} {
		cfg := engine.Default()
		cfg.Latency = latency
		h, err := history.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"r", "w"} {
			if err := h.Apply(engine.Command{Verb: engine.Set, Name: name, To: "1"}); err != nil {
				t.Fatal(err)
			}
		}
		a, err := newAsking(h, "stale == yes with put cart milk as ann; get cart as bob after ann", "cart", false)
		if err != nil {
			t.Fatal(err)
		}
		f, err := a.search(context.Background())
		if err != nil || f.err != nil || f.Outcome != search.Yes {
			t.Fatalf("the search came to %+v, %v", f, err)
		}
		for range 2 {
			fork := h.Fork()
			if err := a.way(f)(fork); err != nil {
				t.Fatal(err)
			}
			done := fork.Commands()[:fork.Applied()]
			if got, want := done[len(done)-1].Command.String(), f.told[0].Commands[0].String(); got != want {
				t.Errorf("with latency %s it is opened after %q, want %q", latency, got, want)
			}
			if err := fork.Switch(1); err != nil {
				t.Fatal(err)
			}
			h = fork
		}
	}
}

// TestInterruptStopsThePageThatIsSeen: Ctrl+C stops a search once, and has nothing to stop where none
// goes on, or another page is seen.
func TestInterruptStopsThePageThatIsSeen(t *testing.T) {
	b, _, w := opened(t)
	p, ok := b.leaves[Can].Page.(*canPage)
	if !ok || b.Interrupt() {
		t.Fatal("there is something to stop where no page is open")
	}
	w.Pages.Push(workspace.Open{Kind: Can})
	if b.Interrupt() {
		t.Error("a search is stopped that does not go on")
	}
	p.of = putTo(t, false)
	w.Pages.Push(workspace.Open{Kind: Help})
	if b.Interrupt() {
		t.Error("a search is stopped below another page")
	}
	w.Pages.Pop()
	if !b.Interrupt() || b.Interrupt() {
		t.Error("a search is not stopped once")
	}
}
