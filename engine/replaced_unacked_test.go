// Acknowledged writes that something without an acknowledgement has replaced: a union that a read
// made, or a write that timed out. They are as safe as both are together.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/oracle"
)

// onCart returns a cluster, the names of cart's replicas, and what carries a command out and lets
// five seconds pass.
func onCart(t *testing.T, cfg engine.Config) (c *engine.Cluster, name func(int) string, then func(engine.Command)) {
	t.Helper()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	replicas := c.View(engine.Watch{}).Walk("cart").Replicas
	return c, func(i int) string { return c.NodeName(replicas[i]) }, func(cmd engine.Command) {
		apply(cmd)
		c.Advance(c.Now()+5*time.Second, 1_000_000)
	}
}

func TestReplacedAreAtRisk(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Merge, engine.Siblings} {
		cfg := engine.Default()
		cfg.Conflict, cfg.Latency = conflict, "fixed"
		c, name, then := onCart(t, cfg)
		then(engine.Command{Verb: engine.Put, Key: "cart", Value: "a", Via: name(0)})
		then(engine.Command{Verb: engine.Put, Key: "cart", Value: "b", Via: name(0), Client: "bob", Blind: true})
		then(engine.Command{Verb: engine.Get, Key: "cart", Via: name(0)})
		stands := func(when string, atRisk, unreachable, lost int, fate oracle.State) {
			t.Helper()
			v := c.View(engine.Watch{Key: "cart"})
			if v.Tally.AtRisk != atRisk || v.Tally.Unreachable != unreachable || v.Tally.Lost != lost || v.Kept[v.Weakest()].State != fate {
				t.Errorf("%v, %s: %+v, and the worst is %v; want %d at risk, %d unreachable, %d lost, and %v",
					conflict, when, v.Tally, v.Kept[v.Weakest()].State, atRisk, unreachable, lost, fate)
			}
		}
		stands("on three disks", 0, 0, 0, oracle.Safe)
		then(engine.Command{Verb: engine.Wipe, Node: name(1)})
		stands("on two", 0, 0, 0, oracle.Safe)
		then(engine.Command{Verb: engine.Wipe, Node: name(2)})
		stands("on one", 2, 0, 0, oracle.AtRisk)
		v := c.View(engine.Watch{Key: "cart"})
		if said := explain.Why(v, v.Ops[0]); conflict == engine.Merge && !strings.HasPrefix(said, "at risk: it and what has replaced it are on fewer disks than the 2 promised") {
			t.Errorf("it says %q", said)
		}
		then(engine.Command{Verb: engine.Crash, Node: name(0)})
		stands("on one that is down", 0, 2, 0, oracle.Unreachable)
		then(engine.Command{Verb: engine.Wipe, Node: name(0)})
		stands("on none", 0, 0, 2, oracle.Lost)
	}
}

// TestUnionBringsBack: a value that an acknowledged delete had removed is back, too, if a read
// has united it with another.
func TestUnionBringsBack(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Merge, engine.Siblings} {
		cfg := engine.Default()
		cfg.Conflict, cfg.Grace = conflict, time.Minute
		c, name, then := onCart(t, cfg)
		then(engine.Command{Verb: engine.Put, Key: "cart", Value: "v1", Via: name(0)})
		then(engine.Command{Verb: engine.Crash, Node: name(2)})
		then(engine.Command{Verb: engine.Delete, Key: "cart", Via: name(0)})
		c.Advance(c.Now()+5*time.Minute, 1_000_000)
		then(engine.Command{Verb: engine.Start, Node: name(2)})
		then(engine.Command{Verb: engine.Put, Key: "cart", Value: "v2", Via: name(0), Client: "cem", Blind: true})
		all, err := engine.ParseLevel("all")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 { // the one that unites them, and the one that finds the union
			then(engine.Command{Verb: engine.Get, Key: "cart", Via: name(1), Client: "dan", At: all})
			if got := c.View(engine.Watch{}).Tally.Resurrected; got != i+1 {
				t.Errorf("%v: after %d reads %d have returned what was deleted", conflict, i+1, got)
			}
		}
	}
}
