// Tests of what a View says of requests while a load makes its own.

package engine_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// crowd is a cluster with a load under way, and with requests of somebody else before it and in it.
// It goes on every 20 ms as what between returns.
func crowd(t *testing.T, between func(*engine.Cluster) *engine.Cluster) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 5, 4)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	do := func(cmd engine.Command) {
		t.Helper()
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	do(engine.Command{Verb: engine.Put, Key: "mine", Value: "before"})
	c.Advance(20*time.Millisecond, 1<<20)
	w := load.Usual(6_000)
	w.Keys = 5
	do(engine.Command{Verb: engine.Load, Work: w})
	for c.Motion() >= engine.Waiting {
		now := c.Now()
		c.Advance(now+20*time.Millisecond, 1<<20)
		switch now {
		case 100 * time.Millisecond:
			do(engine.Command{Verb: engine.Put, Key: "mine", Value: "amid"})
			do(engine.Command{Verb: engine.Put, Key: "key-1", Value: "amid"})
		case 200 * time.Millisecond:
			do(engine.Command{Verb: engine.Get, Key: "mine"})
			do(engine.Command{Verb: engine.Get, Key: "key-1"})
		case 300 * time.Millisecond:
			do(engine.Command{Verb: engine.Crash, Node: "n2"})
		case 400 * time.Millisecond:
			do(engine.Command{Verb: engine.Put, Key: "mine", Value: "later"})
		}
		c = between(c)
	}
	return c
}

// TestRequestsOutlastALoad: what somebody asks for while a load makes its thousands of requests is
// not pushed out of the View by them, and it is the newest operation until a newer load begins. It is
// told alike by a View at every moment and by one at the end.
func TestRequestsOutlastALoad(t *testing.T) {
	same := func(c *engine.Cluster) *engine.Cluster { return c }
	often := crowd(t, func(c *engine.Cluster) *engine.Cluster {
		c.View(engine.Watch{})
		return c
	}).View(engine.Watch{})
	var asked []*engine.OpView
	for _, o := range often.Ops {
		if o.Load == 0 {
			asked = append(asked, o)
		}
	}
	if len(asked) != 6 || asked[0].Value != "before" || asked[5].Value != "later" {
		t.Fatalf("%d requests that no load made are kept, want 6", len(asked))
	}
	if n := len(often.Ops); n != engine.MaxOps+6 || often.Ops[n-1].ID != 6_006 {
		t.Errorf("%d operations are kept, want the last %d as well", n, engine.MaxOps)
	}
	if !slices.IsSortedFunc(often.Ops, func(a, b *engine.OpView) int { return int(a.ID) - int(b.ID) }) {
		t.Error("they are not in their order")
	}
	if o := often.Newest(); o != asked[5] {
		t.Errorf("the newest is %v %s, want that since the load began", o.Verb, o.Key)
	}
	if read := asked[3]; read.Key != "mine" || read.Since != asked[1].ID || len(read.Overlap) == 0 {
		t.Errorf("the read of %s goes back to operation %d with %v in both, want %d", read.Key, read.Since, read.Overlap, asked[1].ID)
	}
	if read := asked[4]; read.Key != "key-1" || read.Since == asked[2].ID {
		t.Errorf("the read of %s goes back to operation %d, and the load has written since", read.Key, read.Since)
	}
	for name, c := range map[string]*engine.Cluster{
		"once":   crowd(t, same),
		"frozen": crowd(t, func(c *engine.Cluster) *engine.Cluster { return c.Frozen().Clone() }),
	} {
		v := c.View(engine.Watch{})
		for i, o := range v.Ops[:len(asked)] {
			got, want := *o, *asked[i]
			got.Returned, want.Returned = nil, nil // what it has worked out already may differ
			if !reflect.DeepEqual(got, want) || o.Returned.Digest() != asked[i].Returned.Digest() {
				t.Errorf("%s:\n%+v, want\n%+v", name, got, want)
			}
		}
	}
}
