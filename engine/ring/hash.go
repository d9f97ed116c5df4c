// The hash that maps a key to its token: Murmur3, as Cassandra computes it.

package ring

import (
	"encoding/binary"
	"math"
	"math/bits"
)

const (
	// MinToken is the lowest position. Only the empty key hashes to it.
	MinToken Token = math.MinInt64
	// MaxToken is the highest position.
	MaxToken Token = math.MaxInt64
)

// The two multipliers of Murmur3 x64-128.
const (
	mulA = 0x87c37b91114253d5
	mulB = 0x4cf5ad432745937f
)

// Hash returns the token of a key as Cassandra's Murmur3Partitioner does: the first half
// of Murmur3 x64-128 with seed 0, but with each byte of the tail (what is left after the
// last full block of 16) sign-extended before it is shifted into place. Cassandra's first
// Java version did that by mistake, and every client has had to do it ever since. MinToken
// is reserved for the empty key: a hash that happens to equal it becomes MaxToken.
func Hash(key string) Token {
	if key == "" {
		return MinToken
	}
	h := int64(murmur(key))
	if h == math.MinInt64 {
		return MaxToken
	}
	return Token(h)
}

// murmur returns the first half of Murmur3 x64-128 with the sign-extended tail.
func murmur(key string) uint64 {
	var a, b uint64
	rest := key
	for len(rest) >= 16 {
		a ^= scrambleA(load(rest))
		a = (bits.RotateLeft64(a, 27)+b)*5 + 0x52dce729
		b ^= scrambleB(load(rest[8:]))
		b = (bits.RotateLeft64(b, 31)+a)*5 + 0x38495ab5
		rest = rest[16:]
	}
	if len(rest) > 8 {
		b ^= scrambleB(tail(rest[8:]))
		rest = rest[:8]
	}
	if len(rest) > 0 {
		a ^= scrambleA(tail(rest))
	}
	n := uint64(len(key))
	a, b = a^n, b^n
	a += b
	b += a
	return finish(a) + finish(b)
}

func scrambleA(k uint64) uint64 { return bits.RotateLeft64(k*mulA, 31) * mulB }
func scrambleB(k uint64) uint64 { return bits.RotateLeft64(k*mulB, 33) * mulA }

// load reads eight bytes of a full block, lowest first.
func load(s string) uint64 {
	b := [8]byte{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]}
	return binary.LittleEndian.Uint64(b[:])
}

// tail reads up to eight bytes, each sign-extended: a byte above 0x7f inverts all bits
// above its own.
func tail(s string) uint64 {
	var k uint64
	for i := range len(s) {
		k ^= uint64(int64(int8(s[i]))) << (8 * i)
	}
	return k
}

// finish is Murmur3's 64-bit finalizer.
func finish(k uint64) uint64 {
	k ^= k >> 33
	k *= 0xff51afd7ed558ccd
	k ^= k >> 33
	k *= 0xc4ceb9fe1a85ec53
	k ^= k >> 33
	return k
}
