// What must always hold, checked on random scripts with random faults.

package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/randomscript"
	_ "ringside/internal/steady"
)

// TestAlways checks random scripts with random faults against what must always hold
// (docs/ARCHITECTURE.md, What is promised), by the same rules as the soak: every event has
// a cause, every request gets one answer, hints are removed only after a durable ack, and
// what is promised under conditions is kept when they hold. Unlike the soak's rounds, a
// failing script here is shrunk to a few lines.
func TestAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		var promised check.Promises
		if rapid.Bool().Draw(t, "disks last") {
			w.Config.Sync, w.Faults = engine.SyncAlways, randomscript.Faults
			promised.Kept = w.Config.Conflict == engine.Siblings
			promised.Meets = w.Config.Quorum == engine.Strict
			promised.Overlap = promised.Meets && !w.Levels && w.Config.R.N+w.Config.W.N > w.Config.Placement.N
		}
		c := randomscript.Play(t, w, w.Script(t))
		f := check.NewFollower(promised)
		follow := func() {
			if err := f.Follow(c); err != nil {
				t.Fatal(err)
			}
		}
		follow()
		randomscript.HealAll(t, c)
		follow()
		for range 2 {
			if c.Apply(engine.Command{Verb: engine.AntiEntropy}) != nil {
				return // there is nobody to compare with
			}
			randomscript.Rest(t, c)
			follow()
		}
		if f.Unanswered() > 0 {
			t.Fatalf("%d requests wait for their answer", f.Unanswered())
		}
		for _, err := range []error{check.Settled(c, w.Keys), f.Known(c)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
