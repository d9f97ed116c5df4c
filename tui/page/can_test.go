// Tests of the search on the page of what can happen.

package page

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/search"
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
