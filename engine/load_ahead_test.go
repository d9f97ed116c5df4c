// Tests of what is looked up ahead for a load: nothing that happens depends on it.

package engine_test

import (
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// TestLoadAsksWhoKeepsTheKeyNow changes, while a load goes on, how many nodes keep a key and which
// nodes there are. Each request that begins afterwards has the preference list of the ring
// as it is then, at the first node of it.
func TestLoadAsksWhoKeepsTheKeyNow(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 5, 4)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := load.Usual(20_000)
	w.Keys = 40
	if err := c.Apply(engine.Command{Verb: engine.Load, Work: w}); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, cmd := range []engine.Command{
		{Verb: engine.Set, Name: "n", To: "2"},
		{Verb: engine.Set, Name: "n", To: "5"},
		{Verb: engine.Set, Name: "n", To: "3"},
		{Verb: engine.Add, Node: "x"},
		{Verb: engine.Set, Name: "n", To: "4"},
		{Verb: engine.Remove, Node: "n2"},
		{Verb: engine.Set, Name: "n", To: "3"},
	} {
		c.Advance(c.Now()+200*time.Millisecond, 1<<20)
		for c.View(engine.Watch{}).Change != nil {
			c.Advance(c.Now()+200*time.Millisecond, 1<<20)
		}
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		for c.View(engine.Watch{}).Change != nil {
			c.Advance(c.Now()+50*time.Millisecond, 1<<20)
		}
		from := c.Trace().Len()
		c.Advance(c.Now()+100*time.Millisecond, 1<<20)
		v := c.View(engine.Watch{})
		for step := from + 1; step <= v.Trace.Len(); step++ {
			e := v.Trace.At(step)
			if e.Kind != event.Invoke {
				continue
			}
			seen++
			want := v.Ring.Replicas(nil, ring.Hash(v.Trace.Text(e.Key)), v.Settings.Placement)
			if got := v.Trace.NodesOf(e); !slices.Equal(got, want) || e.Node != want[0] {
				t.Fatalf("after %v: %s is asked of %v by %v, want %v by the first", cmd, v.Trace.Text(e.Key), got, e.Node, want)
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d requests were looked at", seen)
	}
}
