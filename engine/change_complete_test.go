// This file holds the moment at which a change of membership is complete against what it
// promises: a node that is a replica from then on has its copies already.

package engine_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestReplicasHaveTheirCopiesWhenAChangeIsComplete: of all ranges that a node takes over,
// from however many nodes, none is left to the cleanup that follows.
func TestReplicasHaveTheirCopiesWhenAChangeIsComplete(t *testing.T) {
	for _, change := range [][]engine.Command{
		{{Verb: engine.Remove, Node: "n5"}},
		{{Verb: engine.Add, Node: "x"}},
		{{Verb: engine.Crash, Node: "n5"}, {Verb: engine.Remove, Node: "n5"}},
	} {
		for seed := range uint64(8) {
			for _, copies := range []int{2, 3} {
				completeChange(t, change, seed+1, copies)
			}
		}
	}
}

func completeChange(t *testing.T, change []engine.Command, seed uint64, copies int) {
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed = ring.Draw(seed, 6, 8), seed
	cfg.Placement, cfg.R, cfg.W = ring.Simple(copies), engine.Answers(1), engine.Answers(1)
	cfg.Repair, cfg.Gossip, cfg.Latency = engine.RepairOff, 0, "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for i := range 60 {
		keys = append(keys, "k"+strconv.Itoa(i))
		if err := c.Apply(engine.Command{Verb: engine.Put, Key: keys[i], Value: "v"}); err != nil {
			t.Fatal(err)
		}
	}
	c.Advance(time.Second, 1_000_000)
	for _, cmd := range change {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	for c.View(engine.Watch{}).Change != nil {
		if c.Now() > time.Minute || !c.Step() {
			t.Fatalf("%v, seed %d, N=%d: the change is not completed", change, seed, copies)
		}
	}
	for _, key := range keys {
		v := c.View(engine.Watch{Key: key})
		for _, id := range v.Walk(key).Replicas {
			at := slices.IndexFunc(v.Copies, func(c engine.Copy) bool { return c.Node == id })
			if at < 0 || v.Copies[at].Set == nil {
				t.Errorf("%v, seed %d, N=%d: the change is complete, and %s has no copy of %s", change, seed, copies, v.Node(id), key)
			}
		}
	}
}
