// What must always hold, checked on random scripts with random faults.

package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/check"
	_ "ringside/internal/steady"
)

// TestAlways checks random scripts with random faults against what must always hold
// (docs/ARCHITECTURE.md, What is promised), by the same rules as the soak: every event has
// a cause, every request gets one answer, hints are removed only after a durable ack, and
// what is promised under conditions is kept when they hold. Unlike the soak's rounds, a
// failing script here is shrunk to a few lines.
func TestAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		var promised check.Promises
		if rapid.Bool().Draw(t, "disks last") {
			w.cfg.Sync, w.faults = engine.SyncAlways, allFaults
			promised.Kept = w.cfg.Conflict == engine.Siblings
			promised.Overlap = w.cfg.Quorum == engine.Strict && w.cfg.R+w.cfg.W > w.cfg.Placement.N
		}
		c := play(t, w, w.script(t))
		f := check.NewFollower(promised)
		follow := func() {
			if err := f.Follow(c); err != nil {
				t.Fatal(err)
			}
		}
		follow()
		healAll(t, c)
		follow()
		for range 2 {
			if c.Apply(engine.Command{Verb: engine.AntiEntropy}) != nil {
				return // there is nobody to compare with
			}
			rest(t, c)
			follow()
		}
		if f.Unanswered() > 0 {
			t.Fatalf("%d requests wait for their answer", f.Unanswered())
		}
		for _, err := range []error{check.Settled(c, w.keys), f.Known(c)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
