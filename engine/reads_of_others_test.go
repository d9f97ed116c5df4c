// What is wrong with a read does not depend on what others read.

package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/version"
)

// judgedRead is a read and what the observer says of it.
type judgedRead struct {
	returned              *version.Set
	stale, older, deleted bool
	known                 bool // of every acknowledged delete something is left that has it, or was written after it
}

func (r *judgedRead) String() string {
	return fmt.Sprintf("returned %v: stale %t, older %t, resurrected %t", r.returned.Values(), r.stale, r.older, r.deleted)
}

// TestReadsOfOthersChangeNoVerdict: a read of a value that was deleted is judged the same
// whether others have read the key or not, as long as a tombstone is left anywhere; and one
// that finds nothing always is. What others read makes nodes let go of tombstones. One client writes the values and deletes
// them, and every node answers alone. (Older than what others have read a read may be besides.)
func TestReadsOfOthersChangeNoVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cfg := engine.Default()
		nodes := rapid.IntRange(2, 4).Draw(t, "nodes")
		cfg.Nodes, cfg.Placement = ring.Draw(1, nodes, 4), ring.Simple(nodes)
		cfg.R, cfg.W = engine.Answers(1), engine.Answers(1)
		cfg.Repair, cfg.Grace, cfg.Gossip, cfg.Entropy = engine.RepairOff, time.Second, 0, 0
		cfg.Conflict = rapid.SampledFrom([]engine.Conflict{engine.Siblings, engine.LWW, engine.Merge}).Draw(t, "conflict")
		node := func(what string) string { return cfg.Nodes[rapid.IntRange(0, nodes-1).Draw(t, what)].Name }

		var alone, among []string
		both := func(lines ...string) { alone, among = append(alone, lines...), append(among, lines...) }
		writes := rapid.IntRange(2, 5).Draw(t, "writes")
		for i := range writes {
			heal := "run 1ms"
			for _, n := range cfg.Nodes {
				if rapid.Bool().Draw(t, "isolated") {
					heal = "heal all"
					both("isolate " + n.Name)
				}
			}
			write := fmt.Sprintf("put a v%d", i)
			if i == writes-1 || i > 0 && rapid.Bool().Draw(t, "delete") {
				write = "delete a"
			}
			both(write+" via "+node("writer")+" as ann", heal)
		}
		for range rapid.IntRange(1, 6).Draw(t, "reads") {
			both(rapid.SampledFrom([]string{"run 3s", "run 3s", "run 1ms"}).Draw(t, "pause"))
			for range rapid.IntRange(0, 2).Draw(t, "reads of others") {
				among = append(among, "get a via "+node("asked by others")+" as cem\nuntil reply")
			}
			both("get a via " + node("asked") + " as " + rapid.SampledFrom([]string{"bob", "dan"}).Draw(t, "reader") + "\nuntil reply")
		}
		want, got := reads(t, cfg, alone), reads(t, cfg, among)
		for i := range want {
			w, g := &want[i], &got[i]
			if w.returned.Live() && (!w.known || !g.known) {
				continue
			}
			if w.stale != g.stale || w.deleted != g.deleted || w.older && !g.older {
				t.Fatalf("read %d of bob and dan %v, and with what cem reads it %v:\n%s", i+1, w, g, strings.Join(among, "\n"))
			}
		}
	})
}

// reads plays a script, piece by piece, each until nothing is under way, and returns how
// the reads of bob and dan were judged.
func reads(t *rapid.T, cfg engine.Config, lines []string) (all []judgedRead) {
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(c)
	for _, line := range lines {
		if err := r.RunFile(strings.NewReader(line), nil); err != nil && !strings.HasPrefix(line, "isolate") { // it may be already
			t.Fatalf("%s: %v", line, err)
		}
		if !strings.HasPrefix(line, "get") || strings.Contains(line, "cem") {
			continue
		}
		v := c.View(engine.Watch{Key: "a"})
		op := v.Ops[len(v.Ops)-1]
		one := judgedRead{op.Returned, op.Missed.Found, op.Older.Found, op.Resurrected.Found, true}
		for _, o := range v.Ops {
			if o.Verb == event.Delete {
				one.known = one.known && left(c, o.Dot)
			}
		}
		all = append(all, one)
	}
	return all
}

// left reports whether something is left that has a version, or was written after it.
func left(c *engine.Cluster, d version.Dot) bool {
	for _, set := range engine.Everything(c, "a") {
		if set.Seen().Contains(d) {
			return true
		}
	}
	return false
}
