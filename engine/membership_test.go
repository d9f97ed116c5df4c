// The promise of overlapping quorums while membership changes.

package engine_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/quorum"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
)

// restless is a world in which a node is always joining or leaving, and coordinators that
// do not know of it yet are asked all the time: few keys, quorums that just overlap, no
// read repair that would hide what was missed.
func restless(t *rapid.T) randomscript.World {
	n := rapid.IntRange(2, 3).Draw(t, "n")
	w := randomscript.Small(n, rapid.IntRange(1, n).Draw(t, "r"), 0)
	w.Config.W = engine.Answers(n + 1 - w.Config.R.N)
	w.Config.Nodes = ring.Draw(rapid.Uint64().Draw(t, "ring"), 4, rapid.IntRange(1, 3).Draw(t, "vnodes"))
	w.Config.Seed = rapid.Uint64().Draw(t, "seed")
	w.Config.Repair, w.Config.Read, w.Config.Gossip = engine.RepairOff, engine.FullRead, time.Second
	w.Keys, w.Newcomers, w.KeepsDisks = []string{"a", "b", "c", "d"}, []string{"x1", "x2"}, true
	w.Faults = []engine.Verb{engine.Add, engine.Remove, engine.Slow, engine.Cut, engine.Cut, engine.Mend, engine.Heal}
	return w
}

// TestOverlapAcrossChanges: no read misses a write that was acknowledged before it began,
// while nodes join and leave, whichever nodes know of the change.
func TestOverlapAcrossChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { holdAcrossChanges(t, restless(t), 1500*time.Microsecond) })
}

// TestOverlapAcrossChangesAtLevels: the same of levels that always meet, by data centre.
func TestOverlapAcrossChangesAtLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := restless(t)
		w.Config.Nodes = ring.Draw(rapid.Uint64().Draw(t, "ring by data centre"), 6, 1)
		for i := range w.Config.Nodes {
			w.Config.Nodes[i].DC = fmt.Sprintf("dc%d", 1+i%2)
		}
		w.Config.Placement = ring.PerDC(ring.Copies{DC: "dc1", N: rapid.IntRange(2, 3).Draw(t, "copies")}, ring.Copies{DC: "dc2", N: 1})
		on, err := ring.New(w.Config.Nodes)
		if err != nil {
			t.Fatal(err)
		}
		var pairs [][2]engine.Level
		for _, r := range w.AllLevels(t) {
			for _, wr := range w.AllLevels(t) {
				if w.Config.R, w.Config.W = r, wr; w.Config.Meets(on) == quorum.Always && wr.On(on, w.Config.Placement).Split() {
					pairs = append(pairs, [2]engine.Level{r, wr})
				}
			}
		}
		pair := rapid.SampledFrom(pairs).Draw(t, "levels")
		w.Config.R, w.Config.W = pair[0], pair[1]
		holdAcrossChanges(t, w, 15*time.Millisecond) // as far apart as data centres are
	})
}

// holdAcrossChanges plays requests and faults, up to so long one after the other, while nodes
// join and leave, and holds that no read misses a write.
func holdAcrossChanges(t *rapid.T, w randomscript.World, pause time.Duration) {
	c, err := engine.New(w.Config)
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(1, 4).Draw(t, "changes") {
		change := engine.Command{Verb: rapid.SampledFrom([]engine.Verb{engine.Add, engine.Remove}).Draw(t, "change"), Node: w.Node(t)}
		if change.Verb == engine.Add {
			change.DC = rapid.SampledFrom(w.Config.Nodes).Draw(t, "dc").DC
		}
		_ = c.Apply(change) // one that can't be is none
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			c.Advance(c.Now()+time.Duration(rapid.IntRange(0, int(pause)).Draw(t, "ns")), 1_000_000)
			cmd := randomscript.Requests(t, w)
			if rapid.IntRange(0, 5).Draw(t, "fault") == 0 {
				cmd = engine.Command{Verb: rapid.SampledFrom(w.Faults[2:]).Draw(t, "verb"), Node: w.Node(t), Peer: w.Node(t)}
				switch cmd.Verb {
				case engine.Slow:
					cmd.Factor = rapid.Int64Range(1000, 20_000).Draw(t, "factor")
				case engine.Heal:
					cmd.Node, cmd.Peer = "all", ""
				}
			}
			_ = c.Apply(cmd)
		}
	}
	randomscript.Rest(t, c)
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Missed {
			t.Fatalf("N=%v R=%v W=%v: step %d: %v", w.Config.Placement, w.Config.R, w.Config.W, step, explain.Event(c.Trace(), step, c.NodeName).Inline())
		}
	}
}
