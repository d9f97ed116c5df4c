// Tests of what a View says of comparisons: it is what the nodes have told each other.

package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/merkle"
)

// apart returns a cluster of five nodes in which n3 has missed one of many keys.
func apart(t *testing.T, keys int) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Repair, cfg.Gossip, cfg.Latency, cfg.Entropy = engine.RepairOff, 0, "fixed", 0
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	put := func(key, value string) {
		if err := c.Apply(engine.Command{Verb: engine.Put, Key: key, Value: value}); err != nil {
			t.Fatal(err)
		}
		c.Advance(c.Now()+time.Second, 1_000_000)
	}
	for i := range keys {
		put(fmt.Sprintf("k%d", i), "v")
	}
	return c
}

// TestComparisonsAreWhatWasCompared: a View has what each comparison has shown, with the event
// that ended it; what two nodes would find is what they then find, and after that nothing.
func TestComparisonsAreWhatWasCompared(t *testing.T) {
	c := apart(t, 60)
	v := c.View(engine.Watch{})
	replicas := v.Walk("cart").Replicas
	a, b := v.Node(replicas[0]), v.Node(replicas[1])
	for _, cmd := range []engine.Command{
		{Verb: engine.Crash, Node: b}, {Verb: engine.Put, Key: "cart", Value: "tea", Via: a}, {Verb: engine.Start, Node: b},
	} {
		if cmd.Verb == engine.Start {
			c.Advance(c.Now()+5*time.Second, 1_000_000)
			cmd = engine.Command{Verb: engine.Heal, Node: b}
		}
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	w := engine.Watch{Pair: [2]string{a, b}}
	would := c.View(w).Trees.Now
	if would == nil || would.Tally.Keys != 1 {
		t.Fatalf("before: %+v", would)
	}
	if err := c.Apply(engine.Command{Verb: engine.AntiEntropy, Node: a}); err != nil {
		t.Fatal(err)
	}
	if under := c.View(w).Trees.Under; under == nil || under.Tally != (merkle.Tally{}) || len(under.Rows) == 0 {
		t.Errorf("under way: %+v", under)
	}
	c.Advance(c.Now()+5*time.Second, 1_000_000)
	v = c.View(w)
	found := false
	for _, made := range v.Comparisons {
		e := v.Trace.At(made.Step)
		if e.Kind != event.Compared || e.Node != made.Asker || e.To != made.Peer || e.At != made.Ended {
			t.Errorf("%+v is not event %+v", made, e)
		}
		if text := v.Trace.Text(e.Text); !strings.Contains(text, fmt.Sprintf("streams %d there and %d back", made.Tally.Push, made.Tally.Pull)) {
			t.Errorf("%q of %+v", text, made.Tally)
		}
		if v.Node(made.Asker) == a && v.Node(made.Peer) == b {
			found = true
			if fmt.Sprint(made.Rows) != fmt.Sprint(would.Rows) || made.Tally != would.Tally {
				t.Errorf("it found\n%+v\nand would find\n%+v", made.Exchange, would.Exchange)
			}
		}
	}
	if !found {
		t.Errorf("no comparison of %s and %s: %d others", a, b, len(v.Comparisons))
	}
	if v.Trees.Under != nil || v.Trees.Now.Tally.Keys != 0 {
		t.Errorf("after: %+v", v.Trees)
	}
}

// TestLookingAtTreesChangesNothing: a cluster that is looked at goes on as one that is not.
func TestLookingAtTreesChangesNothing(t *testing.T) {
	seen, unseen := apart(t, 10), apart(t, 10)
	for range 30 {
		seen.View(engine.Watch{Pair: [2]string{"n1", "n2"}})
		for _, c := range []*engine.Cluster{seen, unseen} {
			for _, cmd := range []engine.Command{{Verb: engine.Put, Key: "cart", Value: "tea"}, {Verb: engine.AntiEntropy}} {
				if err := c.Apply(cmd); err != nil {
					t.Fatal(err)
				}
			}
			c.Advance(c.Now()+time.Second, 1_000_000)
		}
	}
	a, b := seen.Trace(), unseen.Trace()
	for step := 1; step <= max(a.Len(), b.Len()); step++ {
		if a.Len() != b.Len() || *a.At(step) != *b.At(step) {
			t.Fatalf("step %d of %d and %d differs", step, a.Len(), b.Len())
		}
	}
	if n := len(seen.View(engine.Watch{}).Comparisons); n != engine.MaxComparisons {
		t.Errorf("%d comparisons are kept, should be %d", n, engine.MaxComparisons)
	}
}

// TestTreesOfTheAbsent: nobody is compared with itself, with a node that is not there, or with
// one that keeps nothing of the same; a crashed node's disk is looked at.
func TestTreesOfTheAbsent(t *testing.T) {
	c := apart(t, 20)
	for _, pair := range [][2]string{{"n1", "n1"}, {"n1", "nobody"}, {"", "n2"}} {
		if trees := c.View(engine.Watch{Pair: pair}).Trees; trees != (engine.Trees{}) {
			t.Errorf("%v: %+v", pair, trees)
		}
	}
	w := engine.Watch{Pair: [2]string{"n1", "n2"}}
	was := c.View(w).Trees.Now
	if err := c.Apply(engine.Command{Verb: engine.Crash, Node: "n2"}); err != nil {
		t.Fatal(err)
	}
	if now := c.View(w).Trees.Now; now == nil || fmt.Sprint(now.Rows) != fmt.Sprint(was.Rows) {
		t.Errorf("%+v, should be %+v", now, was)
	}
}
