// Jepsen's experiment with a set: how many acknowledged elements survive a partition under
// each conflict policy.

package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/version"
	"ringside/internal/steady"
)

// TestJepsensSet is the experiment of "Call me maybe: Riak" (K. Kingsbury, 2013): five
// clients, each at its own node, add 500 elements to a set, one after the other, as if
// they held a perfect lock: each reads the set and writes it back with its element.
// Meanwhile the network is partitioned, and quorums are sloppy. Under last write wins
// acknowledged elements are lost in the end; with siblings whose readers take the union,
// none are. The observer's count is compared with an independent one: the set is read back
// in the end and the elements are looked up.
func TestJepsensSet(t *testing.T) {
	for _, test := range []struct {
		conflict engine.Conflict
		lossy    bool
	}{{engine.LWW, true}, {engine.Siblings, false}, {engine.Merge, false}} {
		for seed := range uint64(steady.Rounds(3, 3, 1)) {
			acked, missing, gone := addUnderPartition(t, test.conflict, seed)
			t.Logf("%s, seed %d: of %d acknowledged adds %d are lost, and the observer counts %d", test.conflict, seed, acked, missing, gone)
			if missing != gone {
				t.Errorf("%s, seed %d: %d elements are lost, the observer counts %d", test.conflict, seed, missing, gone)
			}
			if (missing > 0) != test.lossy || acked < 400 {
				t.Errorf("%s, seed %d: of %d acknowledged adds %d are lost", test.conflict, seed, acked, missing)
			}
		}
	}
}

// addUnderPartition adds 500 elements, 300 of them during a partition, and returns how
// many were acknowledged, how many of those are missing in the end, and how many the
// observer says are gone.
func addUnderPartition(t *testing.T, conflict engine.Conflict, seed uint64) (acked, missing, gone int) {
	cfg := engine.Default()
	cfg.Conflict, cfg.Quorum, cfg.Seed = conflict, engine.Sloppy, seed
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	do := func(cmd engine.Command) {
		if err := c.Apply(cmd); err != nil {
			t.Fatal(err)
		}
	}
	told := func(cmd engine.Command) *engine.OpView {
		do(cmd)
		for {
			ops := c.View(engine.Watch{}).Ops
			if o := ops[len(ops)-1]; o.Outcome != event.Pending {
				return o
			}
			c.Step()
		}
	}
	part := func(verb engine.Verb) {
		for _, a := range cfg.Nodes[:2] {
			for _, b := range cfg.Nodes[2:] {
				do(engine.Command{Verb: verb, Node: a.Name, Peer: b.Name})
			}
		}
	}
	var elements []string
	for i := range 500 {
		switch i {
		case 100:
			part(engine.Cut)
		case 400:
			part(engine.Mend)
		}
		at := cfg.Nodes[i%len(cfg.Nodes)].Name
		read := told(engine.Command{Verb: engine.Get, Key: "set", Via: at, Client: "at " + at})
		if read.Outcome != event.OK && read.Outcome != event.NotFound {
			continue
		}
		e := strconv.Itoa(i)
		wrote := told(engine.Command{
			Verb: engine.Put, Key: "set", Value: strings.Join(append(union(read.Returned), e), ","), Via: at, Client: "at " + at,
		})
		if wrote.Outcome == event.OK {
			elements = append(elements, e)
		}
		c.Advance(c.Now()+10*time.Millisecond, 1_000_000)
	}
	c.Advance(c.Now()+time.Minute, 1_000_000)
	for range 2 {
		do(engine.Command{Verb: engine.AntiEntropy})
		c.Advance(c.Now()+time.Minute, 1_000_000)
	}
	v := c.View(engine.Watch{Key: "set"})
	var left []string
	for _, copy := range v.Copies {
		left = append(left, union(copy.Set)...)
	}
	for _, e := range elements {
		if !slices.Contains(left, e) {
			missing++
		}
	}
	return len(elements), missing, v.Gone
}

// union returns the union of the sets in the siblings.
func union(s *version.Set) (all []string) {
	for _, v := range s.Values() {
		for e := range strings.SplitSeq(v, ",") {
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	return all
}
