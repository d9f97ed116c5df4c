// This file has sentences about moments at which something is under way that a sentence
// must not promise, or has been overtaken.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// instant is a cluster of three nodes that all keep a, and writes and reads of it.
type instant struct {
	*testing.T
	c *engine.Cluster
}

func newInstant(t *testing.T, change func(*engine.Config)) instant {
	t.Helper()
	cfg := engine.Default()
	cfg.Placement, cfg.Latency, cfg.Gossip, cfg.Repair = ring.Simple(3), "fixed", 0, engine.RepairAsync
	change(&cfg)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return instant{t, c}
}

func (m instant) apply(after time.Duration, cmd engine.Command) {
	m.Helper()
	m.c.Advance(m.c.Now()+after, 1_000_000)
	if err := m.c.Apply(cmd); err != nil {
		m.Fatal(err)
	}
}

// says holds the sentence about the last operation against what it should and should not
// contain.
func (m instant) says(after time.Duration, want, not string) {
	m.Helper()
	m.c.Advance(m.c.Now()+after, 1_000_000)
	v := m.c.View(engine.Watch{})
	said := explain.Why(v, v.Ops[len(v.Ops)-1])
	if !strings.Contains(said, want) || not != "" && strings.Contains(said, not) {
		m.Errorf("at %v it says %q, which should contain %q and not %q", m.c.Now(), said, want, not)
	}
}

// names returns the replicas of a in the order of the walk.
func (m instant) names() (all []string) {
	for _, id := range m.c.View(engine.Watch{}).Walk("a").Replicas {
		all = append(all, m.c.NodeName(id))
	}
	return all
}

// TestResumedDoesNotHang: the coordinator hung when it was asked, and has resumed: what it
// sends and stores for the request is seen at once.
func TestResumedDoesNotHang(t *testing.T) {
	m := newInstant(t, func(*engine.Config) {})
	by := m.names()[0]
	m.apply(0, engine.Command{Verb: engine.Hang, Node: by})
	m.apply(0, engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: by})
	m.says(10*time.Millisecond, by+" hangs, and has not looked at the request", "at work")
	m.apply(0, engine.Command{Verb: engine.Resume, Node: by})
	m.says(0, "being written to disk on "+by, "hangs")
	m.says(0, "on its way to "+m.names()[1], "at work")
	m.says(500*time.Microsecond, "durable on "+by, "hangs")
}

// TestResumedWritesItself: with one replica nothing is sent, and what it does is not known
// before its disk has it.
func TestResumedWritesItself(t *testing.T) {
	m := newInstant(t, func(cfg *engine.Config) {
		cfg.Placement, cfg.R, cfg.W = ring.Simple(1), engine.Answers(1), engine.Answers(1)
	})
	by := m.names()[0]
	m.apply(0, engine.Command{Verb: engine.Hang, Node: by})
	m.apply(0, engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: by})
	m.apply(time.Millisecond, engine.Command{Verb: engine.Resume, Node: by})
	m.says(0, by+" is working on the request", "hangs")
	m.says(time.Millisecond, "durable on "+by, "at work")
}

// TestOlderRepairIsNoPromise: a repair that brings an older version than the one that a
// replica lacks does not repair it, and one that brings that does.
func TestOlderRepairIsNoPromise(t *testing.T) {
	m := newInstant(t, func(cfg *engine.Config) { cfg.W = engine.Answers(1) })
	by, stale := m.names()[0], m.names()[1]
	put := func(after time.Duration, value string) {
		m.apply(after, engine.Command{Verb: engine.Drop, Node: by, Peer: stale})
		m.apply(0, engine.Command{Verb: engine.Put, Key: "a", Value: value, Via: by})
	}
	put(0, "old")
	m.apply(10*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Via: by})
	put(2100*time.Microsecond, "new")
	for range 1000 { // until the repair of the read is under way
		if v := m.c.View(engine.Watch{}); repairs(v) > 0 || !m.c.Step() {
			break
		}
	}
	if repairs(m.c.View(engine.Watch{})) == 0 {
		t.Fatal("no repair was sent")
	}
	m.says(0, stale+" is stale until a read repairs it", "a copy is on its way")
	m.apply(100*time.Millisecond, engine.Command{Verb: engine.Get, Key: "a", Via: by})
	for range 1000 {
		if v := m.c.View(engine.Watch{}); repairs(v) > 0 || !m.c.Step() {
			break
		}
	}
	v := m.c.View(engine.Watch{})
	if said := explain.Why(v, v.Ops[len(v.Ops)-2]); !strings.Contains(said, stale+" is stale, and a copy is on its way") {
		t.Errorf("of the newer write it says %q", said)
	}
}

// repairs counts the repairs that are on their way.
func repairs(v *engine.View) (n int) {
	for i := range v.Messages {
		if m := &v.Messages[i]; m.Type.String() == "repair" {
			n++
		}
	}
	return n
}
