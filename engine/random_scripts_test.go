// Random scripts, and the promises that are checked on them: replay, answers, overlap,
// siblings, convergence.

package engine_test

import (
	"bytes"
	"fmt"
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
	"ringside/engine/ring"
	"ringside/engine/version"
)

// moment is one line of a random script: the command, and how long after the previous one
// it is given.
type moment struct {
	after time.Duration
	cmd   engine.Command
}

func (m moment) String() string { return fmt.Sprintf("run %v; %v", m.after, m.cmd) }

// world is the cluster, keys and settings for which random scripts are drawn.
type world struct {
	cfg  engine.Config
	keys []string
	// requests draws what clients ask; faults lists the verbs that may happen to nodes.
	requests  func(t *rapid.T, w world) engine.Command
	faults    []engine.Verb
	newcomers []string // nodes that may join
	gentle    bool     // no node that is crashed is taken out: its disk would be lost
}

func (w world) node(t *rapid.T) string {
	names := slices.Clone(w.newcomers)
	for _, n := range w.cfg.Nodes {
		names = append(names, n.Name)
	}
	return rapid.SampledFrom(names).Draw(t, "node")
}

func (w world) key(t *rapid.T) string { return rapid.SampledFrom(w.keys).Draw(t, "key") }

// script draws a run of requests with faults in between.
func (w world) script(t *rapid.T) []moment {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) moment {
		// Mostly as quick as messages are, now and then past a deadline.
		after := time.Duration(rapid.IntRange(0, 3_000_000).Draw(t, "ns"))
		if rapid.IntRange(0, 9).Draw(t, "pause") == 0 {
			after = time.Duration(rapid.IntRange(0, 2500).Draw(t, "ms")) * time.Millisecond
		}
		if len(w.faults) == 0 || rapid.IntRange(0, 2).Draw(t, "request") > 0 {
			return moment{after, w.requests(t, w)}
		}
		cmd := engine.Command{Verb: rapid.SampledFrom(w.faults).Draw(t, "verb"), Node: w.node(t)}
		switch cmd.Verb {
		case engine.Cut, engine.Mend:
			cmd.Peer = w.node(t)
			cmd.OneWay = rapid.Bool().Draw(t, "oneway")
		case engine.Slow:
			cmd.Factor = rapid.Int64Range(100, 50_000).Draw(t, "factor")
		case engine.Skew:
			cmd.For = time.Duration(rapid.Int64Range(-1e10, 1e10).Draw(t, "skew"))
		case engine.Power:
			cmd.Node = "r1"
		case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
			cmd.Peer = w.node(t)
			if cmd.Verb == engine.Deliver || rapid.Bool().Draw(t, "in flight") {
				cmd.Node, cmd.Peer, cmd.Msg = "", "", rapid.IntRange(1, 60).Draw(t, "message")
			}
			if cmd.Verb == engine.Delay {
				cmd.For = time.Duration(rapid.Int64Range(1, 5e9).Draw(t, "delay"))
			}
		}
		return moment{after, cmd}
	}), 1, 60).Draw(t, "script")
}

// crashed reports whether a node is down, so that removing it loses its disk.
func crashed(c *engine.Cluster, name string) bool {
	for _, n := range c.View(engine.Watch{}).Nodes {
		if n.Name == name {
			return n.Health == engine.Crashed
		}
	}
	return false
}

// disksLast leaves out what destroys a disk: wipe, and the removal of a crashed node.
func (w *world) disksLast() {
	w.gentle = true
	w.faults = slices.DeleteFunc(w.faults, func(v engine.Verb) bool { return v == engine.Wipe })
}

// changes makes nodes join and leave while the script goes on.
func (w *world) changes() {
	w.newcomers = []string{"x1", "x2", "x3"}
	w.faults = append(slices.Clip(w.faults), engine.Add, engine.Add, engine.Remove, engine.Remove)
}

var allFaults = []engine.Verb{
	engine.Crash, engine.Start, engine.Hang, engine.Resume, engine.Cut, engine.Mend, engine.Isolate, engine.Slow,
	engine.Heal, engine.Heal, engine.Skew, engine.Power,
	engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver,
}

// requests draws puts, gets and deletes of a few clients.
func requests(t *rapid.T, w world) engine.Command {
	cmd := engine.Command{
		Verb:   rapid.SampledFrom([]engine.Verb{engine.Put, engine.Put, engine.Get, engine.Get, engine.Delete}).Draw(t, "verb"),
		Key:    w.key(t),
		Client: rapid.SampledFrom([]string{"", "alice", "bob"}).Draw(t, "client"),
	}
	if rapid.IntRange(0, 3).Draw(t, "via?") == 0 {
		cmd.Via = w.node(t)
	}
	if cmd.Verb == engine.Put {
		cmd.Value = strconv.Itoa(rapid.IntRange(0, 999).Draw(t, "value"))
		cmd.Blind = rapid.Bool().Draw(t, "blind")
	}
	return cmd
}

// play runs a script. A command that is refused (crash a crashed node) must say so and
// leave no trace; everything else must succeed.
func play(t *rapid.T, w world, script []moment) *engine.Cluster {
	c, err := engine.New(w.cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	for _, m := range script {
		if !c.Advance(c.Now()+m.after, 1_000_000) {
			t.Fatalf("time does not go on: %v left after a million things", c.Motion())
		}
		before := c.Trace().Len()
		if w.gentle && m.cmd.Verb == engine.Remove && crashed(c, m.cmd.Node) {
			continue
		}
		if err := c.Apply(m.cmd); err != nil && c.Trace().Len() != before {
			t.Fatalf("%v failed with %v and left a trace", m.cmd, err)
		}
	}
	return c
}

// rest lets everything that is under way happen.
func rest(t *rapid.T, c *engine.Cluster) {
	for i := 0; c.Motion() > engine.Background; i++ {
		if i > 1_000_000 {
			t.Fatalf("no rest after a million steps: %v", c.Motion())
		}
		if !c.Step() && c.Motion() > engine.Background {
			t.Fatalf("motion %v, but nothing is left to happen", c.Motion())
		}
	}
}

// healAll heals everything and waits until all nodes have noticed.
func healAll(t *rapid.T, c *engine.Cluster) {
	if len(c.View(engine.Watch{}).Faults) > 0 {
		if err := c.Apply(engine.Command{Verb: engine.Heal, Node: "all"}); err != nil {
			t.Fatalf("heal all: %v", err)
		}
	}
	if left := c.View(engine.Watch{}).Faults; len(left) > 0 {
		t.Fatalf("broken after heal all: %v", left)
	}
	rest(t, c)
	if !c.Advance(c.Now()+20*time.Second, 1_000_000) {
		t.Fatal("time does not go on after heal all")
	}
	if m := c.Motion(); m != engine.Quiet {
		t.Fatalf("20 s after heal all: motion %v, not quiet", m)
	}
}

// TestBeliefsComeToAgree: with gossip, whatever breaks, every running node comes to
// believe up exactly those nodes whose heartbeats can reach it, directly or through
// others; then gossip sleeps. When everything is healed, all believe all up again
// (docs/ARCHITECTURE.md, promise 11).
func TestBeliefsComeToAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		w.cfg.Gossip = 500 * time.Millisecond
		c := play(t, w, w.script(t))
		rest(t, c)
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
		healAll(t, c)
		for _, n := range c.View(engine.Watch{}).Nodes {
			if len(n.DownBy)+len(n.DoubtedBy) > 0 {
				t.Fatalf("all is mended, and %s is believed down by %v, doubted by %v", n.Name, n.DownBy, n.DoubtedBy)
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

func jsonTrace(c *engine.Cluster) []byte {
	var b []byte
	for step := 1; step <= c.Trace().Len(); step++ {
		b = append(c.Trace().AppendJSON(b, step, c.NodeName), '\n')
	}
	return b
}

func small(n, r, w int) world {
	cfg := engine.Default()
	cfg.Placement, cfg.R, cfg.W = ring.Simple(n), r, w
	return world{cfg: cfg, keys: []string{"a", "b", "cart:42"}, requests: requests, faults: allFaults}
}

// anyWorld draws settings too.
func anyWorld(t *rapid.T) world {
	n := rapid.IntRange(1, 5).Draw(t, "n")
	w := small(n, rapid.IntRange(1, n).Draw(t, "r"), rapid.IntRange(1, n).Draw(t, "w"))
	w.cfg.Seed = rapid.Uint64().Draw(t, "seed")
	w.cfg.Read = rapid.SampledFrom([]engine.ReadMode{engine.DigestRead, engine.FullRead, engine.AllRead}).Draw(t, "read")
	w.cfg.Repair = rapid.SampledFrom([]engine.Repair{engine.RepairOff, engine.RepairAsync, engine.RepairBlocking}).Draw(t, "repair")
	w.cfg.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.LWW, engine.Merge}).Draw(t, "conflict")
	w.cfg.Quorum = rapid.SampledFrom([]engine.Quorum{engine.Strict, engine.Sloppy}).Draw(t, "quorum")
	w.cfg.Speculate = rapid.SampledFrom([]time.Duration{0, 2 * time.Millisecond}).Draw(t, "speculative")
	w.cfg.Sync = rapid.SampledFrom([]engine.Sync{engine.SyncAlways, engine.SyncPeriodic}).Draw(t, "sync")
	w.faults = append(slices.Clip(allFaults), engine.Wipe)
	if rapid.Bool().Draw(t, "changes") {
		w.changes()
	}
	w.cfg.Gossip = rapid.SampledFrom([]time.Duration{0, 500 * time.Millisecond, time.Second}).Draw(t, "gossip")
	w.cfg.Entropy = rapid.SampledFrom([]time.Duration{0, 0, 3 * time.Second}).Draw(t, "antientropy")
	w.cfg.Latency = rapid.SampledFrom([]string{"lan", "fixed"}).Draw(t, "latency")
	return w
}

// TestReplayEqualsOriginal: equal seeds and commands give byte-equal traces.
func TestReplayEqualsOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		script := w.script(t)
		first, second := play(t, w, script), play(t, w, script)
		second.View(engine.Watch{Key: "a", Node: "n1"}) // looking changes nothing
		rest(t, first)
		rest(t, second)
		if !bytes.Equal(jsonTrace(first), jsonTrace(second)) {
			t.Fatal("two runs of one script differ")
		}
	})
}

// TestEveryRequestIsAnsweredOnce: this holds whatever breaks; and every event except the
// user's own commands names an earlier one as its cause.
func TestEveryRequestIsAnsweredOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		c := play(t, w, w.script(t))
		rest(t, c)
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
				if by := tr.NodesOf(e); e.Outcome != event.Unavailable && len(by) != int(e.N) {
					t.Fatalf("op %d: %d acks, by %v", e.Op, e.N, by)
				}
			}
		}
		for op, n := range replies {
			if n != 1 {
				t.Fatalf("op %d was answered %d times", op, n)
			}
		}
		healAll(t, c)
		if left := c.View(engine.Watch{}).Messages; len(left) > 0 {
			t.Fatalf("quiet with %d messages in flight", len(left))
		}
	})
}

// TestOverlapSeesAcknowledgedWrites: with strict quorums, R+W>N and no disk lost, no read
// misses a write that was acknowledged before the read began, whatever crashes, hangs or
// is cut off (docs/ARCHITECTURE.md, What is promised), and also while nodes join and
// leave.
func TestOverlapSeesAcknowledgedWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		w.cfg.Quorum, w.cfg.Sync = engine.Strict, engine.SyncAlways
		w.disksLast()
		n := w.cfg.Placement.N
		w.cfg.W = n + 1 - rapid.IntRange(1, w.cfg.R).Draw(t, "overlap")
		c := play(t, w, w.script(t))
		rest(t, c)
		for step := 1; step <= c.Trace().Len(); step++ {
			if e := c.Trace().At(step); e.Kind == event.Missed {
				t.Fatalf("N=%d R=%d W=%d: step %d: %v", n, w.cfg.R, w.cfg.W, step, explain.Event(c.Trace(), step, c.NodeName).Inline())
			}
		}
	})
}

// TestNoOverlapCanMiss shows that the property above can fail: with R=W=1 the
// same scripts do find reads that miss an acknowledged write.
func TestNoOverlapCanMiss(t *testing.T) {
	w := small(3, 1, 1)
	w.cfg.Repair = engine.RepairOff
	c, err := engine.New(w.cfg)
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
		w := anyWorld(t)
		w.cfg.Conflict, w.cfg.Sync = engine.Siblings, engine.SyncAlways
		w.disksLast()
		w.requests = blindRequests
		c := play(t, w, w.script(t))
		healAll(t, c)
		for _, key := range w.keys {
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
		w := anyWorld(t)
		w.cfg.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.LWW}).Draw(t, "policy")
		w.requests = blindRequests
		c := play(t, w, w.script(t))
		healAll(t, c)
		gone := 0
		for _, key := range w.keys {
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
func blindRequests(t *rapid.T, w world) engine.Command {
	cmd := requests(t, w)
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
		w := anyWorld(t)
		c := play(t, w, w.script(t))
		healAll(t, c)
		for range 2 {
			if err := c.Apply(engine.Command{Verb: engine.AntiEntropy}); err != nil {
				if w.cfg.Placement.N == 1 {
					break // there is nobody to compare with
				}
				t.Fatal(err)
			}
			rest(t, c)
		}
		if err := check.Settled(c, w.keys); err != nil {
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
		w := anyWorld(t)
		w.cfg.Conflict, w.cfg.Sync = engine.Siblings, engine.SyncAlways
		w.disksLast()
		c, err := engine.New(w.cfg)
		if err != nil {
			t.Fatal(err)
		}
		var acked []string
		answered := func(cmd engine.Command) *engine.OpView {
			if c.Apply(cmd) != nil {
				return nil
			}
			rest(t, c)
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
		for i, m := range w.script(t) {
			if m.cmd.Verb > engine.Delete {
				if m.cmd.Verb != engine.Remove || !crashed(c, m.cmd.Node) {
					_ = c.Apply(m.cmd) // a fault that can't be is no fault
				}
				continue
			}
			client := rapid.SampledFrom([]string{"alice", "bob"}).Draw(t, "adds")
			element := strconv.Itoa(i)
			set, ok := read(client, m.cmd.Via)
			if !ok {
				continue
			}
			value := strings.Join(append(set, element), ",")
			o := answered(engine.Command{Verb: engine.Put, Key: "set", Value: value, Client: client, Via: m.cmd.Via})
			if o != nil && o.Outcome == event.OK {
				acked = append(acked, element)
			}
		}
		healAll(t, c)
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
