// The rules of placement in their plainest form, and the walk checked against them.

package ring

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// topology draws a ring of up to 12 nodes in up to 4 data centres of up to 4
// racks.
func topology(t *rapid.T) *Ring {
	count := rapid.IntRange(1, 12).Draw(t, "nodes")
	dcs := rapid.IntRange(1, 4).Draw(t, "dcs")
	racks := rapid.IntRange(1, 4).Draw(t, "racks")
	tokens := rapid.SliceOfNDistinct(tokenGen(), count, 6*count, rapid.ID).Draw(t, "tokens")
	nodes := make([]Node, count)
	for i := range nodes {
		nodes[i] = Node{
			Name: fmt.Sprintf("n%d", i+1),
			DC:   fmt.Sprintf("dc%d", rapid.IntRange(1, dcs).Draw(t, "dc")),
			Rack: fmt.Sprintf("r%d", rapid.IntRange(1, racks).Draw(t, "rack")),
		}
	}
	for i, token := range tokens {
		n := i
		if i >= count {
			n = rapid.IntRange(0, count-1).Draw(t, "owner")
		}
		nodes[n].Tokens = append(nodes[n].Tokens, Mark{Token: token})
	}
	r, err := New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// placement draws a placement, not always one that the ring can hold.
func placement(t *rapid.T, r *Ring) Placement {
	if rapid.Bool().Draw(t, "simple") {
		return Simple(rapid.IntRange(1, 14).Draw(t, "rf"))
	}
	var copies []Copies
	for _, dc := range append(r.DCs(), "elsewhere") {
		if n := rapid.IntRange(0, 7).Draw(t, "copies in "+dc); n > 0 {
			copies = append(copies, Copies{DC: dc, N: n})
		}
	}
	if len(copies) == 0 {
		return Simple(1)
	}
	p := PerDC(copies...)
	p.AtOnce = rapid.Bool().Draw(t, "at once")
	return p
}

// guest is a node that the plain rules look at.
type guest struct {
	node  NodeID
	comes int // the first slot of the walk that is its node's
	goes  int // the slot at which the rule lets it in
	waits int // 1 if another of its rack came before, else 0
}

// guestsAtOnce is Cassandra's own rule: of those whose rack came before, as many as the
// racks are too few for, and of the others all, up to n.
func guestsAtOnce(here []guest, n, racks int) (in []guest) {
	repeats := n - racks
	for _, g := range here {
		if len(in) == n || g.waits == 1 && repeats <= 0 {
			continue
		}
		repeats -= g.waits
		in = append(in, g)
	}
	return in
}

// naive computes the replicas from the rules as stated, without a walk: the order in which
// nodes come, and which nodes therefore precede which.
func naive(r *Ring, from Token, p Placement) []NodeID {
	first := 0
	for first < r.Len() && r.Slot(first).Token < from {
		first++
	}
	var guests []guest
	for i := range r.Len() {
		n := r.Slot((first + i) % r.Len()).Node
		if !slices.ContainsFunc(guests, func(g guest) bool { return g.node == n }) {
			guests = append(guests, guest{node: n, comes: i, goes: i})
		}
	}
	if !p.Racks() {
		var in []NodeID
		for _, g := range guests[:min(p.N, len(guests))] {
			in = append(in, g.node)
		}
		return in
	}
	var in []guest
	for _, c := range p.PerDC {
		var here []guest
		seen := map[string]bool{}
		for _, g := range guests {
			node := r.Nodes()[g.node]
			if node.DC != c.DC {
				continue
			}
			if seen[node.Rack] {
				g.waits = 1
			}
			seen[node.Rack] = true
			here = append(here, g)
		}
		if p.AtOnce {
			in = append(in, guestsAtOnce(here, c.N, len(seen))...)
			continue
		}
		done := 0 // the slot at which the last rack comes
		for _, g := range here {
			if g.waits == 0 {
				done = g.comes
			}
		}
		for i := range here {
			if here[i].waits == 1 {
				here[i].goes = max(here[i].comes, done)
			}
		}
		slices.SortFunc(here, func(a, b guest) int {
			return cmp.Or(cmp.Compare(a.goes, b.goes), cmp.Compare(a.waits, b.waits), cmp.Compare(a.comes, b.comes))
		})
		in = append(in, here[:min(c.N, len(here))]...)
	}
	slices.SortStableFunc(in, func(a, b guest) int { return cmp.Compare(a.goes, b.goes) })
	var nodes []NodeID
	for _, g := range in {
		nodes = append(nodes, g.node)
	}
	return nodes
}

func TestWalkAndReplicasAndTheRulesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := topology(t)
		p := placement(t, r)
		from := tokenGen().Draw(t, "from")
		want := naive(r, from, p)
		got := r.Replicas(nil, from, p)
		if !slices.Equal(got, want) {
			t.Fatalf("placement %v from %d: Replicas %v, the rule says %v", p, from, got, want)
		}
		hops := r.Walk(nil, from, p)
		if shown := taken(hops, Replica); !slices.Equal(shown, want) {
			t.Fatalf("placement %v from %d: Walk takes %v, the rule says %v", p, from, shown, want)
		}
		for i := range want {
			if slices.Contains(want[:i], want[i]) {
				t.Fatalf("replicas %v are not distinct", want)
			}
		}
		if !p.Racks() && len(got) != min(p.N, len(r.Nodes())) {
			t.Fatalf("%d replicas, want min(%d, %d)", len(got), p.N, len(r.Nodes()))
		}
		checkPath(t, r, from, hops)
	})
}

// taken returns the nodes of the hops with a given decision.
func taken(hops []Hop, d Decision) []NodeID {
	var nodes []NodeID
	for _, h := range hops {
		if h.Decision == d {
			nodes = append(nodes, h.Node)
		}
	}
	return nodes
}

// checkPath checks that the hops go clockwise from the key, skip no slot and visit none
// twice, and pass the top once; nodes that are taken back are at the slot where they were
// set aside.
func checkPath(t *rapid.T, r *Ring, from Token, hops []Hop) {
	slot := r.Find(from)
	past := slot == 0 && from > r.Slot(0).Token
	aside := map[int32]bool{}
	looked := 0
	for i, h := range hops {
		if r.Slot(int(h.Slot)).Node != h.Node || (h.For != None) != (h.Decision == Fallback) {
			t.Fatalf("hop %d: %+v", i, h)
		}
		if h.Decision == Replica && h.Reason == SetAside {
			if !aside[h.Slot] || h.Wraps {
				t.Fatalf("hop %d: %+v takes back a node that was not set aside there", i, h)
			}
			continue
		}
		if int(h.Slot) != slot || h.Wraps != past {
			t.Fatalf("hop %d: %+v, want slot %d, past the top: %v", i, h, slot, past)
		}
		aside[h.Slot] = h.Reason == RackTaken
		looked++
		slot++
		past = slot == r.Len()
		if past {
			slot = 0
		}
	}
	if looked > r.Len() {
		t.Fatalf("%d slots were looked at, the ring has %d", looked, r.Len())
	}
}

func TestPreferenceIsTheWalkWhenAllAreUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := topology(t)
		p := placement(t, r)
		from := tokenGen().Draw(t, "from")
		walk := r.Walk(nil, from, p)
		if got := r.Preference(nil, from, p, func(NodeID) bool { return true }); !slices.Equal(got, walk) {
			t.Fatalf("Preference %v\nWalk %v", got, walk)
		}
	})
}

// Every node that can stand in does: as many as replicas are down or other nodes are up,
// in clockwise order, for the replicas in theirs.
func TestEveryDownReplicaGetsAStandIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := topology(t)
		p := placement(t, r)
		from := tokenGen().Draw(t, "from")
		downs := rapid.SliceOfN(rapid.Bool(), len(r.Nodes()), len(r.Nodes())).Draw(t, "down")
		up := func(n NodeID) bool { return !downs[n] }

		walk := r.Walk(nil, from, p)
		all := r.Preference(nil, from, p, up)
		if !slices.Equal(all[:len(walk)], walk) {
			t.Fatalf("Preference %v does not begin with the walk %v", all, walk)
		}
		holders := taken(walk, Replica)
		var missing []NodeID
		for _, n := range holders {
			if downs[n] {
				missing = append(missing, n)
			}
		}
		free := 0
		for n := range r.Nodes() {
			if !downs[n] && !slices.Contains(holders, NodeID(n)) {
				free++
			}
		}
		standIns, replicas := 0, slices.Clone(holders)
		for _, h := range all[len(walk):] {
			switch {
			case h.Decision == Fallback:
				if downs[h.Node] || slices.Contains(holders, h.Node) || h.For != missing[standIns] {
					t.Fatalf("%+v stands in; missing %v, holders %v", h, missing, holders)
				}
				holders = append(holders, h.Node)
				standIns++
			case h.Decision != Skip,
				h.Reason == IsReplica && !slices.Contains(replicas, h.Node),
				h.Reason == StandsAlready && !slices.Contains(holders[len(replicas):], h.Node),
				h.Reason == IsDown && !downs[h.Node],
				h.Reason != IsReplica && h.Reason != StandsAlready && h.Reason != IsDown:
				t.Fatalf("%+v; holders %v", h, holders)
			}
		}
		if want := min(len(missing), free); standIns != want {
			t.Fatalf("%d stand-ins, want %d: %v are missing and %d nodes are free", standIns, want, missing, free)
		}
		if more := len(all) - len(walk); more > r.Len() {
			t.Fatalf("went on for %d slots on a ring of %d", more, r.Len())
		}
	})
}

// moves lists the ranges that a node stores in one ring and not in the other, in terms of
// the finer ring's ranges.
func moves(before, after *Ring, p Placement) (gained, lost map[string][]int) {
	gained, lost = map[string][]int{}, map[string][]int{}
	for i := range after.Len() {
		_, upTo := after.Range(i)
		was, is := map[string]bool{}, map[string]bool{}
		for _, n := range before.Replicas(nil, upTo, p) {
			was[before.Nodes()[n].Name] = true
		}
		for _, n := range after.Replicas(nil, upTo, p) {
			is[after.Nodes()[n].Name] = true
		}
		for _, n := range after.Nodes() {
			switch {
			case is[n.Name] && !was[n.Name]:
				gained[n.Name] = append(gained[n.Name], i)
			case was[n.Name] && !is[n.Name]:
				lost[n.Name] = append(lost[n.Name], i)
			}
		}
	}
	return gained, lost
}

func TestANewNodeTakesRangesAndGivesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := topology(t)
		fresh := rapid.SliceOfNDistinct(tokenGen().Filter(func(token Token) bool {
			return before.Slot(before.Find(token)).Token != token
		}), 1, 5, rapid.ID).Draw(t, "new tokens")
		newcomer := Node{Name: "x", DC: "dc1", Rack: "r9"}
		for _, token := range fresh {
			newcomer.Tokens = append(newcomer.Tokens, Mark{Token: token})
		}
		after, err := New(append(slices.Clone(before.Nodes()), newcomer))
		if err != nil {
			t.Fatal(err)
		}
		p := Simple(rapid.IntRange(1, len(before.Nodes())).Draw(t, "rf"))
		gained, _ := moves(before, after, p)
		for name := range gained {
			if name != "x" {
				t.Fatalf("%s stores ranges %v that it did not store before x came", name, gained[name])
			}
		}
		for n := range before.Nodes() {
			if shareOf(before, NodeID(n)).Cmp(shareOf(after, NodeID(n))) < 0 {
				t.Fatalf("node %d owns more of the ring than before", n)
			}
		}
	})
}

func TestReplicasAllocatesNothing(t *testing.T) {
	r := must(t, Draw(1, 300, 8))
	dst := make([]NodeID, 0, MaxCopies)
	for _, p := range []Placement{Simple(1), Simple(3), Simple(MaxCopies), PerDC(Copies{DC: DefaultDC, N: 7})} {
		token := Token(0)
		if n := testing.AllocsPerRun(100, func() {
			token += 1 << 55
			dst = r.Replicas(dst[:0], token, p)
		}); n != 0 {
			t.Errorf("Replicas with placement %v allocates %v times a call", p, n)
		}
	}
}

// Both rules of racks choose the same nodes, though not always in the same order.
func TestBothRackRulesChooseTheSameNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := topology(t)
		p := placement(t, r)
		from := tokenGen().Draw(t, "from")
		p.AtOnce = false
		drivers := r.Replicas(nil, from, p)
		p.AtOnce = true
		server := r.Replicas(nil, from, p)
		slices.Sort(drivers)
		slices.Sort(server)
		if !slices.Equal(drivers, server) {
			t.Fatalf("placement %v from %d: %v by the drivers' rule, %v by the server's", p, from, drivers, server)
		}
	})
}
