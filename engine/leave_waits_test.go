// This file tests that a node that leaves waits for replicas that are down until they have
// what it holds, that it says so, and that each command that is named as a way out is one.

package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// indebted is a cluster whose node n5 has left the ring and waits for n1, which is down and
// lacks the newest write of each key.
type indebted struct {
	*testing.T
	*engine.Cluster
	held []string // the keys that n5 held when it began to leave
}

// newIndebted makes n1 miss writes by cutting it off, lets n5 leave, and crashes n1 as
// soon as n5 is off the ring. Nothing else repairs n1: no anti-entropy, no read repair.
func newIndebted(t *testing.T) *indebted {
	cfg := engine.Default()
	cfg.Nodes, cfg.Seed = ring.Draw(3, 6, 4), 3
	cfg.Entropy, cfg.Repair, cfg.Latency = 0, engine.RepairOff, "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := &indebted{T: t, Cluster: c}
	for key := range 20 {
		w.do(engine.Command{Verb: engine.Put, Key: "k" + strconv.Itoa(key), Value: "old", Via: "n5"})
	}
	w.run(time.Second)
	w.do(engine.Command{Verb: engine.Isolate, Node: "n1"})
	for key := range 20 { // of what n5 keeps, n5 lacks nothing
		w.do(engine.Command{Verb: engine.Put, Key: "k" + strconv.Itoa(key), Value: "new", Via: "n5"})
	}
	w.run(10 * time.Millisecond)
	w.do(engine.Command{Verb: engine.Heal, Node: "n1"})
	w.run(5 * time.Second)
	for _, h := range c.View(engine.Watch{Node: "n5"}).Held {
		w.held = append(w.held, h.Key)
	}
	w.do(engine.Command{Verb: engine.Remove, Node: "n5"})
	for c.View(engine.Watch{}).Change != nil {
		if c.Now() > 10*time.Second || !c.Step() {
			t.Fatalf("n5 does not leave the ring: %s", c.View(engine.Watch{}).Change.Waits)
		}
	}
	w.do(engine.Command{Verb: engine.Crash, Node: "n1"})
	w.run(30 * time.Second)
	return w
}

func (w *indebted) do(cmd engine.Command) {
	w.Helper()
	if err := w.Apply(cmd); err != nil {
		w.Fatalf("%v: %v", cmd, err)
	}
}

func (w *indebted) run(d time.Duration) {
	w.Helper()
	if !w.Advance(w.Now()+d, 10_000_000) {
		w.Fatal("time does not go on")
	}
}

func (w *indebted) node(name string) engine.NodeView {
	nodes := w.View(engine.Watch{}).Nodes
	return nodes[slices.IndexFunc(nodes, func(n engine.NodeView) bool { return n.Name == name })]
}

// told checks what n5 waits for, and the answer to a further remove n5.
func (w *indebted) told(waits, refusal string) {
	w.Helper()
	n := w.node("n5")
	if n.Standing != engine.Leaving || n.Keys == 0 || n.Waits != waits {
		w.Errorf("n5 is %v, holds %d keys and %q, not %q", n.Standing, n.Keys, n.Waits, waits)
	}
	err := w.Apply(engine.Command{Verb: engine.Remove, Node: "n5"})
	if err == nil || !strings.HasSuffix(err.Error(), refusal) {
		w.Errorf("remove n5: %v, not %q", err, refusal)
	}
}

// gone checks that n5 goes, and that each replica has the newest write of each key that n5 held.
func (w *indebted) gone() {
	w.Helper()
	w.run(30 * time.Second)
	if n := w.node("n5"); n.Standing != engine.Gone {
		w.Fatalf("n5 is still %v and %q", n.Standing, n.Waits)
	}
	for _, key := range w.held {
		v := w.View(engine.Watch{Key: key})
		var newest *version.Set
		for _, copy := range v.Copies {
			newest = version.Merge(newest, copy.Set)
		}
		for _, id := range v.Walk(key).Replicas {
			at := slices.IndexFunc(v.Copies, func(c engine.Copy) bool { return c.Node == id })
			if at < 0 || !version.Equal(v.Copies[at].Set, newest) {
				w.Errorf("%s lacks the newest write of %s", v.Node(id), key)
			}
		}
	}
}

// TestALeaverWaitsForReplicasThatAreDown: it keeps what they lack, says for whom it waits,
// and goes when they have it.
func TestALeaverWaitsForReplicasThatAreDown(t *testing.T) {
	w := newIndebted(t)
	w.told("waits for n1, which is down", "it waits for n1, which is down: start n1, or remove n1")
	if n := w.node("n5"); len(n.Owed) != 1 || n.Owed[0] != w.node("n1").ID {
		t.Errorf("n5 waits for %v", n.Owed)
	}
	w.do(engine.Command{Verb: engine.Start, Node: "n1"})
	w.gone()
}

// TestALeaverGoesWithoutAReplicaThatIsRemoved: removing the replica that is down is a way
// out.
func TestALeaverGoesWithoutAReplicaThatIsRemoved(t *testing.T) {
	w := newIndebted(t)
	w.do(engine.Command{Verb: engine.Remove, Node: "n1"})
	w.gone()
}

// TestALeaverOwesNothingToWhoKeepsNoCopy: so is a placement by which the replica that is
// down keeps nothing of what the leaver holds, also if the leaver hangs when it is set.
func TestALeaverOwesNothingToWhoKeepsNoCopy(t *testing.T) {
	for _, hangs := range []bool{false, true} {
		w := newIndebted(t)
		before := w.node("n5").Keys
		if hangs {
			w.do(engine.Command{Verb: engine.Hang, Node: "n5"})
		}
		for _, name := range []string{"r", "w", "n"} {
			w.do(engine.Command{Verb: engine.Set, Name: name, To: "1"})
		}
		if hangs {
			w.do(engine.Command{Verb: engine.Resume, Node: "n5"})
		}
		w.run(30 * time.Second)
		v := w.View(engine.Watch{Node: "n5"})
		if len(v.Held) == before {
			t.Errorf("hangs %v: n5 holds %d keys as before", hangs, before)
		}
		for _, h := range v.Held {
			if replicas := v.Walk(h.Key).Replicas; replicas[0] != w.node("n1").ID {
				t.Errorf("hangs %v: n5 still holds %s for %v", hangs, h.Key, replicas)
			}
		}
	}
}

// TestALeaverThatIsDownSaysSo: the leaver itself crashes or hangs, and goes on.
func TestALeaverThatIsDownSaysSo(t *testing.T) {
	w := newIndebted(t)
	w.do(engine.Command{Verb: engine.Hang, Node: "n5"})
	w.told("waits until it is resumed", "it hangs, and goes on when it is resumed: resume n5")
	w.do(engine.Command{Verb: engine.Resume, Node: "n5"})
	w.do(engine.Command{Verb: engine.Crash, Node: "n5"})
	w.told("waits until it is started", "it is down, and goes on when it is started: start n5")
	w.do(engine.Command{Verb: engine.Start, Node: "n1"})
	w.run(time.Second)
	w.do(engine.Command{Verb: engine.Start, Node: "n5"})
	w.gone()
}

// TestALeaverWithoutADiskGoes: a leaver that has lost its disk has nothing to hand over.
func TestALeaverWithoutADiskGoes(t *testing.T) {
	w := newIndebted(t)
	w.do(engine.Command{Verb: engine.Wipe, Node: "n5"})
	w.do(engine.Command{Verb: engine.Start, Node: "n5"})
	w.run(30 * time.Second)
	if n := w.node("n5"); n.Standing != engine.Gone {
		t.Errorf("n5 is still %v and %q", n.Standing, n.Waits)
	}
}

// TestALeaverCutOffSaysSo: of a replica that is up it says what it believes.
func TestALeaverCutOffSaysSo(t *testing.T) {
	w := newIndebted(t)
	w.do(engine.Command{Verb: engine.Cut, Node: "n5", Peer: "n1"})
	w.do(engine.Command{Verb: engine.Start, Node: "n1"})
	w.run(10 * time.Second)
	w.told("waits for n1, which it believes down", "it waits for n1, which it believes down: mend the links between them")
	w.do(engine.Command{Verb: engine.Mend, Node: "n5", Peer: "n1"})
	w.gone()
}

// TestAChangeSaysWhatItWaitsFor: each refusal of a further change says what the one in
// progress waits for, and which command ends that.
func TestAChangeSaysWhatItWaitsFor(t *testing.T) {
	for _, c := range []struct{ first, then, refused, says string }{
		{"crash n1", "remove n5", "remove n2", "remove n2: n5 is leaving, and waits: n5 believes that n1 is down (start it); one change at a time"},
		{"crash n1", "remove n5", "remove n5", "remove n5: it is leaving already; it waits: n5 believes that n1 is down (start it)"},
		{"hang n1", "remove n5", "remove n2", "remove n2: n5 is leaving, and waits: n5 believes that n1 is down (resume it); one change at a time"},
		{"remove n5", "crash n5", "remove n2", "remove n2: n5 is leaving, and waits: n5 is down (start it, or remove it to go on without it); one change at a time"},
		{"remove n5", "hang n5", "remove n5", "remove n5: it is leaving already; it waits: n5 hangs (resume it)"},
		{"add n9", "crash n9", "add n8", "add n8: n9 is joining, and waits: n9 is down (start it, or remove it to go on without it); one change at a time"},
		{"crash n5", "remove n5", "remove n2", "remove n2: n5 is being taken out; one change at a time"},
	} {
		cluster, err := engine.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{c.first, c.then} {
			if err := cluster.Apply(nodeCommand(line)); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if strings.HasPrefix(line, "remove") && strings.HasSuffix(c.first, "n1") {
				cluster.Advance(10*time.Second, 1_000_000)
			}
		}
		if err := cluster.Apply(nodeCommand(c.refused)); err == nil || err.Error() != c.says {
			t.Errorf("after %s, %s:\n got %v\nwant %s", c.first, c.then, err, c.says)
		}
	}
}

// nodeCommand is a command of one word and a node.
func nodeCommand(line string) engine.Command {
	word, name, _ := strings.Cut(line, " ")
	verbs := map[string]engine.Verb{"crash": engine.Crash, "hang": engine.Hang, "remove": engine.Remove, "add": engine.Add}
	return engine.Command{Verb: verbs[word], Node: name}
}
