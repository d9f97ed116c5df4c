// Tests of loads whose requests go to any node that is up.

package engine_test

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// spread returns which node each request of a load went to, one that goes on beside what before
// has done to the cluster.
func spread(t *testing.T, seed uint64, w load.Workload, before ...engine.Command) (went []ring.NodeID) {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed = ring.Draw(1, 8, 4), seed
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, cmd := range append(before, engine.Command{Verb: engine.Load, Work: w}) {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	for c.Motion() >= engine.Waiting {
		c.Advance(c.Now()+time.Second, 1<<20)
	}
	v := c.View(engine.Watch{})
	for step := 1; step <= v.Trace.Len(); step++ {
		if e := v.Trace.At(step); e.Kind == event.Invoke && v.Trace.Text(e.Key) != "other" {
			went = append(went, e.Node)
		}
	}
	if len(went) != w.Count {
		t.Fatalf("%d requests, want %d", len(went), w.Count)
	}
	return went
}

// TestLoadSpread: each node is asked about equally often. A node that is down is not asked, and
// what others are asked is the same as without its fault; nothing else changes who is asked.
func TestLoadSpread(t *testing.T) {
	w := load.Usual(4_000)
	w.Rate, w.Spread = 10_000, true // the order of the requests depends on no answer
	all := spread(t, 1, w)
	counts := make([]int, 8)
	for _, id := range all {
		counts[id]++
	}
	for id, n := range counts {
		if n < 400 || n > 600 {
			t.Errorf("n%d is asked %d of 4000 times, want about 500", id+1, n)
		}
	}
	other := spread(t, 1, w, engine.Command{Verb: engine.Put, Key: "other", Value: "v"}, engine.Command{Verb: engine.Set, Name: "r", To: "1"})
	down := spread(t, 1, w, engine.Command{Verb: engine.Crash, Node: "n3"}, engine.Command{Verb: engine.Hang, Node: "n5"})
	moved := 0
	for i, id := range all {
		if other[i] != id {
			t.Fatalf("request %d goes to n%d, and to n%d beside another request", i+1, id+1, other[i]+1)
		}
		switch gone := id == 2 || id == 4; {
		case down[i] == 2 || down[i] == 4:
			t.Fatalf("request %d goes to n%d, which is down", i+1, down[i]+1)
		case gone:
			moved++
		case down[i] != id:
			t.Fatalf("request %d goes to n%d, and to n%d while others are down", i+1, id+1, down[i]+1)
		}
	}
	if moved == 0 {
		t.Error("no request would have gone to a node that is down")
	}
	for seed := uint64(2); seed < 4; seed++ {
		if again := spread(t, seed, w); again[0] == all[0] && again[1] == all[1] && again[2] == all[2] && again[3] == all[3] && again[4] == all[4] {
			t.Errorf("the seed %d asks the same nodes as the seed 1", seed)
		}
	}
}

// TestLoadSpreadWithoutNodes: with all nodes down each request is refused, as without spreading;
// with one up, each goes to it.
func TestLoadSpreadWithoutNodes(t *testing.T) {
	w := load.Usual(50)
	w.Spread = true
	var crashed []engine.Command
	for _, node := range []string{"n1", "n2", "n3", "n4", "n5", "n7", "n8"} {
		crashed = append(crashed, engine.Command{Verb: engine.Crash, Node: node})
	}
	for _, id := range spread(t, 1, w, crashed...) {
		if id != 5 {
			t.Fatalf("a request goes to n%d, and only n6 is up", id+1)
		}
	}
	for _, id := range spread(t, 1, w, append(crashed, engine.Command{Verb: engine.Crash, Node: "n6"})...) {
		if id != ring.None {
			t.Fatalf("a request goes to n%d, and none is up", id+1)
		}
	}
}
