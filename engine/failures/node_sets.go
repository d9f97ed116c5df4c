// This file goes through sets of nodes, and sums up what they lose.

package failures

import (
	"math/bits"
	"slices"
)

// Each calls do for every set of size nodes whose first one stands at position first, in
// order: with the positions of the set, and what is lost by term. Both are overwritten for
// the next set. So all sets are those of all first positions, which can be gone through
// side by side.
func (a *Analysis) Each(size, first int, do func(set []int, lost []Share)) {
	n := len(a.nodes)
	w := walk{a: a, do: do, set: make([]int, size), lost: make([]Share, len(a.terms)), zero: make([]Share, len(a.terms))}
	w.set[0] = first
	for x, t := range a.terms {
		w.zero[x] = a.share(t, 0) // with nobody down: all or nothing, as all ranges have as many replicas in a data centre
	}
	w.touched = a.inSample[first]
	switch {
	case size == 1:
		w.tell(func(t *term) uint64 { return t.base + t.single[first] })
	case size == 2:
		for j := first + 1; j < n; j++ {
			w.pair(j)
		}
	default:
		w.triples()
	}
}

// walk is Each under way.
type walk struct {
	a       *Analysis
	do      func([]int, []Share)
	set     []int
	lost    []Share
	zero    []Share // what a sum of 0 means if no node of the set is in the sample
	touched bool    // the set's first nodes have one in the sample
}

func (w *walk) tell(sum func(*term) uint64) {
	for x, t := range w.a.terms {
		w.put(x, t, sum(t))
	}
	w.do(w.set, w.lost)
}

// put notes what is lost of one term.
func (w *walk) put(x int, t *term, sum uint64) {
	switch {
	case sum != 0:
		w.lost[x] = Share{Part: sum}
	case w.touched || w.a.inSample[w.set[len(w.set)-1]]:
		w.lost[x] = w.a.share(t, 0, w.set...)
	default:
		w.lost[x] = w.zero[x]
	}
}

func (w *walk) pair(j int) {
	i, n := w.set[0], len(w.a.nodes)
	w.set[1] = j
	at := pairAt(n, i, j)
	for x, t := range w.a.terms {
		w.put(x, t, t.base+t.single[i]+t.single[j]+t.pair[at])
	}
	w.do(w.set, w.lost)
}

// triples goes through the triples of one first node, beside those that have a range in
// common, which stand in the same order.
func (w *walk) triples() {
	a, n, i := w.a, len(w.a.nodes), w.set[0]
	next, _ := slices.BinarySearch(a.triples, tripleKey(i, 0, 0))
	first := w.touched
	alone, ends, rows := make([]uint64, len(a.terms)), make([][]uint64, len(a.terms)), make([][]uint64, len(a.terms))
	for j := i + 1; j < n-1; j++ {
		w.set[1] = j
		w.touched = first || a.inSample[j]
		for x, t := range a.terms {
			alone[x] = t.base + t.single[i] + t.single[j] + t.pair[pairAt(n, i, j)]
			ends[x] = t.pair[pairAt(n, i, j)+1 : pairAt(n, i, n-1)+1]
			rows[x] = t.pair[pairAt(n, j, j+1) : pairAt(n, j, n-1)+1]
		}
		for k := j + 1; k < n; k++ {
			w.set[2] = k
			common := next < len(a.triples) && a.triples[next] == tripleKey(i, j, k)
			for x, t := range a.terms {
				sum := alone[x] + t.single[k] + ends[x][k-j-1] + rows[x][k-j-1]
				if common {
					sum += t.triple[next]
				}
				w.put(x, t, sum)
			}
			if common {
				next++
			}
			w.do(w.set, w.lost)
		}
	}
}

// Kept is how many sets a Tally names.
const Kept = 5

// Found is a set, by positions, and what it loses.
type Found struct {
	Set  []int
	Lost Share
}

// Tally sums up what sets lose of one term.
type Tally struct {
	Sets     int
	Hit      int     // how many lose something
	Worst    []Found // those that lose most, the first of equal ones, at most Kept
	Harmless []Found // the first that lose nothing, at most Kept

	hi, lo uint64 // the sum of all shares, of 2^64
}

// Mean returns the mean share that is lost, as a part of 1.
func (t *Tally) Mean() float64 {
	if t.Sets == 0 {
		return 0
	}
	return (float64(t.hi) + float64(t.lo)/(1<<64)) / float64(t.Sets)
}

// Add counts one more set.
func (t *Tally) Add(set []int, lost Share) {
	t.Sets++
	if lost.None() {
		if len(t.Harmless) < Kept {
			t.Harmless = append(t.Harmless, Found{Set: slices.Clone(set)})
		}
		return
	}
	t.Hit++
	t.sum(0, lost.Part)
	if lost.Whole {
		t.hi++
	}
	t.rank(Found{Set: set, Lost: lost}, true)
}

// rank puts a set among the worst, if it belongs there.
func (t *Tally) rank(f Found, borrowed bool) {
	if len(t.Worst) == Kept && f.Lost.Compare(t.Worst[Kept-1].Lost) <= 0 {
		return
	}
	if borrowed {
		f.Set = slices.Clone(f.Set)
	}
	at := len(t.Worst)
	for at > 0 && f.Lost.Compare(t.Worst[at-1].Lost) > 0 {
		at--
	}
	t.Worst = slices.Insert(t.Worst, at, f)
	t.Worst = t.Worst[:min(len(t.Worst), Kept)]
}

func (t *Tally) sum(hi, lo uint64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += hi + carry
}

// Merge adds a tally of sets that come after those of t.
func (t *Tally) Merge(later *Tally) {
	t.Sets += later.Sets
	t.Hit += later.Hit
	t.sum(later.hi, later.lo)
	for _, f := range later.Worst {
		t.rank(f, false)
	}
	t.Harmless = append(t.Harmless, later.Harmless[:min(len(later.Harmless), Kept-len(t.Harmless))]...)
}
