// Random scripts of deletes: nodes that miss some, clocks that are wrong, and tombstones whose
// grace is short.

package tracecheck_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/steady"
	"ringside/internal/tracecheck"
)

// drawDeletes makes the script with a number: one key and few clients, who write and delete
// one after another while nodes are cut off, clocks are wrong and disks are lost; what each
// node answers by itself, before and after the grace.
func drawDeletes(seed, number uint64) *plan {
	d := dice{rand.New(rand.NewPCG(seed, number))}
	s := &plan{cfg: engine.Default()}
	count := 3 + d.IntN(2)
	s.cfg.Seed, s.cfg.Nodes = d.Uint64(), ring.Draw(d.Uint64(), count, 2)
	set := &s.cfg.Settings
	set.Placement, set.R, set.W = ring.Simple(3), engine.Answers(1), engine.Answers(1+d.IntN(2))
	set.Conflict, set.Latency = pick(d, engine.LWW, engine.LWW, engine.Siblings, engine.Merge), "fixed"
	set.Repair, set.Gossip, set.Handoff, set.Grace = pick(d, engine.RepairOff, engine.RepairOff, engine.RepairAsync), 0, 0, time.Second
	node := func() string { return s.cfg.Nodes[d.IntN(count)].Name }
	add := func(after time.Duration, cmd engine.Command) { s.steps = append(s.steps, step{after, cmd}) }
	heal := engine.Command{Verb: engine.Heal, Node: "all"}
	get := func() engine.Command {
		return engine.Command{Verb: engine.Get, Key: "a", Client: pick(d, "ann", "bob", "cem"), Via: node()}
	}
	for i := range 2 + d.IntN(6) {
		for range d.IntN(3) {
			add(0, engine.Command{Verb: engine.Isolate, Node: node()})
		}
		write := engine.Command{Verb: engine.Delete, Key: "a", Client: pick(d, "ann", "bob"), Via: node()}
		if d.one(2) {
			write.Verb, write.Value, write.Blind = engine.Put, fmt.Sprint("v", i), d.one(2)
		}
		if d.one(2) {
			skew := time.Duration(pick(d, 500, 3000, 7000, 15000)+d.IntN(99)) * time.Millisecond
			add(0, engine.Command{Verb: engine.Skew, Node: write.Via, For: pick(d, skew, -skew)})
		}
		add(0, write)
		add(pick(d, 1100*time.Millisecond, 1100*time.Millisecond, time.Millisecond), heal)
		if d.one(8) {
			add(0, engine.Command{Verb: engine.Wipe, Node: node()})
			add(0, heal)
		}
		add(pick(d, 3*time.Second, time.Millisecond), get())
	}
	for range 4 {
		add(pick(d, 3*time.Second, time.Second, time.Millisecond), get())
	}
	return s
}

// drawUnsure makes the script with a number: deletes of which no client is told that they have
// happened, since too few nodes hear of them or their acks are lost; and then, by and by,
// reads that make nodes let go of tombstones, clocks and graces that make them keep what they
// could have let go of, and the loss of every disk.
func drawUnsure(seed, number uint64) *plan {
	d := dice{rand.New(rand.NewPCG(seed, number))}
	s := &plan{cfg: engine.Default()}
	s.cfg.Seed, s.cfg.Nodes = d.Uint64(), ring.Draw(d.Uint64(), 3, 1)
	set := &s.cfg.Settings
	set.Placement, set.R, set.W, set.Timeout = ring.Simple(3), engine.Answers(1), engine.Answers(2+d.IntN(2)), 20*time.Millisecond
	set.Conflict, set.Latency = pick(d, engine.Siblings, engine.Siblings, engine.Siblings, engine.LWW, engine.Merge), "fixed"
	set.Repair, set.Gossip, set.Handoff, set.Grace = pick(d, engine.RepairOff, engine.RepairOff, engine.RepairAsync), 0, 0, time.Second
	set.Sync = pick(d, engine.SyncAlways, engine.SyncPeriodic)
	node := func() string { return s.cfg.Nodes[d.IntN(3)].Name }
	add := func(after time.Duration, cmd engine.Command) { s.steps = append(s.steps, step{after, cmd}) }
	get := func(after time.Duration) {
		add(after, engine.Command{Verb: engine.Get, Key: "a", Client: pick(d, "ann", "bob"), Via: node()})
	}
	for i := range 1 + d.IntN(3) {
		add(0, engine.Command{Verb: engine.Put, Key: "a", Value: fmt.Sprint("v", i), Client: pick(d, "ann", "bob"), Via: node(), Blind: d.one(3)})
		get(30 * time.Millisecond)
		by := node()
		for _, other := range s.cfg.Nodes {
			switch {
			case other.Name == by || d.one(4):
			case d.one(2):
				add(0, engine.Command{Verb: engine.Cut, Node: by, Peer: other.Name})
			default:
				add(0, engine.Command{Verb: engine.Drop, Node: other.Name, Peer: by, Count: 1})
			}
		}
		write := engine.Command{Verb: engine.Delete, Key: "a", Client: pick(d, "ann", "bob"), Via: by}
		if d.one(5) {
			write.Verb, write.Value = engine.Put, fmt.Sprint("w", i)
		}
		add(20*time.Millisecond, write)
		add(30*time.Millisecond, engine.Command{Verb: engine.Heal, Node: "all"})
	}
	add(pick(d, 1500*time.Millisecond, 1500*time.Millisecond, time.Millisecond), engine.Command{Verb: engine.Heal, Node: "all"})
	for range 4 + d.IntN(8) {
		after := pick(d, time.Millisecond, time.Millisecond, 700*time.Millisecond)
		switch d.IntN(8) {
		case 0, 1:
			get(after)
		case 2:
			add(after, engine.Command{Verb: engine.Skew, Node: node(), For: time.Duration(d.IntN(5)-3) * time.Second})
		case 3:
			add(after, engine.Command{Verb: engine.Set, Name: "grace", To: pick(d, "1ms", "1s", "4s")})
		case 4:
			add(after, engine.Command{Verb: engine.Crash, Node: node()})
			add(after, engine.Command{Verb: engine.Heal, Node: "all"})
		case 5:
			add(after, engine.Command{Verb: engine.AntiEntropy, Node: "all"})
		default:
			add(after, engine.Command{Verb: engine.Wipe, Node: node()})
			add(pick(d, 0, time.Millisecond), engine.Command{Verb: engine.Heal, Node: "all"})
		}
	}
	for _, n := range s.cfg.Nodes {
		get(time.Millisecond)
		add(0, engine.Command{Verb: engine.Wipe, Node: n.Name})
	}
	return s
}

// TestDeletesThatNobodyKnowsOf replays the traces of random deletes that were not acknowledged.
func TestDeletesThatNobodyKnowsOf(t *testing.T) {
	scripts := 4000
	if testing.Short() {
		scripts = 1000
	}
	results, errs := make([]tracecheck.Report, scripts), make([]error, scripts)
	inParallel(scripts, func(i int) { _, results[i], errs[i] = drawUnsure(*seed, uint64(i)).replayed() })
	for i, r := range results {
		if len(r.Findings) > 0 || errs[i] != nil {
			t.Fatalf("script %d: %v %v\n%s", i, r.Findings, errs[i], drawUnsure(*seed, uint64(i)).text())
		}
	}
}

// TestDeletesAndWrongClocks replays the traces of random deletes.
func TestDeletesAndWrongClocks(t *testing.T) {
	scripts := steady.Rounds(4000, 1000, 50)
	results, errs := make([]tracecheck.Report, scripts), make([]error, scripts)
	inParallel(scripts, func(i int) { _, results[i], errs[i] = drawDeletes(*seed, uint64(i)).replayed() })
	for i, r := range results {
		if len(r.Findings) > 0 || errs[i] != nil {
			t.Fatalf("script %d: %v %v\n%s", i, r.Findings, errs[i], drawDeletes(*seed, uint64(i)).text())
		}
	}
}
