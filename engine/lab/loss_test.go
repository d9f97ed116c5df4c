// Tests of loss, against figures of the papers and against every set of nodes.

package lab

import (
	"context"
	"math"
	"math/bits"
	"testing"

	"ringside/engine/ring"
)

func losses(t *testing.T, o LossOptions) []LossRow {
	t.Helper()
	rows, err := Loss(context.Background(), o, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// within compares a figure, as a part of what it should be.
func within(t *testing.T, what string, got, want, part float64) {
	t.Helper()
	if math.Abs(got/want-1) > part {
		t.Errorf("%s: %.5g, want %.5g within %g%%", what, got, want, 100*part)
	}
}

// TestNumTokensAndLoss compares 96 nodes with three copies with figures that were computed
// independently, by other rings.
func TestNumTokensAndLoss(t *testing.T) {
	o := StandardLoss()
	o.Tokens = []int{1, 4, 16, 256}
	rows := losses(t, o)
	for i, want := range []struct{ sets, pairs, loss float64 }{
		{96, .042, .00067}, {372, .156, .0026}, {1484, .500, .0103}, {21887, 1, .142},
	} {
		within(t, "replica sets", rows[i].Sets.Mean, want.sets, .01)
		within(t, "pairs that break a quorum", rows[i].Pairs.Mean, want.pairs, .03)
		within(t, "P(loss)", rows[i].Loss.Mean, want.loss, .01)
		if rows[i].Dead != 3 || rows[i].Rack || !rows[i].Counted {
			t.Errorf("row %d: %+v", i, rows[i])
		}
	}
	for i, p := range VNodePoints() {
		r := rows[len(o.Tokens)+i]
		within(t, "neighbours by the formula", r.Formula, p.Neighbours, .02)
		within(t, "neighbours on the rings", r.Neighbours.Mean, p.Neighbours, .03)
		within(t, "outages", r.Outages, p.Outages, .02)
		if r.Tokens != p.Tokens || !r.Rack {
			t.Errorf("row %d: %+v", i, r)
		}
	}
}

// TestCopysets: the paper's figures, to the printed digit.
func TestCopysets(t *testing.T) {
	for _, c := range Copysets() {
		if !c.Agrees() {
			t.Errorf("%v copysets: %v, printed %v", c.Sets, c.Loss(), c.Paper)
		}
	}
	within(t, "1,667 copysets", CopysetLoss(5000, 3, 50, 1667), .00157, .002)
	within(t, "275,000 copysets", CopysetLoss(5000, 3, 50, 275000), .2281, .0002)
	for _, c := range []struct {
		nodes, copies, dead int
		sets, want          float64
	}{{10, 3, 2, 50, 0}, {10, 3, 10, 1, 1}, {10, 1, 1, 10, 1 - math.Pow(.9, 10)}, {4, 2, 3, 1, .5}} {
		if got := CopysetLoss(c.nodes, c.copies, c.dead, c.sets); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestLossOnRingsIsWhatAllSetsSay goes through every set of dead nodes of small rings.
func TestLossOnRingsIsWhatAllSetsSay(t *testing.T) {
	for copies := 1; copies <= 4; copies++ {
		for dead := 1; dead <= 9; dead++ {
			for _, rack := range []bool{false, true} {
				o := LossOptions{Nodes: 9, Tokens: []int{2}, Copies: copies, Racks: 3, Dead: dead, Rounds: 1, Trials: 20000, Seed: 7}
				row := losses(t, o)[0]
				p := ring.Simple(copies)
				if rack {
					row = losses(t, o)[1]
					p = ring.PerDC(ring.Copies{DC: ring.DefaultDC, N: copies})
				}
				nodes := ring.Draw(newStream(o.Seed, 2, 0).state, o.Nodes, 2)
				for i := range nodes {
					nodes[i].Rack = []string{"r1", "r2", "r3"}[i%3]
				}
				r, err := ring.New(nodes)
				if err != nil {
					t.Fatal(err)
				}
				lost, sets, pairs := brute(r, p, dead)
				error := 0.0 // counted
				if dead > copies {
					error = 4 * math.Sqrt(lost*(1-lost)/float64(o.Trials))
				}
				if math.Abs(row.Exact.Mean-lost) > error+1e-12 || row.Sets.Mean != float64(sets) || math.Abs(row.Pairs.Mean-pairs) > 1e-12 {
					t.Errorf("%d copies, %d dead, racks %v: %v lost of %v sets, pairs %v; want %v of %d, %v",
						copies, dead, rack, row.Exact.Mean, row.Sets.Mean, row.Pairs.Mean, lost, sets, pairs)
				}
			}
		}
	}
}

// brute looks at all sets of nodes: which of so many lose something, and which pairs leave
// less than a majority of some range.
func brute(r *ring.Ring, p ring.Placement, dead int) (lost float64, sets int, pairs float64) {
	masks := make(map[uint]bool)
	for i := range r.Len() {
		_, upTo := r.Range(i)
		mask := uint(0)
		for _, n := range r.Replicas(nil, upTo, p) {
			mask |= 1 << n
		}
		masks[mask] = true
	}
	all, bad, two, breaks := 0, 0, 0, 0
	for down := range uint(1) << len(r.Nodes()) {
		gone, broken := false, false
		for m := range masks { // any order: it is whether any is
			gone = gone || m&^down == 0
			broken = broken || bits.OnesCount(m&^down) < p.N/2+1
		}
		if bits.OnesCount(down) == dead {
			all++
			if gone {
				bad++
			}
		}
		if bits.OnesCount(down) == 2 {
			two++
			if broken {
				breaks++
			}
		}
	}
	return float64(bad) / float64(all), len(masks), float64(breaks) / float64(two)
}

func TestDeadUnlessSaid(t *testing.T) {
	for _, c := range []struct{ nodes, copies, want int }{{96, 3, 3}, {5000, 3, 50}, {2, 2, 2}, {350, 3, 4}, {12, 5, 5}} {
		o := LossOptions{Nodes: c.nodes, Copies: c.copies}
		if got := o.Gone(); got != c.want {
			t.Errorf("%d nodes, %d copies: %d gone, want %d", c.nodes, c.copies, got, c.want)
		}
	}
}
