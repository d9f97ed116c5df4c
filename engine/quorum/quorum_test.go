// This file holds rules against the plainest reading of them: all sets of nodes.

package quorum_test

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/id"
	"ringside/engine/quorum"
	_ "ringside/internal/steady"
)

// most is how many nodes the rules of these tests are about.
const most = 7

// aRule draws a rule of any shape: entries of each data centre and of all, two while
// a node joins, too large ones and empty ones.
func aRule() *rapid.Generator[quorum.Rule] {
	return rapid.Custom(func(t *rapid.T) (r quorum.Rule) {
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			set := rapid.IntRange(0, 1<<most-1).Draw(t, "nodes")
			e := quorum.Entry{Need: rapid.IntRange(-1, bits.OnesCount(uint(set))+1).Draw(t, "need")}
			for n := range most {
				if set>>n&1 == 1 {
					e.Of = append(e.Of, id.Node(n))
				}
			}
			if rapid.Bool().Draw(t, "backwards") {
				slices.Reverse(e.Of)
			}
			r = append(r, e)
		}
		return r
	})
}

// met is what a rule means.
func met(r quorum.Rule, answered int) bool {
	for _, e := range r {
		have := 0
		for _, n := range e.Of {
			have += answered >> n & 1
		}
		if have < e.Need {
			return false
		}
	}
	return true
}

// TestOverlapIsWhatAllSetsSay asks every set of nodes and all the rest: if neither a
// set and the rest meet the two rules, no two sets without a common node do.
func TestOverlapIsWhatAllSetsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		read, write := aRule().Draw(t, "read"), aRule().Draw(t, "write")
		want := true
		for set := range 1 << most {
			if met(read, set) && met(write, (1<<most-1)&^set) {
				want = false
			}
		}
		if got := quorum.Overlap(read, write); got != want {
			t.Fatalf("overlap of %v and %v: %v, want %v", read, write, got, want)
		}
	})
}

// TestSimpleQuorumsOverlapAboveN is the lecture's rule, for all small numbers.
func TestSimpleQuorumsOverlapAboveN(t *testing.T) {
	for n := range 9 {
		var of []id.Node
		for i := range n {
			of = append(of, id.Node(i))
		}
		for r := range n + 1 {
			for w := range n + 1 {
				if got := quorum.Overlap(quorum.Simple(r, of...), quorum.Simple(w, slices.Clone(of)...)); got != (r+w > n) {
					t.Errorf("N=%d R=%d W=%d: %v", n, r, w, got)
				}
			}
		}
	}
}

// TestOverlapOfManyDataCentres shows that it does not try all ways: of quorums in each
// of forty data centres only the last need not meet.
func TestOverlapOfManyDataCentres(t *testing.T) {
	var read, write quorum.Rule
	for dc := range 40 {
		of := []id.Node{id.Node(3 * dc), id.Node(3*dc + 1), id.Node(3*dc + 2)}
		read, write = append(read, quorum.Entry{Of: of, Need: 1}), append(write, quorum.Entry{Of: of, Need: 1})
	}
	if quorum.Overlap(read, write) {
		t.Error("one of three and another one of three need not meet")
	}
	read[39].Need, write[39].Need = 2, 2
	if !quorum.Overlap(read, write) {
		t.Error("two of three in the last data centre always meet, and so do all quorums")
	}
}

// TestOutcomeIsWhatTheVotesSay plays answers in any order and counts them anew each
// time.
func TestOutcomeIsWhatTheVotesSay(t *testing.T) {
	var r quorum.Record // one for all runs: what there was before must not be seen
	rapid.Check(t, func(t *rapid.T) {
		rule := aRule().Draw(t, "rule")
		r.Begin(rule)
		asked, counting := 0, 0
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			n := rapid.IntRange(0, most-1).Draw(t, "node")
			switch bit := 1 << n; {
			case asked&bit == 0:
				r.Ask(id.Node(n))
				asked, counting = asked|bit, counting&^bit
			default:
				counts := rapid.Bool().Draw(t, "counts")
				r.Add(id.Node(n), counts)
				asked &^= bit
				if counts {
					counting |= bit
				}
			}
			check(t, &r, rule, asked, counting)
			if c := r.Clone(); rapid.Bool().Draw(t, "clone") {
				r.Begin(nil) // which must be nothing to the clone
				r.Begin(quorum.Simple(1, 9, 9, 9, 9, 9, 9, 9, 9))
				r.Ask(9)
				r = c
			}
		}
	})
}

func check(t *rapid.T, r *quorum.Record, rule quorum.Rule, asked, counting int) {
	want := quorum.Possible
	switch {
	case met(rule, counting):
		want = quorum.Met
	case !met(rule, asked|counting):
		want = quorum.Impossible
	}
	if got := r.Outcome(); got != want {
		t.Fatalf("asked %b, counting %b: %v, want %v", asked, counting, got, want)
	}
	if r.Counted() != bits.OnesCount(uint(counting)) || r.Waiting() != bits.OnesCount(uint(asked)) {
		t.Fatalf("%d count and %d are waited for, want those of %b and %b", r.Counted(), r.Waiting(), counting, asked)
	}
	for n := range most {
		if r.Counts(id.Node(n)) != (counting>>n&1 == 1) {
			t.Fatalf("node %d counts: %v", n, r.Counts(id.Node(n)))
		}
	}
	if got := rule.Met(func(n id.Node) bool { return counting>>n&1 == 1 }); got != met(rule, counting) {
		t.Fatalf("Met: %v", got)
	}
}

// TestRecordAsserts shows that an answer nobody asked for, or a second one, is a
// mistake of the protocol and not counted silently.
func TestRecordAsserts(t *testing.T) {
	wrong := map[string]func(r *quorum.Record){
		"quorum: node 1 answers, and was not asked":         func(r *quorum.Record) { r.Add(1, true) },
		"quorum: node 2 answers, and was not asked":         func(r *quorum.Record) { r.Ask(2); r.Add(2, false); r.Add(2, true) },
		"quorum: node 3 is asked, and has not answered yet": func(r *quorum.Record) { r.Ask(3); r.Ask(3) },
	}
	for want, do := range wrong {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}()
			var r quorum.Record
			r.Begin(quorum.Simple(1, 1, 2, 3))
			do(&r)
		}()
	}
}

// TestRecordsAllocateNothing holds what a coordinator does for every request.
func TestRecordsAllocateNothing(t *testing.T) {
	var r quorum.Record
	of := []id.Node{4, 5, 6}
	play := func() {
		r.Begin(quorum.Rule{{Of: of, Need: 2}})
		for _, n := range of {
			r.Ask(n)
		}
		r.Add(5, true)
		r.Add(6, false)
		if r.Outcome() != quorum.Possible || !quorum.Overlap(r.Rule(), r.Rule()) {
			t.Error("one of two has answered")
		}
	}
	if n := testing.AllocsPerRun(100, play); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
