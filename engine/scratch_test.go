// Tests of copies that use the same memory one after the other.

package engine_test

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/load"
)

// TestScratchChangesNothing lets copies with other delays go on, each in the memory that the ones
// before it have left, and each beside a copy with memory of its own: both have the same trace.
// The copies are of different moments.
func TestScratchChangesNothing(t *testing.T) {
	var scratch engine.Scratch
	later := []engine.Command{
		{Verb: engine.Set, Name: "conflict", To: "lww"}, {Verb: engine.Put, Key: "cart", Value: "tea"}, {Verb: engine.Get, Key: "toys"}, {Verb: engine.Crash, Node: "n2"},
		{Verb: engine.Load, Work: load.Usual(30)}, {Verb: engine.Get, Key: "cart"}, {Verb: engine.Start, Node: "n2"}, {Verb: engine.Get, Key: "cart"},
	}
	c := twoPuts(t)
	for moment := range 40 {
		one, other := c.Clone(), c.CloneIn(&scratch)
		for _, d := range []*engine.Cluster{one, other} {
			d.Reseed(uint64(moment))
			for i := range later {
				if err := d.Apply(later[i]); err != nil {
					t.Fatal(err)
				}
				d.Advance(d.Now()+time.Duration(moment)*50*time.Microsecond, 100)
			}
			d.Advance(d.Now()+time.Second, 1000)
		}
		if got, want := whole(other), whole(one); got != want {
			t.Fatalf("moment %d: %s\nwith memory of its own: %s", moment, got, want)
		}
		other.Release(&scratch)
		c.Step()
	}
}

// whole returns all that a cluster's trace says.
func whole(c *engine.Cluster) string {
	var all []byte
	for step := 1; step <= c.Trace().Len(); step++ {
		all = append(c.Trace().AppendJSON(all, step, c.NodeName), '\n')
	}
	return string(all)
}
