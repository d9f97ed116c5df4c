// Property test: the versions in flight of which count is kept are those that there are.

package engine_test

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
)

// TestInFlightIsKeptUpToDate: after every command of random scripts with all faults, and
// after some of what happens between, also in a clone, the count that is kept of the versions
// in flight is what a look at all messages and disk writes finds.
func TestInFlightIsKeptUpToDate(t *testing.T) {
	versions := 0
	rapid.Check(t, func(t *rapid.T) {
		w := lossy(t)
		c, err := engine.New(w.Config)
		if err != nil {
			t.Fatal(err)
		}
		look := func(c *engine.Cluster) {
			kept, there := engine.InFlight(c, w.Keys[0])
			if versions += len(there); !maps.Equal(kept, there) {
				t.Fatalf("at %v the versions in flight are %v, and count is kept of %v", c.Now(), there, kept)
			}
		}
		for i, m := range w.Script(t) {
			c.Advance(c.Now()+m.After, 10_000)
			_ = c.Apply(m.Command) // one that is refused changes nothing
			look(c)
			for range 5 {
				c.Step()
			}
			look(c)
			for _, n := range w.Config.Nodes { // a disk write that completes now, and is over then
				if c.Apply(engine.Command{Verb: engine.SyncDisk, Node: n.Name}) == nil && i%2 == 0 {
					look(c)
					c.Step()
					look(c)
				}
			}
			if i%4 == 0 {
				d := c.Clone()
				d.Step()
				look(d)
				for _, n := range w.Config.Nodes { // with what is on its way to their disks
					_ = d.Apply(engine.Command{Verb: engine.Crash, Node: n.Name})
					look(d)
				}
				c.Advance(c.Now()+time.Millisecond, 10_000)
				look(d)
			}
		}
	})
	if versions == 0 {
		t.Error("nothing was ever in flight")
	}
}
