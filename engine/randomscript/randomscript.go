// Package randomscript draws scripts for tests: what clients ask of a small cluster, which
// faults come in between, and when.
//
//	Small, Any ─▶ World ── Script ─▶ lines ── Play ─▶ cluster ── Rest, HealAll, Trace ─▶ what a test checks
//
// The tests of the engine and those of what stands on it share it. No program imports it.
package randomscript

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/timespan"
)

// Line is one line of a random script: the command, and how long after the previous one
// it is given.
type Line struct {
	After   time.Duration
	Command engine.Command
}

// String returns the line as it can be typed.
func (m Line) String() string {
	if m.After == 0 {
		return m.Command.String() // no time passes, and none can be asked to
	}
	return fmt.Sprintf("run %s; %v", timespan.Text(m.After), m.Command)
}

// World is the cluster, keys and settings for which random scripts are drawn.
type World struct {
	Config engine.Config
	Keys   []string
	// Requests draws what clients ask; Faults lists the verbs that may happen to nodes.
	Requests   func(t *rapid.T, w World) engine.Command
	Faults     []engine.Verb
	Newcomers  []string // nodes that may join
	Levels     bool     // requests may have levels of their own
	KeepsDisks bool     // no node that is crashed is taken out: its disk would be lost
}

// Node draws a node, or one that may join.
func (w World) Node(t *rapid.T) string {
	names := slices.Clone(w.Newcomers)
	for _, n := range w.Config.Nodes {
		names = append(names, n.Name)
	}
	return rapid.SampledFrom(names).Draw(t, "node")
}

// Key draws a key.
func (w World) Key(t *rapid.T) string { return rapid.SampledFrom(w.Keys).Draw(t, "key") }

// Script draws a run of requests with faults in between.
func (w World) Script(t *rapid.T) []Line {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		// Mostly as quick as messages are, now and then past a timeout.
		after := time.Duration(rapid.IntRange(0, 3_000_000).Draw(t, "ns"))
		if rapid.IntRange(0, 9).Draw(t, "pause") == 0 {
			after = time.Duration(rapid.IntRange(0, 2500).Draw(t, "ms")) * time.Millisecond
		}
		if len(w.Faults) == 0 || rapid.IntRange(0, 2).Draw(t, "request") > 0 {
			cmd := w.Requests(t, w)
			if w.Levels && rapid.IntRange(0, 2).Draw(t, "at?") == 0 {
				cmd.At = w.Level(t)
			}
			return Line{after, cmd}
		}
		cmd := engine.Command{Verb: rapid.SampledFrom(w.Faults).Draw(t, "verb"), Node: w.Node(t)}
		switch cmd.Verb {
		case engine.Add:
			if w.Levels {
				cmd.DC = rapid.SampledFrom(w.Config.Nodes).Draw(t, "dc").DC
			}
		case engine.Cut, engine.Mend:
			cmd.Peer = w.Node(t)
			oneway := rapid.Bool().Draw(t, "oneway")
			cmd.OneWay = oneway && cmd.Verb == engine.Cut
		case engine.Slow:
			cmd.Factor = rapid.Int64Range(100, 50_000).Draw(t, "factor")
		case engine.Skew:
			cmd.For = time.Duration(rapid.Int64Range(-1e10, 1e10).Draw(t, "skew"))
		case engine.Power:
			cmd.Node = "r1"
		case engine.Gossip:
			cmd.To = rapid.SampledFrom([]string{engine.GossipOff, engine.GossipOff, engine.GossipOn}).Draw(t, "gossip")
		case engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver:
			cmd.Peer = w.Node(t)
			if cmd.Verb == engine.Deliver || rapid.Bool().Draw(t, "in flight") {
				cmd.Node, cmd.Peer, cmd.Msg = "", "", rapid.IntRange(1, 60).Draw(t, "message")
			}
			if cmd.Verb == engine.Delay {
				cmd.For = time.Duration(rapid.Int64Range(1, 5e9).Draw(t, "delay"))
			}
		}
		return Line{after, cmd}
	}), 1, 60).Draw(t, "script")
}

// Crashed reports whether a node is down, so that removing it loses its disk.
func Crashed(c *engine.Cluster, name string) bool {
	for _, n := range c.View(engine.Watch{}).Nodes {
		if n.Name == name {
			return n.Health == engine.Crashed
		}
	}
	return false
}

// KeepDisks leaves out what destroys a disk: wipe, and the removal of a crashed node.
func (w *World) KeepDisks() {
	w.KeepsDisks = true
	w.Faults = slices.DeleteFunc(w.Faults, func(v engine.Verb) bool { return v == engine.Wipe })
}

// TurnGossip lets nodes run without gossip, by Cassandra's rules, which alone know that.
func (w *World) TurnGossip() {
	w.Config.Settings, _ = engine.With(w.Config.Settings, "rules", string(engine.CassandraRules)) // the table knows it
	w.Faults = append(slices.Clip(w.Faults), engine.Gossip, engine.Gossip, engine.Gossip)
}

// ChangeMembers makes nodes join and leave while the script goes on.
func (w *World) ChangeMembers() {
	w.Newcomers = []string{"x1", "x2", "x3"}
	w.Faults = append(slices.Clip(w.Faults), engine.Add, engine.Add, engine.Remove, engine.Remove)
}

// Faults are the verbs that add or heal a fault and destroy no disk.
var Faults = []engine.Verb{
	engine.Crash, engine.Start, engine.Hang, engine.Resume, engine.Cut, engine.Mend, engine.Isolate, engine.Slow,
	engine.Heal, engine.Heal, engine.Skew, engine.Power,
	engine.Drop, engine.Delay, engine.Duplicate, engine.Deliver,
}

// Requests draws puts, gets and deletes of a few clients.
func Requests(t *rapid.T, w World) engine.Command {
	cmd := engine.Command{
		Verb:   rapid.SampledFrom([]engine.Verb{engine.Put, engine.Put, engine.Get, engine.Get, engine.Delete}).Draw(t, "verb"),
		Key:    w.Key(t),
		Client: rapid.SampledFrom([]string{"", "alice", "bob"}).Draw(t, "client"),
	}
	if rapid.IntRange(0, 3).Draw(t, "via?") == 0 {
		cmd.Via = w.Node(t)
	}
	if cmd.Verb == engine.Put {
		cmd.Value = strconv.Itoa(rapid.IntRange(0, 999).Draw(t, "value"))
		cmd.Blind = rapid.Bool().Draw(t, "blind")
	}
	return cmd
}

// Play runs a script. A command that is refused (crash a crashed node) must say so and
// leave no trace; everything else must succeed.
func Play(t *rapid.T, w World, script []Line) *engine.Cluster {
	c, err := engine.New(w.Config)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	for _, m := range script {
		if !c.Advance(c.Now()+m.After, 1_000_000) {
			t.Fatalf("time does not go on: %v left after a million things", c.Motion())
		}
		before := c.Trace().Len()
		if w.KeepsDisks && m.Command.Verb == engine.Remove && Crashed(c, m.Command.Node) {
			continue
		}
		if err := c.Apply(m.Command); err != nil && c.Trace().Len() != before {
			t.Fatalf("%v failed with %v and left a trace", m.Command, err)
		}
	}
	return c
}

// Rest lets everything that is under way happen.
func Rest(t *rapid.T, c *engine.Cluster) {
	for i := 0; c.Motion() > engine.Background; i++ {
		if i > 1_000_000 {
			t.Fatalf("no rest after a million steps: %v", c.Motion())
		}
		if !c.Step() && c.Motion() > engine.Background {
			t.Fatalf("motion %v, but nothing is left to happen", c.Motion())
		}
	}
}

// HealAll heals everything and waits until all nodes have noticed.
func HealAll(t *rapid.T, c *engine.Cluster) {
	if len(c.View(engine.Watch{}).Faults) > 0 {
		if err := c.Apply(engine.Command{Verb: engine.Heal, Node: "all"}); err != nil {
			t.Fatalf("heal all: %v", err)
		}
	}
	if left := c.View(engine.Watch{}).Faults; len(left) > 0 {
		t.Fatalf("broken after heal all: %v", left)
	}
	Rest(t, c)
	if !c.Advance(c.Now()+20*time.Second, 1_000_000) {
		t.Fatal("time does not go on after heal all")
	}
	if m := c.Motion(); m != engine.Quiet {
		t.Fatalf("20 s after heal all: motion %v, not quiet", m)
	}
}

// Traced is a cluster or a history.
type Traced interface {
	Trace() *event.Trace
	NodeName(ring.NodeID) string
}

// Trace returns a whole trace as JSON lines.
func Trace(c Traced) []byte {
	var b []byte
	for step := 1; step <= c.Trace().Len(); step++ {
		b = append(c.Trace().AppendJSON(b, step, c.NodeName), '\n')
	}
	return b
}

// Small returns a world of the default cluster, with three keys and all faults but wipe.
func Small(n, r, w int) World {
	cfg := engine.Default()
	cfg.Placement, cfg.R, cfg.W = ring.Simple(n), engine.Answers(r), engine.Answers(w)
	return World{Config: cfg, Keys: []string{"a", "b", "cart:42"}, Requests: Requests, Faults: Faults}
}

// Any draws settings too: R and W are numbers or, in a third of the worlds, levels of any
// kind.
func Any(t *rapid.T) World {
	n := rapid.IntRange(1, 5).Draw(t, "n")
	w := Small(n, rapid.IntRange(1, n).Draw(t, "r"), rapid.IntRange(1, n).Draw(t, "w"))
	w.Config.Seed = rapid.Uint64().Draw(t, "seed")
	w.Config.Read = rapid.SampledFrom([]engine.ReadMode{engine.DigestRead, engine.FullRead, engine.AllRead}).Draw(t, "read")
	w.Config.Repair = rapid.SampledFrom([]engine.Repair{engine.RepairOff, engine.RepairAsync, engine.RepairBlocking}).Draw(t, "repair")
	w.Config.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.LWW, engine.Merge}).Draw(t, "conflict")
	w.Config.Quorum = rapid.SampledFrom([]engine.Quorum{engine.Strict, engine.Sloppy}).Draw(t, "quorum")
	w.Config.Speculate = rapid.SampledFrom([]time.Duration{0, 2 * time.Millisecond}).Draw(t, "speculative")
	w.Config.Sync = rapid.SampledFrom([]engine.Sync{engine.SyncAlways, engine.SyncPeriodic}).Draw(t, "sync")
	w.Faults = append(slices.Clip(Faults), engine.Wipe)
	if rapid.Bool().Draw(t, "changes") {
		w.ChangeMembers()
	}
	w.Config.Gossip = rapid.SampledFrom([]time.Duration{0, 500 * time.Millisecond, time.Second}).Draw(t, "gossip")
	w.Config.Entropy = rapid.SampledFrom([]time.Duration{0, 0, 3 * time.Second}).Draw(t, "antientropy")
	w.Config.Latency = rapid.SampledFrom([]string{"lan", "fixed"}).Draw(t, "latency")
	if rapid.IntRange(0, 2).Draw(t, "levels") == 2 {
		w.DrawLevels(t)
	}
	if rapid.IntRange(0, 3).Draw(t, "rules") == 3 {
		w.Config.Settings, _ = engine.With(w.Config.Settings, "rules", "cassandra")
	}
	return w
}
