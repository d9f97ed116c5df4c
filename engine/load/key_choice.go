// Which key of a workload is asked for: all equally often, or a few far more often than
// the others (Zipf's law).

package load

import (
	"math/bits"
	"slices"
)

// Popularity says how often each of some keys is asked for. Immutable.
type Popularity struct {
	keys uint64
	sums []uint64 // the weights of the keys up to and with this one; nil: all the same
}

// NewPopularity makes the i-th of some keys, counted from 1, as likely as i^-zipf, which is in
// thousandths.
func NewPopularity(keys, zipf int) *Popularity {
	r := &Popularity{keys: uint64(keys)}
	if zipf == 0 {
		return r
	}
	r.sums = make([]uint64, keys)
	var sum uint64
	for i := range r.sums {
		sum += weight(uint64(i+1), uint64(zipf))
		r.sums[i] = sum
	}
	return r
}

// Draw returns a key, counted from 0, by 64 uniform bits.
func (r *Popularity) Draw(random uint64) int {
	if r.sums == nil {
		i, _ := bits.Mul64(random, r.keys)
		return int(i)
	}
	at, _ := bits.Mul64(random, r.sums[len(r.sums)-1])
	i, found := slices.BinarySearch(r.sums, at)
	if found {
		i++ // the sums are exclusive bounds
	}
	return i
}

// one is 1 in the fixed-point numbers of this file, which have 40 bits after the point. A
// million of them fit into 64 bits. Floating point could differ by platform.
const one = 1 << 40

// weight returns i^-zipf in fixed point, at least the smallest number that there is: the
// rarest key is asked for now and then, too.
func weight(i, zipf uint64) uint64 {
	exponent := log2(i) * zipf / Thousand // i^-zipf is 2^-exponent
	whole, rest := exponent/one, exponent%one
	if whole >= 40 {
		return 1
	}
	return max(1, exp2(one-rest)>>(whole+1))
}

// log2 returns the binary logarithm of a whole number from 1, one bit after the other by
// squaring.
func log2(i uint64) uint64 {
	whole := uint64(bits.Len64(i) - 1)
	const point = 62 // bits after the point, for a number from 1 to 2
	x := i << (point - whole)
	result := whole * one
	for bit := uint64(one / 2); bit > 0; bit /= 2 {
		hi, lo := bits.Mul64(x, x)
		x = hi<<(64-point) | lo>>point // x*x, from 1 to 4
		if x >= 2<<point {
			x >>= 1
			result += bit
		}
	}
	return result
}

// exp2 returns 2^x for x from 0 to 1, as a product of roots of 2.
func exp2(x uint64) uint64 {
	if x == one {
		return 2 * one
	}
	const point = 62
	result := uint64(1) << point
	for bit, root := uint64(one/2), 0; bit > 0; bit, root = bit/2, root+1 {
		if x&bit != 0 {
			hi, lo := bits.Mul64(result, roots[root])
			result = hi<<(64-point) | lo>>point
		}
	}
	return result >> (point - 40)
}

// roots are 2^(1/2), 2^(1/4), 2^(1/8) … in fixed point with 62 bits after the point.
var roots = func() (r [40]uint64) { // never written to again
	const point = 62
	square := uint64(2) << point // whose root is wanted
	for i := range r {
		square = sqrt(square)
		r[i] = square
	}
	return r
}()

// sqrt returns the root of a number from 1 to 2, in fixed point with 62 bits after the
// point, rounded down, one bit after the other.
func sqrt(x uint64) uint64 {
	const point = 62
	var root uint64
	for bit := uint64(1) << point; bit > 0; bit >>= 1 {
		try := root | bit
		if hi, lo := bits.Mul64(try, try); hi < x>>(64-point) || hi == x>>(64-point) && lo <= x<<point {
			root = try
		}
	}
	return root
}
