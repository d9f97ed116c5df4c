// Ranges of tokens, and how they are split.

package merkle

import (
	"math/bits"
	"strconv"

	"ringside/engine/ring"
)

// Range is the tokens above After, up to and including UpTo, clockwise: it wraps past the
// top if UpTo is the smaller. If both are equal it is all tokens, as in a ring with one
// slot.
type Range struct {
	After, UpTo ring.Token
}

// All is the range of all tokens, from the bottom of the ring to its top.
func All() Range {
	const top = ring.Token(1<<63 - 1)
	return Range{After: top, UpTo: top}
}

// Contains reports whether a token is in the range.
func (r Range) Contains(t ring.Token) bool {
	return r.After == r.UpTo || r.offset(t) < r.width()
}

// String shows the range as (After, UpTo].
func (r Range) String() string {
	out := strconv.AppendInt([]byte{'('}, int64(r.After), 10)
	out = strconv.AppendInt(append(out, ", "...), int64(r.UpTo), 10)
	return string(append(out, ']'))
}

// width returns the number of tokens in the range; 0 stands for 2^64, all tokens.
func (r Range) width() uint64 { return uint64(r.UpTo) - uint64(r.After) }

// offset returns the number of tokens between the beginning of the range and t, clockwise.
func (r Range) offset(t ring.Token) uint64 { return uint64(t) - uint64(r.After) - 1 }

// Split appends the parts into which the range is split, in order: fan parts of sizes as
// equal as possible, or one for each token if there are fewer. Each of the range's tokens
// is in exactly one part.
func (r Range) Split(dst []Range, fan int) []Range {
	from := r.After
	for i := 1; i <= fan; i++ {
		to := r.UpTo
		if i < fan {
			to = r.After + ring.Token(r.share(uint64(i), uint64(fan)))
		}
		if to != from || fan == 1 {
			dst = append(dst, Range{After: from, UpTo: to})
		}
		from = to
	}
	return dst
}

// share returns the fraction i/n of the width, rounded down; i < n.
func (r Range) share(i, n uint64) uint64 {
	hi, lo := i, uint64(0)
	if w := r.width(); w != 0 {
		hi, lo = bits.Mul64(w, i)
	}
	quo, _ := bits.Div64(hi, lo, n)
	return quo
}

// parts returns how many parts Split makes.
func (r Range) parts(fan int) int {
	if w := r.width(); w != 0 && w < uint64(fan) {
		return int(w)
	}
	return fan
}

// height returns the distance of a token from the bottom of the ring; token is the
// inverse.
func height(t ring.Token) uint64 { return uint64(t) ^ 1<<63 }
func token(at uint64) ring.Token { return ring.Token(at ^ 1<<63) }
func (r Range) wraps() bool      { return r.UpTo <= r.After }
