// The promises that are checked on random scripts: replay, answers, overlap, siblings,
// convergence.

package engine_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/randomscript"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// TestBeliefsComeToAgree: with gossip, whatever breaks, every running node comes to
// believe up exactly those nodes whose heartbeats can reach it, directly or through
// others; then gossip sleeps. When everything is healed, all believe all up again
// (docs/ARCHITECTURE.md, promise 11).
func TestBeliefsComeToAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Gossip = 500 * time.Millisecond
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		if !c.Advance(c.Now()+5*time.Minute, 1_000_000) {
			t.Fatal("time does not go on")
		}
		v := c.View(engine.Watch{})
		if comes := v.RingVersion > 1 && len(v.Faults) > 0; v.Motion == engine.Background && (comes || hints(v) > 0 && oneWay(v)) {
			return // a node that joins, leaves or has a hint keeps asking a peer that it can hear and that can't hear it
		}
		if v.Motion != engine.Quiet {
			t.Fatalf("motion %v after 5 minutes in which nobody asked anything", c.Motion())
		}
		for _, n := range v.Nodes {
			if len(n.DoubtedBy) > 0 {
				t.Fatalf("gossip sleeps, and %s is suspected", n.Name)
			}
			for _, by := range n.DownBy {
				if v.Nodes[by].Health == engine.Up && n.Health == engine.Up && heard(v, n.ID, by) {
					t.Fatalf("%s believes %s down, and can hear it", v.Node(by), n.Name)
				}
			}
			if n.Health == engine.Up || n.Standing != engine.Member {
				continue
			}
			for _, other := range v.Nodes {
				if other.Health == engine.Up && !slices.Contains(n.DownBy, other.ID) {
					t.Fatalf("%s is %v and %s has not noticed", n.Name, n.Health, other.Name)
				}
			}
		}
		randomscript.HealAll(t, c)
		for _, n := range c.View(engine.Watch{}).Nodes {
			if len(n.DownBy)+len(n.DoubtedBy) > 0 {
				t.Fatalf("all is healed, and %s is believed down by %v, doubted by %v", n.Name, n.DownBy, n.DoubtedBy)
			}
		}
	})
}

// oneWay reports whether a link is cut in one direction only.
func oneWay(v *engine.View) bool {
	return slices.ContainsFunc(v.Faults, func(f engine.Fault) bool { return f.Kind == engine.FaultCut && !f.Both })
}

// hints returns the number of hints on all nodes.
func hints(v *engine.View) (n int) {
	for i := range v.Nodes {
		n += v.Nodes[i].Hints
	}
	return n
}

// heard reports whether a node's heartbeats reach another, directly or through others.
func heard(v *engine.View, from, to ring.NodeID) bool {
	reached := []ring.NodeID{from}
	for i := 0; i < len(reached); i++ {
		for _, n := range v.Nodes {
			if n.Health == engine.Up && n.Standing == engine.Member && !slices.Contains(reached, n.ID) && !cutOff(v, reached[i], n.ID) {
				reached = append(reached, n.ID)
			}
		}
	}
	return slices.Contains(reached, to)
}

// cutOff reports whether the link from a node to another is cut.
func cutOff(v *engine.View, from, to ring.NodeID) bool {
	return slices.ContainsFunc(v.Faults, func(f engine.Fault) bool {
		switch f.Kind {
		case engine.FaultIsolated:
			return f.Node == from || f.Node == to
		case engine.FaultCut:
			return f.Node == from && f.Peer == to || f.Both && f.Node == to && f.Peer == from
		}
		return false
	})
}

// TestReplayEqualsOriginal: equal seeds and commands give byte-equal traces.
func TestReplayEqualsOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		script := w.Script(t)
		first, second := randomscript.Play(t, w, script), randomscript.Play(t, w, script)
		second.View(engine.Watch{Key: "a", Node: "n1"}) // looking changes nothing
		randomscript.Rest(t, first)
		randomscript.Rest(t, second)
		if !bytes.Equal(randomscript.Trace(first), randomscript.Trace(second)) {
			t.Fatal("two runs of one script differ")
		}
	})
}

// TestEveryRequestIsAnsweredOnce: this holds whatever breaks; and every event except the
// user's own commands names an earlier one as its cause.
func TestEveryRequestIsAnsweredOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		replies := make(map[uint32]int)
		tr := c.Trace()
		for step := 1; step <= tr.Len(); step++ {
			e := tr.At(step)
			if explain.Event(tr, step, c.NodeName).What == "" {
				t.Fatalf("step %d, %v, reads as nothing", step, e.Kind)
			}
			switch {
			case e.Kind == event.Command && e.Cause != 0, e.Kind != event.Command && (e.Cause == 0 || int(e.Cause) >= step):
				t.Fatalf("step %d, %v, has cause %d", step, e.Kind, e.Cause)
			case e.Kind == event.Invoke:
				replies[e.Op] = 0
			case e.Kind == event.Reply:
				replies[e.Op]++
				if e.Outcome == event.OK && e.N < e.Need || e.Outcome == event.Pending {
					t.Fatalf("op %d: %v with %d of %d", e.Op, e.Outcome, e.N, e.Need)
				}
				if by := tr.NodesOf(e); e.Outcome != event.Unavailable && len(by) != int(e.N) && (tr.PartsAt(step) == nil || len(by) < int(e.N)) {
					t.Fatalf("op %d: %d acks, by %v", e.Op, e.N, by)
				}
			}
		}
		for op, n := range replies {
			if n != 1 {
				t.Fatalf("op %d was answered %d times", op, n)
			}
		}
		randomscript.HealAll(t, c)
		if left := c.View(engine.Watch{}).Messages; len(left) > 0 {
			t.Fatalf("quiet with %d messages in flight", len(left))
		}
	})
}

// TestOverlapSeesAcknowledgedWrites: with strict quorums, R+W>N or levels that always meet,
// and no disk lost, no read misses a write that was acknowledged before the read began,
// whatever crashes, hangs or is cut off (docs/ARCHITECTURE.md, What is promised), and also
// while nodes join and leave.
func TestOverlapSeesAcknowledgedWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Quorum, w.Config.Sync = engine.Strict, engine.SyncAlways
		w.KeepDisks()
		n := w.Config.Placement.N
		if w.Levels {
			seesByLevels(t, w)
			return
		}
		w.Config.W = engine.Answers(n + 1 - rapid.IntRange(1, w.Config.R.N).Draw(t, "overlap"))
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.Rest(t, c)
		for step := 1; step <= c.Trace().Len(); step++ {
			if e := c.Trace().At(step); e.Kind == event.Missed {
				t.Fatalf("N=%d R=%v W=%v: step %d: %v", n, w.Config.R, w.Config.W, step, explain.Event(c.Trace(), step, c.NodeName).Inline())
			}
		}
	})
}

// seesByLevels holds the reads of a script against those writes that their levels always meet.
func seesByLevels(t *rapid.T, w randomscript.World) {
	c := randomscript.Play(t, w, w.Script(t))
	randomscript.Rest(t, c)
	if err := check.NewFollower(check.Promises{Meets: true}).Follow(c); err != nil {
		t.Fatalf("N=%v R=%v W=%v: %v", w.Config.Placement, w.Config.R, w.Config.W, err)
	}
}

// TestNoOverlapCanMiss shows that the property above can fail: with R=W=1 the
// same scripts do find reads that miss an acknowledged write.
func TestNoOverlapCanMiss(t *testing.T) {
	w := randomscript.Small(3, 1, 1)
	w.Config.Repair = engine.RepairOff
	c, err := engine.New(w.Config)
	if err != nil {
		t.Fatal(err)
	}
	walk := c.View(engine.Watch{}).Walk("a")
	name := func(i int) string { return c.NodeName(walk.Replicas[i]) }
	for _, cmd := range []engine.Command{
		{Verb: engine.Isolate, Node: name(0)},
		{Verb: engine.Put, Key: "a", Value: "1", Via: name(0)},
		{Verb: engine.Get, Key: "a", Via: name(1)},
	} {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
		for c.Motion() > engine.Background {
			c.Step()
		}
	}
	if o := c.View(engine.Watch{}).Op(2); o.Missed.Op != 1 || o.Outcome != event.NotFound {
		t.Errorf("the read missed op %d and got %v; want 1 and notfound", o.Missed.Op, o.Outcome)
	}
}

// TestSiblingsKeepConcurrentWrites: every acknowledged blind write still exists in the
// end, on some replica, as a sibling (docs/ARCHITECTURE.md, What is promised). No client
// here sends a context, so nothing may replace anything.
func TestSiblingsKeepConcurrentWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Conflict, w.Config.Sync = engine.Siblings, engine.SyncAlways
		w.KeepDisks()
		w.Requests = blindRequests
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.HealAll(t, c)
		for _, key := range w.Keys {
			var all *version.Set
			for _, copy := range c.View(engine.Watch{Key: key}).Copies {
				all = version.Merge(all, copy.Set)
			}
			if tally := c.View(engine.Watch{}).Tally; tally.Lost+tally.Shadowed > 0 {
				t.Fatalf("the observer counts %d lost and %d shadowed", tally.Lost, tally.Shadowed)
			}
			for _, dot := range ackedDots(c, key) {
				if !all.Has(dot) {
					t.Fatalf("%s: the acknowledged %v is gone; left are %v", key, dot, all)
				}
			}
		}
	})
}

// TestObserverCountsWhatIsGone: with blind writes only, so that nothing replaces
// anything, the acknowledged writes that no node holds in the end are exactly
// those that the observer has called lost or shadowed, whatever broke.
func TestObserverCountsWhatIsGone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.LWW}).Draw(t, "policy")
		w.Requests = blindRequests
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.HealAll(t, c)
		gone := 0
		for _, key := range w.Keys {
			for _, dot := range ackedDots(c, key) {
				held := false
				for _, copy := range c.View(engine.Watch{Key: key}).Copies {
					held = held || copy.Set.Has(dot)
				}
				if !held {
					gone++
				}
			}
		}
		if tally := c.View(engine.Watch{}).Tally; tally.Lost+tally.Shadowed != gone {
			t.Fatalf("%d acknowledged writes are gone; the observer counts %d lost and %d shadowed", gone, tally.Lost, tally.Shadowed)
		}
	})
}

// blindRequests draws requests that replace nothing.
func blindRequests(t *rapid.T, w randomscript.World) engine.Command {
	cmd := randomscript.Requests(t, w)
	if cmd.Verb == engine.Delete {
		cmd.Verb = engine.Put
	}
	cmd.Blind = cmd.Verb == engine.Put
	return cmd
}

// TestReplicasConverge: after everything is healed, with no new writes and two rounds of
// anti-entropy, all replicas of every key are equal, no hint is left and nothing is in
// flight (docs/ARCHITECTURE.md, What is promised).
func TestReplicasConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		c := randomscript.Play(t, w, w.Script(t))
		randomscript.HealAll(t, c)
		for range 2 {
			if err := c.Apply(engine.Command{Verb: engine.AntiEntropy}); err != nil {
				if w.Config.Placement.N == 1 {
					break // there is nobody to compare with
				}
				t.Fatal(err)
			}
			randomscript.Rest(t, c)
		}
		if err := check.Settled(c, w.Keys); err != nil {
			t.Fatal(err)
		}
		if m := c.Motion(); m != engine.Quiet {
			t.Fatalf("motion %v", m)
		}
	})
}

func ackedDots(c *engine.Cluster, key string) (dots []version.Dot) {
	tr := c.Trace()
	for step := 1; step <= tr.Len(); step++ {
		e := tr.At(step)
		if e.Kind == event.Reply && e.Outcome == event.OK && e.Verb != event.Get && tr.Text(e.Key) == key {
			dots = append(dots, e.Dot)
		}
	}
	return dots
}

// TestSetUnderPartition is a small version of Jepsen's experiment ("Call me maybe: Riak",
// K. Kingsbury, 2013): clients read a set and write it back with one more element.
// Siblings with a union lose no acknowledged element.
func TestSetUnderPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := randomscript.Any(t)
		w.Config.Conflict, w.Config.Sync = engine.Siblings, engine.SyncAlways
		w.KeepDisks()
		c, err := engine.New(w.Config)
		if err != nil {
			t.Fatal(err)
		}
		var acked []string
		answered := func(cmd engine.Command) *engine.OpView {
			if c.Apply(cmd) != nil {
				return nil
			}
			randomscript.Rest(t, c)
			ops := c.View(engine.Watch{}).Ops
			return ops[len(ops)-1]
		}
		read := func(client, via string) ([]string, bool) {
			o := answered(engine.Command{Verb: engine.Get, Key: "set", Client: client, Via: via})
			if o == nil || o.Outcome != event.OK && o.Outcome != event.NotFound {
				return nil, false
			}
			return union(o.Returned), true
		}
		for i, m := range w.Script(t) {
			if m.Command.Verb > engine.Delete {
				if m.Command.Verb != engine.Remove || !randomscript.Crashed(c, m.Command.Node) {
					_ = c.Apply(m.Command) // a fault that can't be is no fault
				}
				continue
			}
			client := rapid.SampledFrom([]string{"alice", "bob"}).Draw(t, "adds")
			element := strconv.Itoa(i)
			set, ok := read(client, m.Command.Via)
			if !ok {
				continue
			}
			value := strings.Join(append(set, element), ",")
			o := answered(engine.Command{Verb: engine.Put, Key: "set", Value: value, Client: client, Via: m.Command.Via})
			if o != nil && o.Outcome == event.OK {
				acked = append(acked, element)
			}
		}
		randomscript.HealAll(t, c)
		var all *version.Set
		for _, copy := range c.View(engine.Watch{Key: "set"}).Copies {
			all = version.Merge(all, copy.Set)
		}
		got := union(all)
		for _, e := range acked {
			if !slices.Contains(got, e) {
				t.Fatalf("element %s was acknowledged and is gone: %v", e, got)
			}
		}
	})
}
