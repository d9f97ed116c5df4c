// How a delay is drawn from a distribution.

package latency

import (
	"math/bits"
	"time"
)

// curve is a distribution of delays. One of its fields is set.
type curve struct {
	even    []time.Duration // at evenly spaced probabilities from 0 to 1; one entry is a constant
	tail    *table
	samples []time.Duration // sorted; each is as likely as the others
}

// A table has 64 delays for each halving of the share of longer delays, down to 2^-32: from
// the delay that a share of 2^-32 exceeds to the shortest one. So the tail is as precise as
// the middle: what is drawn lies between two delays whose shares are 1.6% apart at most.
const (
	halvings = 32
	steps    = 64
)

type table struct {
	delays [halvings*steps + 1]int64

	// Between the last two delays there may be one at which most begin, with hardly any that are
	// shorter: a bend. From is how far it is on the way to the shortest delay, in parts of
	// 2^inPair; 0: there is none.
	bend int64
	from int64
}

// inPair is how many bits choose the point between two delays.
const inPair = 20

// share returns which share of the delays is longer than the one at a place in a table.
func share(place int) float64 {
	halving, step := halvings-place/steps, place%steps
	q := 1 + float64(step)/steps
	for range halving {
		q /= 2
	}
	return q
}

// draw returns the delay for 64 random bits.
func (c *curve) draw(u uint64) time.Duration {
	if c.tail != nil {
		return c.tail.draw(u)
	}
	if c.samples != nil {
		i, _ := bits.Mul64(u, uint64(len(c.samples)))
		return c.samples[i]
	}
	if len(c.even) == 1 {
		return c.even[0]
	}
	// 32 bits choose the place: the whole part the pair, the rest the point between them.
	place := (u >> 32) * uint64(len(c.even)-1)
	i, rest := place>>32, int64(place&0xffffffff)
	lo, hi := int64(c.even[i]), int64(c.even[i+1])
	return time.Duration(lo + (hi-lo)*(rest>>12)>>20)
}

// draw takes the bits for the share of longer delays: its leading zeros choose the
// halving, the next 6 bits the pair, and inPair more the point between the two.
func (t *table) draw(u uint64) time.Duration {
	halving := bits.LeadingZeros64(u)
	if halving >= halvings {
		return time.Duration(t.delays[0])
	}
	rest := u << (halving + 1)
	i := (halvings-1-halving)*steps + int(rest>>58)
	hi, lo, point := t.delays[i], t.delays[i+1], int64(rest>>(58-inPair)&(1<<inPair-1))
	if i == halvings*steps-1 && t.from > 0 {
		if point < t.from {
			return time.Duration(hi - (hi-t.bend)*point/t.from)
		}
		return time.Duration(t.bend - (t.bend-lo)*(point-t.from)/(1<<inPair-t.from))
	}
	return time.Duration(hi - (hi-lo)*point>>inPair)
}

// constant is the curve of one delay.
func constant(d time.Duration) curve { return curve{even: []time.Duration{d}} }

// same gives all legs one curve.
func same(c curve) [Legs]curve { return [Legs]curve{c, c, c, c} }
