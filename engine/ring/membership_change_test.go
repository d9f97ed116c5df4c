// Tests of the moves between two rings.

package ring

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
	_ "ringside/internal/steady"
)

// TestMovesAreTheDifference: the moves, applied to the replicas on one ring, give those on
// the other, when a node joins or leaves, under both placement rules.
func TestMovesAreTheDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := topology(t)
		after, err := changed(t, before)
		if err != nil {
			return // the last node can't leave, and no two tokens can be equal
		}
		if len(before.Nodes()) < len(after.Nodes()) {
			out := after.Nodes()[len(after.Nodes())-1]
			out.Out = true
			if before, err = before.With(out); err != nil {
				t.Fatal(err)
			}
		}
		p := Simple(rapid.IntRange(1, min(before.Size(), after.Size())).Draw(t, "rf"))
		if dc := before.DCs()[0]; rapid.Bool().Draw(t, "racks") {
			p = PerDC(Copies{DC: dc, N: rapid.IntRange(1, 3).Draw(t, "copies")})
			if p.Validate(before) != nil || p.Validate(after) != nil {
				return
			}
		}
		all := Moves(before, after, p)
		for _, r := range []*Ring{before, after} {
			for i := range r.Len() {
				token := r.Slot(i).Token
				was, is := before.Replicas(nil, token, p), after.Replicas(nil, token, p)
				for _, m := range all {
					if at := uint64(token) - uint64(m.After) - 1; m.After != m.UpTo && at >= uint64(m.UpTo)-uint64(m.After) {
						continue
					}
					if k := slices.Index(was, m.From); k >= 0 {
						was[k] = m.To
					} else {
						t.Fatalf("token %d moves away from node %d, which does not keep it", token, m.From)
					}
				}
				slices.Sort(was)
				slices.Sort(is)
				if !slices.Equal(was, is) {
					t.Fatalf("token %d: the moves lead to %v, the ring says %v", token, was, is)
				}
			}
		}
	})
}

// changed draws the ring with one node more or less.
func changed(t *rapid.T, r *Ring) (*Ring, error) {
	if rapid.Bool().Draw(t, "leaves") {
		return r.Without(NodeID(rapid.IntRange(0, len(r.Nodes())-1).Draw(t, "who")))
	}
	n := Node{Name: "x", DC: r.Nodes()[0].DC, Rack: rapid.SampledFrom([]string{"r1", "r9"}).Draw(t, "rack")}
	for _, token := range rapid.SliceOfNDistinct(tokenGen(), 1, 5, rapid.ID).Draw(t, "tokens") {
		n.Tokens = append(n.Tokens, Mark{Token: token})
	}
	return r.With(n)
}

// TestOutIsNotThere: a node without tokens has its place in the list and nothing else.
func TestOutIsNotThere(t *testing.T) {
	r, err := must(t, Draw(1, 4, 8)).Without(2)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := r.Lookup("n3"); !ok || id != 2 || r.Size() != 3 || r.Len() != 24 {
		t.Errorf("n3 is %d, %v; %d nodes on the ring, %d slots", id, ok, r.Size(), r.Len())
	}
	if hi, lo := r.Share(2); hi != 0 || lo != 0 {
		t.Errorf("n3 owns %d, %d", hi, lo)
	}
	if got := r.Replicas(nil, 7, Simple(4)); len(got) != 3 || slices.Contains(got, 2) {
		t.Errorf("replicas %v", got)
	}
	if err := Simple(4).Validate(r); err == nil {
		t.Error("4 copies on 3 nodes are allowed")
	}
	for _, id := range []NodeID{0, 1} {
		if r, err = r.Without(id); err != nil {
			t.Fatal(err)
		}
	}
	if hi, _ := r.Share(3); hi != 1 {
		t.Error("the only node left does not own all")
	}
	if _, err := r.Without(3); err == nil {
		t.Error("the last node can leave")
	}
}
