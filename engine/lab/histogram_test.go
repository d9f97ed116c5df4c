// Tests of histograms: what they know exactly, and how near they are else.

package lab

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestHistogramIsExactWhereDelaysAreFew: quantiles and shares of delays of which each bucket has only
// one value are those of the delays themselves, however they are spread over histograms; others are at
// most 0.2% off.
func TestHistogramIsExactWhereDelaysAreFew(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		few := make([]int64, 1+r.IntN(4))
		for i := range few {
			few[i] = int64(math.Exp(r.Float64() * 35)) // up to 18 days
		}
		exact := true
		for i, a := range few {
			for _, b := range few[:i] {
				exact = exact && (a == b || bucket(a) != bucket(b))
			}
			_, width := edges(bucket(a))
			exact = exact && width <= 1<<32
		}
		var all []int64
		parts := []*histogram{new(histogram), new(histogram)}
		for range 1 + r.IntN(1000) {
			ns := few[r.IntN(len(few))]
			all = append(all, ns)
			parts[r.IntN(2)].add(ns)
		}
		slices.Sort(all)
		s := merge(parts...)
		for _, p := range []uint64{1, 500_000, 990_000, 999_000, 1_000_000} {
			want := all[max(0, (len(all)*int(p)+999_999)/1_000_000-1)]
			got := int64(s.quantile(p))
			if exact && got != want || math.Abs(float64(got-want)) > .002*float64(want) {
				t.Fatalf("round %d: of %v the quantile %d is %d, want %d", round, few, p, got, want)
			}
			if !exact {
				continue
			}
			for _, at := range []int64{want - 1, want, want + 1} {
				n := 0
				for _, ns := range all {
					if ns <= at {
						n++
					}
				}
				if share := s.atMost(time.Duration(at)); share != float64(n)/float64(len(all)) {
					t.Fatalf("round %d: of %v the share up to %d is %v, want %d of %d", round, few, at, share, n, len(all))
				}
			}
		}
	}
}
