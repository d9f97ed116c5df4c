// Tests of what a cluster forgets of loads.

package engine_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// TestForgottenLoad plays a load twice, of which one cluster forgets what is old. A node
// hangs meanwhile, so that requests stay open for longer than the window; others make a
// request of their own. Everything goes the same way, and what is still there is the same.
func TestForgottenLoad(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 6, 8)
	all, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	few := all.Clone()
	few.ForgetLoads()
	both := func(cmd engine.Command) {
		t.Helper()
		for _, c := range []*engine.Cluster{all, few} {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := load.Usual(60_000)
	w.Rate, w.Keys = 30_000, 500
	both(engine.Command{Verb: engine.Put, Key: "mine", Value: "first"})
	both(engine.Command{Verb: engine.Load, Work: w})
	invoked := make(map[uint32]int)
	fork, most := (*engine.Cluster)(nil), 0
	for told := 0; all.Motion() >= engine.Waiting; {
		for _, c := range []*engine.Cluster{all, few} {
			c.Advance(c.Now()+50*time.Millisecond, 1<<30)
		}
		most = max(most, few.TraceBytes())
		for told < all.Trace().Len() {
			told++
			e, have := all.Trace().At(told), few.Trace().At(told)
			if *e != *have {
				t.Fatalf("step %d is %+v, want %+v", told, have, e)
			}
			switch e.Kind {
			case event.Invoke:
				invoked[e.Op] = told
			case event.Reply:
				if at := invoked[e.Op]; *few.Trace().At(at) != *all.Trace().At(at) {
					t.Fatalf("op %d is answered at step %d, and its beginning at %d is forgotten", e.Op, told, at)
				}
			}
		}
		switch now := all.Now(); {
		case now == 300*time.Millisecond:
			both(engine.Command{Verb: engine.Hang, Node: "n3"})
		case now == 400*time.Millisecond:
			both(engine.Command{Verb: engine.Get, Key: "mine"})
		case now == 1500*time.Millisecond:
			both(engine.Command{Verb: engine.Resume, Node: "n3"})
			fork = few.Clone()
		}
	}
	forgotten := compareForgotten(t, all, few)
	if forgotten < all.Trace().Len()/2 {
		t.Errorf("%d of %d events are forgotten, want most", forgotten, all.Trace().Len())
	}
	if kept := all.TraceBytes(); most > kept/2 {
		t.Errorf("the trace came to take %d bytes, want less than half of the %d that it takes whole", most, kept)
	}
	other := fork.Clone()
	toTheEnd(fork)
	compareForgotten(t, all, fork)
	if err := other.Apply(engine.Command{Verb: engine.Get, Key: "mine"}); err != nil {
		t.Fatal(err)
	}
	at := other.Trace().Len()
	for other.Trace().At(at).Kind != event.Invoke {
		at--
	}
	toTheEnd(other)
	if e := other.Trace().At(at); at >= other.Trace().Whole() || e.Kind != event.Invoke {
		t.Errorf("step %d, a request that no load has made here, is %+v", at, e)
	}
}

func toTheEnd(c *engine.Cluster) {
	for c.Motion() >= engine.Waiting {
		c.Advance(c.Now()+50*time.Millisecond, 1<<30)
	}
}

// compareForgotten compares a cluster with one that forgets loads, and returns how many
// events that one has forgotten.
func compareForgotten(t *testing.T, all, few *engine.Cluster) (forgotten int) {
	t.Helper()
	x, y := all.Trace(), few.Trace()
	if x.Len() != y.Len() {
		t.Fatalf("%d events happened, want %d", y.Len(), x.Len())
	}
	theirs := make(map[uint32]bool)
	for step := 1; step <= x.Len(); step++ {
		a, b := x.At(step), y.At(step)
		if a.Kind == event.Invoke && x.Text(a.Key) == "mine" {
			theirs[a.Op] = true
		}
		switch {
		case *a == *b:
			if a.Kind == event.Reply && x.SetOf(a).Digest() != y.SetOf(b).Digest() {
				t.Fatalf("step %d returned %v, want %v", step, y.SetOf(b), x.SetOf(a))
			}
		case *b != (event.Event{}) || step >= y.Whole() || a.Op == 0 || theirs[a.Op]:
			t.Fatalf("step %d is %+v, want %+v", step, b, a)
		default:
			forgotten++
		}
	}
	for _, part := range parts {
		if !bytes.Equal(form(all, part), form(few, part)) {
			t.Errorf("the clusters have come to different ends: part %v", part)
		}
	}
	v, w := all.View(engine.Watch{Key: "key-1"}), few.View(engine.Watch{Key: "key-1"})
	if !reflect.DeepEqual(v.Ops, w.Ops) || !reflect.DeepEqual(v.Load, w.Load) || v.Tally != w.Tally || !reflect.DeepEqual(v.Kept, w.Kept) {
		t.Error("the clusters show different things")
	}
	return forgotten
}
