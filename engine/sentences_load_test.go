// The test of what is said of the end of a load.

package engine_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/load"
)

// TestLoadIsOver: the line about the end of a load says how many of its requests have been
// answered by then, whether it ran to its end or was ended, and that is so once.
func TestLoadIsOver(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		c, err := engine.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		w := load.Workload{Count: 1 + r.IntN(30), Puts: r.IntN(load.Thousand + 1), Keys: 1 + r.IntN(5), Clients: 1 + r.IntN(4), Rate: pick(r, 0, 1000)}
		if err := c.Apply(engine.Command{Verb: engine.Load, Work: w}); err != nil {
			t.Fatal(err)
		}
		if c.Advance(c.Now()+time.Duration(r.IntN(20_000_000)), 1_000_000); r.IntN(2) == 0 {
			_ = c.Apply(engine.Command{Verb: engine.Load, To: engine.LoadOff}) // unless it is over
		}
		for c.Motion() >= engine.Waiting {
			c.Step()
		}
		tr, answered, ends := c.Trace(), 0, 0
		for step := 1; step <= tr.Len(); step++ {
			switch tr.At(step).Kind {
			case event.Reply:
				answered++
			case event.Loaded:
				ends++
				for _, claim := range explain.Told(tr, step) {
					if claim.Kind == explain.LoadIsOver && claim.N != answered {
						t.Errorf("%v: it is said that %d are answered, and %d are", w, claim.N, answered)
					}
				}
			}
		}
		if ends != 1 || answered != c.View(engine.Watch{}).Load.Answered() {
			t.Errorf("%v: it ended %d times, after %d answers", w, ends, answered)
		}
	}
}
