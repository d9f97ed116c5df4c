// The hash of a set of keys and their versions.

package merkle

import (
	"strconv"

	"ringside/engine/id"
	"ringside/engine/ring"
)

// Hash is the checksum of a set of keys and their versions: the sum of the keys' own
// hashes, modulo 2^64, and the number of keys. The zero Hash is that of the empty set.
type Hash struct {
	Sum  uint64
	Keys uint32
}

func (h Hash) plus(o Hash) Hash  { return Hash{Sum: h.Sum + o.Sum, Keys: h.Keys + o.Keys} }
func (h Hash) minus(o Hash) Hash { return Hash{Sum: h.Sum - o.Sum, Keys: h.Keys - o.Keys} }

// String shows the first 32 bits of the sum in hexadecimal and the number of
// keys: 8f3a61c2, 40 keys.
func (h Hash) String() string {
	if h == (Hash{}) {
		return "nothing"
	}
	var b [32]byte
	out := strconv.AppendUint(append(h.digits(b[:0]), ", "...), uint64(h.Keys), 10)
	out = append(out, " keys"...)
	if h.Keys == 1 {
		out = out[:len(out)-1]
	}
	return string(out)
}

// Digits shows the first 32 bits of the sum in hexadecimal.
func (h Hash) Digits() string { return string(h.digits(nil)) }

func (h Hash) digits(out []byte) []byte {
	const digits = "0123456789abcdef"
	for shift := 60; shift >= 32; shift -= 4 {
		out = append(out, digits[h.Sum>>shift&15])
	}
	return out
}

// golden is 2^64 divided by the golden ratio, SplitMix64's odd increment.
const golden = 0x9e3779b97f4a7c15

// keySum hashes one key's version. The hash covers the token, the key and the digest, so
// that two keys that swap their versions change the sum. Two different digests of one key
// have two different hashes: each step is a bijection of the digest.
func keySum(token ring.Token, key id.Sym, digest uint64) uint64 {
	return mix(mix(mix(uint64(token)+golden)+uint64(key)*golden) + digest)
}

// mix is SplitMix64's mixer (Steele, Lea, Flood: Fast Splittable Pseudorandom
// Number Generators, 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
