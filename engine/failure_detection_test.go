// This file holds how long a healthy node may be believed down, and that looking for
// one that is not healthy costs nothing.

package engine_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
)

// longestWrong is how long a belief that a reachable node is down may last: a second
// until the probe, and the way there and back.
const longestWrong = 1200 * time.Millisecond

// pair is who believes something, and of whom.
type pair struct{ by, of ring.NodeID }

// wrongFor returns the longest time for which somebody was believed down since a time
// at which all was healed, and by whom; also if it still is.
func wrongFor(c *engine.Cluster, healed time.Duration) (longest time.Duration, who pair) {
	since := make(map[pair]time.Duration)
	note := func(p pair, until time.Duration) {
		if lasted := until - max(since[p], healed); lasted > longest {
			longest, who = lasted, p
		}
	}
	for step := 1; step <= c.Trace().Len(); step++ {
		e := c.Trace().At(step)
		p := pair{e.Node, e.To}
		switch e.Kind {
		case event.Suspect:
			since[p] = e.At
		case event.Trust:
			if _, down := since[p]; down && e.Fresh {
				note(p, e.At)
				delete(since, p)
			}
		case event.Crash: // it forgets what it believed
			for i := range c.View(engine.Watch{}).Nodes {
				delete(since, pair{e.Node, ring.NodeID(i)})
			}
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(since), comparePairs) {
		note(p, c.Now())
	}
	return longest, who
}

func comparePairs(a, b pair) int {
	return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.of, b.of))
}

// anyCrowd draws a cluster of 5 to 100 nodes in which much breaks.
func anyCrowd(t *rapid.T) randomscript.World {
	w := randomscript.Any(t)
	w.Config.Seed = rapid.Uint64().Draw(t, "seed of the ring")
	few := w.Config.Nodes
	w.Config.Nodes = ring.Draw(w.Config.Seed, rapid.IntRange(5, 100).Draw(t, "nodes"), 1)
	for i := range w.Config.Nodes {
		w.Config.Nodes[i].DC = few[i%len(few)].DC
	}
	w.Newcomers = nil
	w.Config.Gossip = rapid.SampledFrom([]time.Duration{0, time.Second, time.Second, 5 * time.Second}).Draw(t, "period")
	if w.Config.Gossip == 0 {
		w.Config.Rules = engine.DynamoRules // Cassandra's need gossip
	}
	w.Faults = []engine.Verb{
		engine.Crash, engine.Start, engine.Hang, engine.Resume, engine.Cut, engine.Cut, engine.Mend, engine.Isolate,
		engine.Heal, engine.Drop, engine.Drop, engine.Drop,
	}
	w.Requests = func(t *rapid.T, w randomscript.World) engine.Command {
		return engine.Command{Verb: engine.Put, Key: fmt.Sprint(rapid.IntRange(0, 99).Draw(t, "key")), Value: "v", Via: w.Node(t)}
	}
	return w
}

// TestHealthyNodesAreSoonBelievedUp: once all is healed, no node is believed down for
// longer than it takes to look for it, in a cluster of any size, with gossip and
// without (docs/ARCHITECTURE.md, promise 11).
func TestHealthyNodesAreSoonBelievedUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyCrowd(t)
		c := randomscript.Play(t, w, w.Script(t))
		if len(c.View(engine.Watch{}).Faults) > 0 {
			if err := c.Apply(engine.Command{Verb: engine.Heal, Node: "all"}); err != nil {
				t.Fatal(err)
			}
		}
		healed := c.Now()
		if !c.Advance(healed+10*time.Second, 1_000_000) {
			t.Fatal("time does not go on")
		}
		if longest, who := wrongFor(c, healed); longest > longestWrong {
			t.Fatalf("%d nodes: %s believes the healthy %s down for %v", len(w.Config.Nodes), c.NodeName(who.by), c.NodeName(who.of), longest)
		}
	})
}

// TestLookingForTheDeadIsFree: who can't answer is not asked over and over: the cluster
// comes to rest and a thousand hours pass in few steps. When it can, it is asked.
func TestLookingForTheDeadIsFree(t *testing.T) {
	for _, breaks := range []engine.Command{
		{Verb: engine.Crash, Node: "n2"}, {Verb: engine.Hang, Node: "n2"}, {Verb: engine.Isolate, Node: "n2"},
		{Verb: engine.Power, Node: "dark"},
	} {
		for _, nodes := range []int{5, 60} {
			t.Run(fmt.Sprint(breaks, nodes), func(t *testing.T) { lookForTheDead(t, breaks, nodes) })
		}
	}
}

func lookForTheDead(t *testing.T, breaks engine.Command, nodes int) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, nodes, 8)
	cfg.Nodes[1].Rack = "dark"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	apply(breaks)
	for i := range 50 { // of some of them n2 is a replica
		apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint(i), Value: "v", Via: "n1"})
	}
	down := func() int { return len(c.View(engine.Watch{}).Nodes[1].DownBy) }
	c.Advance(2*time.Minute, 1_000_000)
	if all := nodes - 1; down() != all || c.Motion() != engine.Quiet {
		t.Fatalf("%d of %d believe n2 down, motion %v", down(), all, c.Motion())
	}
	before := c.Trace().Len()
	if !c.Advance(1000*time.Hour, 100) || c.Trace().Len() != before {
		t.Fatalf("%d events, and not over", c.Trace().Len()-before)
	}
	apply(engine.Command{Verb: engine.Heal, Node: "all"})
	if c.Advance(c.Now()+longestWrong, 1_000_000); down() != 0 {
		t.Fatalf("healed, and %d believe n2 down", down())
	}
	if c.Advance(c.Now()+20*time.Second, 1_000_000); c.Motion() != engine.Quiet {
		t.Fatalf("motion %v", c.Motion())
	}
}

// TestHintsWaitForTheRepair: a hint whose owner is alive and can't be reached is not sent
// over and over. When the link is mended, it is.
func TestHintsWaitForTheRepair(t *testing.T) {
	cfg := engine.Default()
	cfg.Quorum = engine.Sloppy
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	walk := c.View(engine.Watch{}).Walk("a").Replicas
	via, owner := c.NodeName(walk[0]), c.NodeName(walk[1])
	for _, cmd := range []engine.Command{
		{Verb: engine.Cut, Node: via, Peer: owner},
		{Verb: engine.Put, Key: "a", Value: "1", Via: via},
		{Verb: engine.Put, Key: "a", Value: "2", Via: via},
	} {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		c.Advance(c.Now()+1010*time.Millisecond, 10_000)
	}
	keeps := slices.IndexFunc(c.View(engine.Watch{}).Nodes, func(n engine.NodeView) bool { return n.Hints > 0 })
	if keeps < 0 {
		t.Fatal("nobody stands in")
	}
	stand := c.NodeName(ring.NodeID(keeps))
	if err := c.Apply(engine.Command{Verb: engine.Cut, Node: stand, Peer: owner}); err != nil {
		t.Fatal(err)
	}
	c.Advance(c.Now()+time.Minute, 10_000)
	if before := c.Trace().Len(); c.Motion() != engine.Quiet || !c.Advance(1000*time.Hour, 100) || c.Trace().Len() != before {
		t.Fatalf("motion %v, %d events since", c.Motion(), c.Trace().Len()-before)
	}
	if err := c.Apply(engine.Command{Verb: engine.Mend, Node: stand, Peer: owner}); err != nil {
		t.Fatal(err)
	}
	c.Advance(c.Now()+11*time.Second, 10_000)
	if left := c.View(engine.Watch{}).Nodes[keeps].Hints; left != 0 {
		t.Errorf("the link is mended, and %s still has %d hints", stand, left)
	}
}

// TestBelievedDownIsProbedOnce: who is suspected again and again within one second is
// still looked for once a second.
func TestBelievedDownIsProbedOnce(t *testing.T) {
	cfg := engine.Default()
	cfg.Gossip = 0
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	apply := applying(t, c)
	n2 := c.View(engine.Watch{}).Walk("a").Replicas[1]
	name, via := c.NodeName(n2), c.NodeName(c.View(engine.Watch{}).Walk("a").Replicas[0])
	for range 5 {
		apply(engine.Command{Verb: engine.Crash, Node: name})
		apply(engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: via})
		c.Advance(c.Now()+50*time.Millisecond, 1000)
		apply(engine.Command{Verb: engine.Start, Node: name})
		c.Advance(c.Now()+50*time.Millisecond, 1000)
	}
	apply(engine.Command{Verb: engine.Crash, Node: name})
	apply(engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: via})
	c.Advance(c.Now()+50*time.Millisecond, 1000)
	for range 5 { // what is healed meanwhile plans no second probe
		apply(engine.Command{Verb: engine.Cut, Node: name, Peer: via})
		apply(engine.Command{Verb: engine.Mend, Node: name, Peer: via})
	}
	from := c.Trace().Len()
	c.Advance(c.Now()+10500*time.Millisecond, 10_000)
	pings := 0
	for step := from; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Send && e.Type == event.Ping && e.To == n2 {
			pings++
		}
	}
	if pings != 10 {
		t.Errorf("%d probes in ten seconds", pings)
	}
}

// TestOldHeartbeatsEndNoBelief: what others tell of a node that has crashed was true
// before, and nobody who has met it himself since is misled. What it said itself before
// it crashed may still arrive and be taken for a sign of life: a message does not say
// when it was sent.
func TestOldHeartbeatsEndNoBelief(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := engine.Default()
		cfg.Seed = rapid.Uint64().Draw(t, "seed")
		cfg.Nodes = ring.Draw(1, rapid.IntRange(5, 12).Draw(t, "nodes"), 8)
		c, err := engine.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		apply := applying(t, c)
		for i := 2; i < len(cfg.Nodes); i++ { // n1 hears late
			apply(engine.Command{Verb: engine.Slow, Node: "n1", Peer: cfg.Nodes[i].Name, Factor: 900_000})
		}
		apply(engine.Command{Verb: engine.Hang, Node: "n3"}) // so that gossip is awake
		c.Advance(c.Now()+time.Duration(rapid.IntRange(3000, 6000).Draw(t, "ms"))*time.Millisecond, 1_000_000)
		apply(engine.Command{Verb: engine.Crash, Node: "n2"})
		for i := range 20 {
			apply(engine.Command{Verb: engine.Put, Key: fmt.Sprint(i), Value: "v", Via: "n1"})
		}
		c.Advance(c.Now()+10*time.Second, 1_000_000)
		down := false
		for step := 1; step <= c.Trace().Len(); step++ {
			switch e := c.Trace().At(step); {
			case e.Node != 0 || e.To != 1:
			case e.Kind == event.Suspect:
				down = true
			case e.Kind == event.Trust && e.Fresh:
				if told := c.Trace().At(int(e.Cause)); told.Kind != event.Deliver || told.From != 1 {
					t.Fatalf("n2 is crashed, n1 knows it, and at step %d it takes the word of %s that n2 is up again", step, c.NodeName(told.From))
				}
			}
		}
		if !down {
			t.Fatal("n1 has not met n2")
		}
	})
}
