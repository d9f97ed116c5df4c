// The invariants of a ring.

package check

import (
	"fmt"
	"math/bits"
	"slices"

	"ringside/engine/ring"
)

// The rules for a ring.
const (
	RuleShares = "the shares of all nodes sum to the whole ring"
	RuleWalks  = "a walk yields as many distinct nodes as there are to be copies"
)

// mostWalks is how many walks of a ring are checked, spread evenly over it.
const mostWalks = 1000

// Ring checks a ring under a placement, and returns the first violation.
func Ring(r *ring.Ring, p ring.Placement) error {
	var hi, lo, carry uint64
	for i := range r.Nodes() {
		h, l := r.Share(ring.NodeID(i))
		lo, carry = bits.Add64(lo, l, 0)
		hi, _ = bits.Add64(hi, h, carry)
	}
	if hi != 1 || lo != 0 {
		return &Violation{Rule: RuleShares, What: fmt.Sprintf("they sum to %d·2^64 + %d", hi, lo)}
	}
	want := copies(r, p)
	every := max(r.Len()/mostWalks, 1)
	var nodes []ring.NodeID
	for slot := 0; slot < r.Len(); slot += every {
		_, upTo := r.Range(slot)
		nodes = r.Replicas(nodes[:0], upTo, p)
		slices.Sort(nodes)
		if distinct := len(slices.Compact(nodes)); distinct != want {
			return &Violation{Rule: RuleWalks, What: fmt.Sprintf("from token %d it yields %d, not %d", upTo, distinct, want)}
		}
	}
	return nil
}

// copies returns how many nodes a walk yields: as many as the placement asks for, as far
// as the ring has them.
func copies(r *ring.Ring, p ring.Placement) int {
	if !p.Racks() {
		return min(p.N, r.Size())
	}
	total := 0
	for _, c := range p.PerDC {
		there := 0
		for _, n := range r.Nodes() {
			if n.DC == c.DC && !n.Out {
				there++
			}
		}
		total += min(c.N, there)
	}
	return total
}
