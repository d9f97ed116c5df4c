// Tests of when the walk to the selected key is walked again.

package workspace

import (
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestWalkFollowsBeliefs: a walk says who stands in, and whether all know that; it is
// walked again when a node is believed down or is about to leave, and not when only time
// goes by.
func TestWalkFollowsBeliefs(t *testing.T) {
	cfg := engine.Default()
	cfg.Quorum, cfg.Latency = engine.Sloppy, "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := Workspace{Place: Place{Key: "cart"}, View: c.View(engine.Watch{})}
	w.Rewalk(nil)
	look := func() (hops []ring.Hop) {
		was := w.View
		w.View = c.View(engine.Watch{})
		w.Rewalk(was)
		if fresh := w.View.Walk("cart"); !slices.Equal(w.Walk.Hops, fresh.Hops) {
			t.Fatalf("at %v it is %v, and should be %v", w.View.Now, w.Walk.Hops, fresh.Hops)
		}
		return w.Walk.Hops
	}
	apply := func(verb engine.Verb, id ring.NodeID) {
		t.Helper()
		if err := c.Apply(engine.Command{Verb: verb, Node: c.NodeName(id)}); err != nil {
			t.Fatal(err)
		}
	}
	apply(engine.Crash, w.Walk.Replicas[1])
	hops := look()
	last := hops[len(hops)-1]
	if last.Reason != ring.StandsInOnce {
		t.Errorf("before anybody knows, the last hop is %+v", last)
	}
	c.Advance(c.Now()+time.Minute, 1_000_000)
	if hops = look(); hops[len(hops)-1].Reason != ring.StandsIn {
		t.Errorf("after a minute the last hop is %+v", hops[len(hops)-1])
	}
	at := &w.Walk.Hops[0]
	c.Advance(c.Now()+time.Second, 1_000_000)
	if look(); at != &w.Walk.Hops[0] {
		t.Error("it is walked again though nothing of it has changed")
	}
	apply(engine.Remove, last.Node)
	if hops = look(); !slices.ContainsFunc(hops, func(h ring.Hop) bool { return h.Node == last.Node && h.Reason == ring.Leaves }) {
		t.Errorf("%s leaves, and the walk is %v", c.NodeName(last.Node), hops)
	}
}

// TestWalkFollowsAJoin: who is about to be a replica is part of the walk, under a strict quorum
// as well; and no longer once it is one.
func TestWalkFollowsAJoin(t *testing.T) {
	cfg := engine.Default()
	cfg.Latency = "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := Workspace{Place: Place{Key: "cart"}, View: c.View(engine.Watch{})}
	w.Rewalk(nil)
	look := func() []engine.PendingHop {
		was := w.View
		w.View = c.View(engine.Watch{})
		w.Rewalk(was)
		return w.Walk.Pending
	}
	if err := c.Apply(engine.Command{Verb: engine.Add, Node: "n6"}); err != nil {
		t.Fatal(err)
	}
	pending := look()
	if len(pending) != 1 || w.View.Node(pending[0].Node) != "n6" {
		t.Errorf("while n6 joins, %+v are pending", pending)
	}
	c.Advance(c.Now()+time.Minute, 1_000_000)
	if pending = look(); len(pending) > 0 || !slices.Contains(w.Walk.Replicas, 5) {
		t.Errorf("once it has joined, %+v are pending, and the replicas are %v", pending, w.Walk.Replicas)
	}
}
