// How long requests took: counts of latencies that are alike to less than one in a hundred.

package load

import (
	"math/bits"
	"time"

	"ringside/internal/loglinear"
)

// Histogram counts durations. Those in one of its classes differ by less than 1/128, so
// that a quantile is right to 0.8%; the least, the largest and the mean are exact. The
// zero Histogram has counted none.
type Histogram struct {
	classes []uint32 // as many as the largest duration needs
	count   int
	sum     [2]uint64 // ns: the upper and the lower half
	least   time.Duration
	most    time.Duration
}

// finest says how narrow a class is: each doubling of the duration has 2^finest.
const finest = 7

// class returns the class of a duration.
func class(d time.Duration) int { return loglinear.Class(uint64(max(d, 0)), finest) }

// bounds returns the shortest and the longest duration of a class.
func bounds(class int) (least, most time.Duration) {
	from, n := loglinear.Bounds(class, finest)
	return time.Duration(from), time.Duration(from + n - 1)
}

// Add counts a duration.
func (h *Histogram) Add(d time.Duration) {
	c := class(d)
	for c >= len(h.classes) {
		h.classes = append(h.classes, make([]uint32, 1<<finest)...)
	}
	h.classes[c]++
	if h.count == 0 || d < h.least {
		h.least = d
	}
	h.most = max(h.most, d)
	h.count++
	var carry uint64
	h.sum[1], carry = bits.Add64(h.sum[1], uint64(max(d, 0)), 0)
	h.sum[0] += carry
}

// Count returns how many have been counted.
func (h *Histogram) Count() int { return h.count }

// Max returns the longest; 0 if there are none.
func (h *Histogram) Max() time.Duration { return h.most }

// Min returns the shortest; 0 if there are none.
func (h *Histogram) Min() time.Duration { return h.least }

// Mean returns the mean; 0 if there are none.
func (h *Histogram) Mean() time.Duration {
	if h.count == 0 {
		return 0
	}
	mean, _ := bits.Div64(h.sum[0], h.sum[1], uint64(h.count)) // no larger than the longest
	return time.Duration(mean)
}

// Quantile returns the duration that so many of a million do not exceed, in the middle of
// its class; 0 if there are none.
func (h *Histogram) Quantile(ofMillion int) time.Duration {
	rank := (h.count*ofMillion + 999_999) / 1_000_000 // of the one that is asked for, from 1
	if h.count == 0 || rank <= 1 {
		return h.least
	}
	if rank >= h.count {
		return h.most
	}
	for c, n := range h.classes {
		if rank -= int(n); rank <= 0 {
			least, most := bounds(c)
			return min(max(least+(most-least)/2, h.least), h.most)
		}
	}
	return h.most
}

// Each calls f for each class that is not empty, the shortest first.
func (h *Histogram) Each(f func(least, most time.Duration, count int)) {
	for c, n := range h.classes {
		if n > 0 {
			least, most := bounds(c)
			f(least, most, int(n))
		}
	}
}

// Clone returns a histogram that counts on independently of h.
func (h *Histogram) Clone() Histogram {
	c := *h
	c.classes = append([]uint32(nil), h.classes...)
	return c
}
