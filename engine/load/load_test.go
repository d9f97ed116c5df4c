// Tests of workloads: which keys are drawn, and what a histogram keeps of latencies.

package load

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestWeights holds the weights of Zipf's law against floating point.
func TestWeights(t *testing.T) {
	for _, zipf := range []int{1, 500, 990, 1000, 1001, 2500, MaxZipf} {
		for _, i := range []int{1, 2, 3, 7, 64, 1000, 99_999, MaxKeys} {
			want := math.Pow(float64(i), -float64(zipf)/Thousand) * one
			if got := float64(weight(uint64(i), uint64(zipf))); math.Abs(got-want) > 2+want*1e-9 {
				t.Errorf("weight(%d, %d) is %.0f, not %.0f", i, zipf, got, want)
			}
		}
	}
}

// TestKeysAreDrawnByTheirWeights draws many keys and counts them.
func TestKeysAreDrawnByTheirWeights(t *testing.T) {
	const draws, keys = 200_000, 20
	for _, zipf := range []int{0, 500, 1000, 3000} {
		s := NewSource(Workload{Count: draws, Puts: 250, Keys: keys, Zipf: zipf, Clients: 1}, 1, 1)
		counts, puts := make([]float64, keys), 0
		for q, more := s.Next(); more; q, more = s.Next() {
			counts[q.Key]++
			if q.Put {
				puts++
			}
		}
		sum := 0.0
		for i := range keys {
			sum += math.Pow(float64(i+1), -float64(zipf)/Thousand)
		}
		for i, n := range counts {
			p := math.Pow(float64(i+1), -float64(zipf)/Thousand) / sum
			if off := math.Abs(n - p*draws); off > 5*math.Sqrt(draws*p) {
				t.Errorf("zipf %d: key %d was drawn %.0f times, not about %.0f", zipf, i+1, n, p*draws)
			}
		}
		if share := float64(puts) / draws; math.Abs(share-0.25) > 0.01 {
			t.Errorf("%.3f of the requests are puts", share)
		}
	}
}

// TestQuantiles holds a histogram against all that it has counted.
func TestQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		var h Histogram
		all := make([]time.Duration, 1+r.IntN(3000))
		var sum int64
		for i := range all {
			all[i] = time.Duration(math.Exp(r.Float64() * 40)) // from 1 ns to 7 years
			if round%2 == 0 {
				all[i] = time.Duration(r.IntN(300))
			}
			h.Add(all[i])
			sum += int64(all[i] / time.Duration(len(all)))
		}
		slices.Sort(all)
		for _, q := range []int{1, 500_000, 950_000, 990_000, 999_000, 1_000_000} {
			want := all[max(0, (len(all)*q+999_999)/1_000_000-1)]
			if got := h.Quantile(q); math.Abs(float64(got-want)) > float64(want)/128 {
				t.Fatalf("round %d: of %d durations %d in a million are below %v, not %v", round, len(all), q, got, want)
			}
		}
		if h.Min() != all[0] || h.Max() != all[len(all)-1] || h.Count() != len(all) {
			t.Fatalf("round %d: %d from %v to %v, not %d from %v to %v", round, h.Count(), h.Min(), h.Max(), len(all), all[0], all[len(all)-1])
		}
		if off := h.Mean() - time.Duration(sum); off < 0 || off > time.Duration(len(all)) {
			t.Fatalf("round %d: the mean is %v, not %v", round, h.Mean(), time.Duration(sum))
		}
		counted := 0
		h.Each(func(least, most time.Duration, n int) {
			in := 0
			for _, d := range all {
				if least <= d && d <= most {
					in++
				}
			}
			if in != n {
				t.Fatalf("round %d: %d from %v to %v, not %d", round, n, least, most, in)
			}
			counted += n
		})
		if counted != len(all) {
			t.Fatalf("round %d: %d in the classes", round, counted)
		}
	}
}

// TestClasses looks at the bounds of every class that a duration can fall into.
func TestClasses(t *testing.T) {
	last := class(math.MaxInt64)
	next := time.Duration(0)
	for c := 0; c <= last; c++ {
		least, most := bounds(c)
		if least != next || class(least) != c || class(most) != c {
			t.Fatalf("class %d is from %d to %d, after %d", c, least, most, next-1)
		}
		next = most + 1
	}
}

// TestEmpty looks at a histogram that has counted nothing.
func TestEmpty(t *testing.T) {
	var h Histogram
	if h.Quantile(500_000) != 0 || h.Mean() != 0 || h.Max() != 0 || h.Count() != 0 {
		t.Error("something is in an empty histogram")
	}
}

// TestNextRequestsAreKnown holds each request against what was said of it before.
func TestNextRequestsAreKnown(t *testing.T) {
	for _, count := range []int{1, 5, Known, 100} {
		w := Usual(count)
		s := NewSource(w, 7, 1)
		var said [Known]Request
		for i := range count {
			for many := range Known {
				q, more := s.After(many)
				if more != (i+many < count) {
					t.Fatalf("request %d of %d: there are %d more is %v", i, count, many+1, more)
				}
				if more && i > 0 && many < Known-1 && q != said[many+1] {
					t.Fatalf("request %d of %d is %+v now, and was %+v", i+many, count, q, said[many+1])
				}
				said[many] = q
			}
			if q, more := s.Next(); !more || q != said[0] {
				t.Fatalf("request %d of %d is %+v, want %+v", i, count, q, said[0])
			}
		}
		if _, more := s.Next(); more {
			t.Fatalf("there are more than %d requests", count)
		}
	}
}
