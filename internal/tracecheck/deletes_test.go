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
