// What the sentences say of why a node is believed down.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
)

// TestBeliefFromTheFaultThatLasts: a belief that began when links were cut is not traced to a
// crash that was over long before.
func TestBeliefFromTheFaultThatLasts(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	for _, cmd := range []engine.Command{
		{Verb: engine.Crash, Node: "n2"}, {Verb: engine.Put, Key: "cart", Value: "a", Via: "n5"},
		{Verb: engine.Start, Node: "n2"}, {Verb: engine.Isolate, Node: "n2"},
	} {
		apply(cmd)
		c.Advance(c.Now()+30*time.Second, 1_000_000)
	}
	v, found := c.View(engine.Watch{}), 0
	for step := 1; step <= v.Trace.Len(); step++ {
		if e := v.Trace.At(step); e.Kind != event.Suspect || e.At < time.Minute {
			continue
		}
		found++
		chain := explain.Because(v, step)
		if last := chain[len(chain)-1].Text; last != "the command: isolate n2" {
			var all []string
			for _, r := range chain {
				all = append(all, r.Text)
			}
			t.Errorf("it ends with %q: %s", last, strings.Join(all, "; "))
		}
	}
	if found == 0 {
		t.Error("nobody believes anybody down")
	}
}
