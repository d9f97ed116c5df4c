// This file holds what read repair sends against what there is to send.

package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/randomscript"
)

// TestNothingRepairsNobody: a read that has found nothing sends no replica anything, also
// when a checksum that comes late tells that one has something.
func TestNothingRepairsNobody(t *testing.T) {
	late := 0
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Small(3, 2, 1)
		w.Config.Seed, w.Config.Speculate = rapid.Uint64().Draw(t, "seed"), 2_000_000
		c := randomscript.Play(t, w, nil)
		walk := c.View(engine.Watch{}).Walk("a").Replicas
		first, second := c.NodeName(walk[0]), c.NodeName(walk[1])
		for _, cmd := range []engine.Command{
			{Verb: engine.Isolate, Node: second},
			{Verb: engine.Put, Key: "a", Value: "v", Via: second},
		} {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
		}
		c.Advance(c.Now()+100_000_000, 10_000)
		for _, cmd := range []engine.Command{
			{Verb: engine.Mend, Node: second},
			{Verb: engine.Slow, Node: second, Factor: 20_000},
			{Verb: engine.Get, Key: "a", Via: first},
		} {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
		}
		randomscript.Rest(t, c)
		for step := 1; step <= c.Trace().Len(); step++ {
			e := c.Trace().At(step)
			if e.Type == event.Digest && e.Kind == event.Deliver && e.Late && e.Dot.Counter != 0 {
				late++
			}
			if e.Kind == event.Send && e.Type == event.Repair && e.Dot.Counter == 0 {
				t.Fatalf("step %d: %v, of nothing", step, explain.Event(c.Trace(), step, c.NodeName).Inline())
			}
		}
	})
	if late == 0 {
		t.Error("no checksum came late")
	}
}
