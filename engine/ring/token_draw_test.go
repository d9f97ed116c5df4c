// Tests of drawn tokens.

package ring

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDrawNamesAndLabelsNodeByNode(t *testing.T) {
	var got []string
	for _, n := range Draw(1, 3, 2) {
		line := fmt.Sprintf("%s %s/%s", n.Name, n.DC, n.Rack)
		for _, m := range n.Tokens {
			line += fmt.Sprintf(" %s=%d", m.Label, m.Token)
		}
		got = append(got, line)
	}
	// The tokens are part of what a seed means: a saved session relies on them.
	want := `n1 dc1/r1 t1=-2125252769065580202 t2=4978083612364530050
n2 dc1/r1 t3=-4792906405438835059 t4=9014951017225332560
n3 dc1/r1 t5=-2682131247570172124 t6=-9197330927144959185`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("Draw(1, 3, 2) is\n%s\nwant\n%s", s, want)
	}
}

func TestDrawKeepsEverybodyElseWhereTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		nodes := rapid.IntRange(1, 12).Draw(t, "nodes")
		vnodes := rapid.IntRange(1, 12).Draw(t, "vnodes")
		few, more, finer := Draw(seed, nodes, vnodes), Draw(seed, nodes+1, vnodes), Draw(seed, nodes, vnodes+1)
		for i := range few {
			if !slices.Equal(few[i].Tokens, more[i].Tokens) {
				t.Fatalf("node %d moved when node %d came", i+1, nodes+1)
			}
			for k, m := range few[i].Tokens {
				if finer[i].Tokens[k].Token != m.Token {
					t.Fatalf("vnode %d of node %d moved when there was one more", k+1, i+1)
				}
			}
		}
		if _, err := New(finer); err != nil {
			t.Fatal(err)
		}
		if seed2 := seed + 1; slices.Equal(few[0].Tokens, Draw(seed2, nodes, vnodes)[0].Tokens) {
			t.Fatalf("seeds %d and %d draw the same", seed, seed2)
		}
	})
}

// Tokens that collide are drawn again: the same way each time.
func TestDrawAgain(t *testing.T) {
	first := drawToken(9, 0, 0, nil)
	taken := map[Token]struct{}{first: {}}
	second := drawToken(9, 0, 0, taken)
	taken[second] = struct{}{}
	third := drawToken(9, 0, 0, taken)
	if first == second || second == third || first == third {
		t.Errorf("drew %d, %d, %d: want three different tokens", first, second, third)
	}
	if again := drawToken(9, 0, 0, map[Token]struct{}{first: {}}); again != second {
		t.Errorf("drew %d after a collision, and %d the next time", second, again)
	}
}

func TestDrawOfNothing(t *testing.T) {
	if nodes := Draw(1, 0, 8); nodes != nil {
		t.Errorf("Draw of no nodes = %v", nodes)
	}
	if _, err := New(Draw(1, 2, 0)); err == nil || !strings.Contains(err.Error(), "n1 has no token") {
		t.Errorf("ring of nodes without vnodes: error %v", err)
	}
}

// TestDealCutsTheRingIntoEqualPartitions: as many for each node, all of one width but for
// rounding, and not dealt in turn.
func TestDealCutsTheRingIntoEqualPartitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		nodes := rapid.IntRange(1, 12).Draw(t, "nodes")
		vnodes := rapid.IntRange(1, 12).Draw(t, "vnodes")
		dealt := Deal(seed, nodes, vnodes)
		for i, n := range dealt {
			like := Draw(seed, nodes, vnodes)[i]
			if n.Name != like.Name || n.DC != like.DC || n.Rack != like.Rack || len(n.Tokens) != vnodes || n.Tokens[0].Label != like.Tokens[0].Label {
				t.Fatalf("node %d is %+v", i+1, n)
			}
		}
		r, err := New(dealt)
		if err != nil {
			t.Fatal(err)
		}
		if nodes*vnodes == 1 {
			return
		}
		width := ^uint64(0) / uint64(nodes*vnodes)
		for i := range r.Len() {
			after, upTo := r.Range(i)
			if got := uint64(upTo) - uint64(after); got-width+1 > 3 {
				t.Fatalf("range %d is %d wide, want %d", i, got, width)
			}
		}
	})
	if a, b := Deal(1, 5, 20), Deal(2, 5, 20); fmt.Sprint(a) == fmt.Sprint(b) || fmt.Sprint(a) != fmt.Sprint(Deal(1, 5, 20)) {
		t.Error("what is dealt is to depend on the seed alone")
	}
	if Deal(1, 0, 3) != nil {
		t.Error("no nodes are to be nil, as in Draw")
	}
}
