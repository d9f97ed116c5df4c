// Tests that compare what is lost with a look at every range.

package failures_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine/failures"
	"ringside/engine/id"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	_ "ringside/internal/steady"
)

// world is a ring and what is asked about it.
type world struct {
	r         *ring.Ring
	p         ring.Placement
	names     []string
	questions []failures.Question
}

// aWorld draws a ring of 1 to 9 nodes in up to 3 data centres, some of them out, and asks
// about all levels that have a meaning there, in pairs too.
func aWorld(t *rapid.T) world {
	count := rapid.IntRange(1, 9).Draw(t, "nodes")
	nodes := ring.Draw(rapid.Uint64().Draw(t, "seed"), count, rapid.IntRange(1, 4).Draw(t, "vnodes"))
	dcs := rapid.IntRange(1, 3).Draw(t, "dcs")
	for i := range nodes {
		nodes[i].DC = fmt.Sprintf("dc%d", i%dcs+1)
		nodes[i].Rack = fmt.Sprintf("r%d", i%2+1)
		nodes[i].Out = i > 0 && rapid.IntRange(0, 5).Draw(t, "out") == 0
	}
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	w := world{r: r, p: ring.Simple(rapid.IntRange(1, r.Size()+2).Draw(t, "copies"))}
	if rapid.Bool().Draw(t, "racks") {
		w.p = rackPlacement(t, r)
	}
	var demands []quorum.Demand
	for _, l := range quorum.Levels() {
		if d, err := l.For(r, w.p); err == nil {
			demands = append(demands, d)
			for from := range r.DCs() {
				w.questions = append(w.questions, failures.Question{Read: d, Write: d, From: from})
				w.names = append(w.names, fmt.Sprintf("%s from %d", l, from))
			}
		}
	}
	for range 3 {
		w.questions = append(w.questions, failures.Question{
			Read: rapid.SampledFrom(demands).Draw(t, "read"), Write: rapid.SampledFrom(demands).Draw(t, "write"),
			From: rapid.IntRange(0, len(r.DCs())-1).Draw(t, "from"),
		})
		w.names = append(w.names, "a pair of levels")
	}
	return w
}

func rackPlacement(t *rapid.T, r *ring.Ring) ring.Placement {
	var copies []ring.Copies
	for i, dc := range r.DCs() {
		have := 0
		for _, n := range r.Nodes() {
			if !n.Out && n.DC == dc {
				have++
			}
		}
		if n := rapid.IntRange(0, min(have+1, 3)).Draw(t, "copies there"); n > 0 || i == 0 {
			copies = append(copies, ring.Copies{DC: dc, N: max(n, 1)})
		}
	}
	return ring.PerDC(copies...)
}

// lost looks at every range: the share for which all of the rules are unmet.
func (w *world) lost(set []ring.NodeID, from int, demands ...quorum.Demand) *big.Int {
	sum := new(big.Int)
	for slot := range w.r.Len() {
		after, upTo := w.r.Range(slot)
		replicas := w.r.Replicas(nil, upTo, w.p)
		lost := true
		for _, d := range demands {
			if d.Rule(nil, replicas, w.r, from).Met(func(n id.Node) bool { return !slices.Contains(set, n) }) {
				lost = false
			}
		}
		if !lost {
			continue
		}
		width := new(big.Int).Sub(big.NewInt(int64(upTo)), big.NewInt(int64(after)))
		if width.Sign() <= 0 {
			width.Add(width, new(big.Int).Lsh(big.NewInt(1), 64))
		}
		sum.Add(sum, width)
	}
	return sum
}

func exact(s failures.Share) *big.Int {
	if s.Whole {
		return new(big.Int).Lsh(big.NewInt(1), 64)
	}
	return new(big.Int).SetUint64(s.Part)
}

// check compares the answers to all questions with a look at every range.
func (w *world) check(t *rapid.T, a *failures.Analysis, set []ring.NodeID, shares []failures.Share) {
	one, err := quorum.Level{N: 1}.For(w.r, w.p)
	if err != nil {
		t.Fatal(err)
	}
	data := w.lost(set, 0, one)
	for i, q := range w.questions {
		at := a.Loss(i)
		for _, c := range []struct {
			what  string
			share failures.Share
			want  *big.Int
		}{
			{"reads", shares[at.Reads], w.lost(set, q.From, q.Read)},
			{"writes", shares[at.Writes], w.lost(set, q.From, q.Write)},
			{"both", shares[at.Both], w.lost(set, q.From, q.Read, q.Write)},
			{"data", shares[at.Data], data},
		} {
			if got := exact(c.share); got.Cmp(c.want) != 0 {
				t.Fatalf("%s on %s, nodes %v down: %s lost %v, want %v", w.names[i], w.p, set, c.what, got, c.want)
			}
		}
	}
}

// TestSharesAreWhatAllRangesSay goes through every node, pair and triple of random rings,
// and through random groups.
func TestSharesAreWhatAllRangesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := aWorld(t)
		var groups [][]ring.NodeID
		for range 3 {
			groups = append(groups, rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ring.NodeID {
				return ring.NodeID(rapid.IntRange(0, len(w.r.Nodes())-1).Draw(t, "node"))
			}), 0, 6).Draw(t, "group"))
		}
		a := failures.New(w.r, w.p, w.questions, failures.MaxDown, groups)
		for g, set := range groups {
			w.check(t, a, set, a.Group(g))
		}
		n := len(a.Nodes())
		for size := 1; size <= min(n, failures.MaxDown); size++ {
			sets := 0
			for first := range n {
				a.Each(size, first, func(at []int, shares []failures.Share) {
					sets++
					var set []ring.NodeID
					for i, p := range at {
						if i > 0 && p <= at[i-1] {
							t.Fatalf("set %v is not in order", at)
						}
						set = append(set, a.Nodes()[p])
					}
					w.check(t, a, set, shares)
				})
			}
			want := new(big.Int).Binomial(int64(n), int64(size))
			if want.Cmp(big.NewInt(int64(sets))) != 0 {
				t.Fatalf("%d sets of %d of %d nodes, want %v", sets, size, n, want)
			}
		}
	})
}

// TestANodeGoesOnce: a group that names a node twice is the group that names it once, and
// one that names nobody loses nothing.
func TestANodeGoesOnce(t *testing.T) {
	r, err := ring.New(ring.Draw(1, 5, 4))
	if err != nil {
		t.Fatal(err)
	}
	p := ring.Simple(3)
	quorum, err := quorum.Level{Kind: quorum.Quorum}.For(r, p)
	if err != nil {
		t.Fatal(err)
	}
	a := failures.New(r, p, []failures.Question{{Read: quorum, Write: quorum}}, 1, [][]ring.NodeID{{2, 2}, {2}, {2, 3, 2}, {3, 2}, {}})
	for i, like := range map[int]int{0: 1, 2: 3, 1: 4} { // one node breaks no quorum of two
		if !slices.Equal(a.Group(i), a.Group(like)) {
			t.Errorf("group %d loses %v, and %d %v", i, a.Group(i), like, a.Group(like))
		}
	}
	if at := a.Loss(0).Reads; a.Group(3)[at].None() {
		t.Error("two nodes of five lose nothing")
	}
}

// TestFewerDownAgree: an analysis made for fewer nodes at once says the same of them.
func TestFewerDownAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := aWorld(t)
		deep := failures.New(w.r, w.p, w.questions, failures.MaxDown, nil)
		for down := 1; down < failures.MaxDown; down++ {
			a := failures.New(w.r, w.p, w.questions, down, nil)
			for first := range a.Nodes() {
				var got, want []failures.Share
				a.Each(down, first, func(_ []int, s []failures.Share) { got = append(got, s...) })
				deep.Each(down, first, func(_ []int, s []failures.Share) { want = append(want, s...) })
				if !slices.Equal(got, want) {
					t.Fatalf("made for %d at once: %v, for more: %v", down, got, want)
				}
			}
		}
	})
}

// TestTallies compares a tally, put together of parts, with all sets sorted.
func TestTallies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, parts failures.Tally
		part := failures.Tally{}
		var all []failures.Found
		sum := new(big.Int)
		for i := range rapid.IntRange(0, 40).Draw(t, "sets") {
			s := failures.Share{Part: rapid.SampledFrom([]uint64{0, 1, 2, 1 << 62, 1<<64 - 1}).Draw(t, "share")}
			if rapid.IntRange(0, 9).Draw(t, "whole") == 0 {
				s = failures.Share{Whole: true}
			}
			whole.Add([]int{i}, s)
			part.Add([]int{i}, s)
			if rapid.IntRange(0, 3).Draw(t, "cut") == 0 {
				parts.Merge(&part)
				part = failures.Tally{}
			}
			all = append(all, failures.Found{Set: []int{i}, Lost: s})
			sum.Add(sum, exact(s))
		}
		parts.Merge(&part)
		if fmt.Sprint(whole) != fmt.Sprint(parts) {
			t.Fatalf("at once %v, in parts %v", whole, parts)
		}
		slices.SortStableFunc(all, func(x, y failures.Found) int { return y.Lost.Compare(x.Lost) })
		hit := slices.IndexFunc(all, func(f failures.Found) bool { return f.Lost.None() })
		if hit < 0 {
			hit = len(all)
		}
		if whole.Sets != len(all) || whole.Hit != hit || fmt.Sprint(whole.Worst) != fmt.Sprint(all[:min(hit, failures.Kept)]) ||
			len(whole.Harmless) != min(len(all)-hit, failures.Kept) {
			t.Fatalf("%+v of %v", whole, all)
		}
		mean, _ := new(big.Rat).SetFrac(sum, new(big.Int).Lsh(big.NewInt(int64(max(len(all), 1))), 64)).Float64()
		if d := whole.Mean() - mean; d > 1e-12 || d < -1e-12 {
			t.Fatalf("mean %v, want %v", whole.Mean(), mean)
		}
	})
}

// BenchmarkLargeRing is the whole analysis of 1,000 nodes of 256 tokens: all levels, nodes
// and pairs, and 30 racks.
func BenchmarkLargeRing(b *testing.B) {
	nodes := ring.Draw(1, 1000, 256)
	for i := range nodes {
		nodes[i].Rack = fmt.Sprint("r", i%30)
	}
	r, err := ring.New(nodes)
	if err != nil {
		b.Fatal(err)
	}
	groups := make([][]ring.NodeID, 30)
	for i := range nodes {
		groups[i%30] = append(groups[i%30], ring.NodeID(i))
	}
	p := ring.Simple(3)
	var questions []failures.Question
	for _, l := range quorum.Levels() {
		d, err := l.For(r, p)
		if err != nil {
			b.Fatal(err)
		}
		questions = append(questions, failures.Question{Read: d, Write: d})
	}
	b.ReportAllocs()
	for b.Loop() {
		a := failures.New(r, p, questions, 2, groups)
		tallies := make([]failures.Tally, a.Terms())
		for first := range a.Nodes() {
			a.Each(2, first, func(set []int, lost []failures.Share) {
				for x := range tallies {
					tallies[x].Add(set, lost[x])
				}
			})
		}
	}
}

// TestRangesAddUp: what is said of each range by itself adds up to the shares of the
// nodes as a group.
func TestRangesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := aWorld(t)
		var gone []ring.NodeID
		for n := range w.r.Nodes() {
			if rapid.Bool().Draw(t, "gone") {
				gone = append(gone, ring.NodeID(n))
			}
		}
		a := failures.New(w.r, w.p, w.questions, 1, [][]ring.NodeID{gone})
		for i, q := range w.questions {
			all, shares := failures.Ranges(w.r, w.p, q, gone), a.Group(0)
			for _, of := range []struct {
				what  failures.Lost
				share failures.Share
			}{{failures.Reads, shares[a.Loss(i).Reads]}, {failures.Writes, shares[a.Loss(i).Writes]}, {failures.Data, shares[a.Loss(i).Data]}} {
				var sum failures.Share
				slots := 0
				for slot, lost := range all {
					if lost&of.what != 0 {
						after, upTo := w.r.Range(slot)
						sum.Part += uint64(upTo) - uint64(after)
						slots++
					}
				}
				sum.Whole = slots == len(all)
				if sum.Whole {
					sum.Part = 0
				}
				if sum != of.share {
					t.Fatalf("%s: ranges add up to %v, the analysis says %v", w.names[i], sum, of.share)
				}
			}
		}
	})
}
