// This file goes back a little again and again, and counts what is made again for it.

package history

import (
	"fmt"
	"testing"

	"ringside/engine"
)

// TestGoingBackALittleStaysCheap: what it takes to go back two steps does not grow with
// what has happened, also where every journey is followed by a new branch.
func TestGoingBackALittleStaysCheap(t *testing.T) {
	h, err := New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	const most = 600 // things and events; all of it are many times that
	total, trips := uint64(0), 300
	for i := range trips {
		if err := h.Apply(engine.Command{Verb: engine.Put, Key: "k", Value: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
		for h.Motion() >= engine.Waiting {
			h.Step()
		}
		before := h.effort
		h.Back(2)
		total += h.effort - before
	}
	if h.Position().work() < 4*most {
		t.Fatalf("only %v has happened", h.Position())
	}
	if total == 0 || total > uint64(trips*most) {
		t.Errorf("%d journeys made %d things and events again, which is %d each; want at most %d", trips, total, total/uint64(trips), most)
	}
}
