// Histograms of durations, in buckets that are narrow everywhere.

package lab

import (
	"slices"
	"time"

	"ringside/internal/loglinear"
)

// Below 2^10 ns each nanosecond has a bucket; above, each doubling has 2^9. A bucket is at
// most 0.2% of its delays wide, and between its edges a quantile is interpolated, unless all of its
// delays are one: that one is known exactly.
const (
	finest  = 9
	longest = 1<<56 - 1 // ns: longer delays count as this long
	buckets = (56-finest-1)<<finest + 1<<(finest+1)
)

// histogram counts durations. Negative ones count as 0, which has a count of its own.
type histogram struct {
	zero  uint64
	cells [buckets]cell
}

// cell is a bucket: how many durations are in it, and the last 32 bits of all of them, or mixed.
type cell struct{ count, only uint32 }

// mixed says that durations differ. One whose last 32 bits are these counts as differing, too.
const mixed = 1<<32 - 1

func bucket(ns int64) int { return loglinear.Class(uint64(ns), finest) }

// edges returns the shortest duration of a bucket and how many there are.
func edges(b int) (least, width int64) {
	from, n := loglinear.Bounds(b, finest)
	return int64(from), int64(n)
}

// add counts a duration.
func (h *histogram) add(ns int64) {
	if ns <= 0 {
		h.zero++
		return
	}
	c := &h.cells[bucket(min(ns, longest))]
	if c.count == 0 {
		c.only = uint32(ns)
	} else if c.only != uint32(ns) {
		c.only = mixed
	}
	c.count++
}

// sum is the histogram of any number of trials.
type sum struct {
	upTo []uint64 // how many durations are in a bucket or before it, or are 0
	only []uint32 // of each bucket: see cell
	zero uint64
}

// merge adds up histograms.
func merge(all ...*histogram) sum {
	s := sum{upTo: make([]uint64, buckets), only: make([]uint32, buckets)}
	for _, h := range all {
		s.zero += h.zero
		for i, c := range h.cells {
			switch {
			case c.count == 0:
			case s.upTo[i] == 0:
				s.only[i] = c.only
			case s.only[i] != c.only:
				s.only[i] = mixed
			}
			s.upTo[i] += uint64(c.count)
		}
	}
	total := s.zero
	for i, n := range s.upTo {
		total += n
		s.upTo[i] = total
	}
	return s
}

// exactly returns the duration that all of a bucket have, if they have one.
func (s *sum) exactly(b int) (ns int64, ok bool) {
	least, width := edges(b)
	if s.only[b] == mixed || width > 1<<32 {
		return 0, false
	}
	return least + int64(s.only[b]-uint32(least)), true
}

// quantile returns the shortest duration that a share of p of them, in millionths, does
// not exceed; 0 if there are none.
func (s *sum) quantile(p uint64) time.Duration {
	rank := (s.upTo[buckets-1]*p + 999_999) / 1_000_000
	if rank <= s.zero {
		return 0
	}
	b, _ := slices.BinarySearch(s.upTo, rank)
	below := s.zero
	if b > 0 {
		below = s.upTo[b-1]
	}
	if ns, ok := s.exactly(b); ok {
		return time.Duration(ns)
	}
	least, width := edges(b)
	return time.Duration(least + int64(uint64(width-1)*(rank-below)/(s.upTo[b]-below)))
}

// atMost returns the share of durations up to d; 0 if there are none.
func (s *sum) atMost(d time.Duration) float64 {
	total := s.upTo[buckets-1]
	if total == 0 || d < 0 {
		return 0
	}
	b, below := bucket(min(int64(d), longest)), s.zero
	if b > 0 {
		below = s.upTo[b-1]
	}
	if ns, ok := s.exactly(b); ok {
		if int64(d) < ns {
			return float64(below) / float64(total)
		}
		return float64(s.upTo[b]) / float64(total)
	}
	least, width := edges(b)
	within := (s.upTo[b] - below) * uint64(min(int64(d), longest)-least+1) / uint64(width)
	return float64(below+within) / float64(total)
}
