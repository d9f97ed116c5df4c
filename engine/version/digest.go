// Digests of sets: 64-bit checksums for digest reads and anti-entropy.

package version

import "math/bits"

// Odd constants without structure: the fractional parts of the square roots of
// 2, 3, 5 and 7, the lowest bit set.
const (
	mix0 = 0x6a09e667f3bcc909
	mix1 = 0xbb67ae8584caa73b
	mix2 = 0x3c6ef372fe94f82b
	mix3 = 0xa54ff53a5f1d36f1
)

// Digest returns a 64-bit checksum of everything in s, values included: equal sets have
// equal digests, and unequal ones differ except with probability 2^-64. It is the same on
// every platform and guards against accidents, not against an adversary. A set made by
// Write or a merge hashes no value again, so that the cost does not depend on the size of
// the values.
func (s *Set) Digest() uint64 {
	if s == nil {
		s = &Set{}
	}
	h := uint64(mix0)
	if c := s.Context; c != nil {
		for _, e := range c.Seen {
			h = fold(h, e.Actor.bits(), uint64(e.Max))
		}
		h = fold(h, mix2, uint64(len(c.Seen)))
		for _, d := range c.Cloud {
			h = fold(h, d.Actor.bits(), uint64(d.Counter))
		}
		h = fold(h, mix3, uint64(len(c.Cloud)))
	} else {
		h = fold(fold(h, mix2, 0), mix3, 0)
	}
	for i := range s.Siblings {
		h = s.Siblings[i].fold(h)
	}
	return fold(h, mix1, uint64(len(s.Siblings)))
}

// fold mixes everything in the sibling into h.
func (s *Sibling) fold(h uint64) uint64 {
	sum, kind := s.sum, uint64(0)
	if sum == 0 {
		sum = textSum(s.Value)
	}
	if s.Tombstone {
		kind = 1
	}
	h = fold(h, s.Dot.Actor.bits(), uint64(s.Dot.Counter)<<1|kind)
	return fold(h, uint64(s.Stamp), sum)
}

func (a Actor) bits() uint64 { return uint64(uint16(a.Node))<<16 | uint64(a.Epoch) }

// fold mixes two words into h: a full 64×64-bit product, both halves of it, as in Wang
// Yi's wyhash. Each factor depends on h, so that no single word can make the product zero
// for every h.
func fold(h, a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^h^mix1, b^bits.RotateLeft64(h, 32)^mix2)
	return hi ^ lo ^ bits.RotateLeft64(h, 17)*mix3
}

// textSum hashes a text; it is never 0, which stands for an unknown sum.
func textSum(s string) uint64 {
	h := uint64(len(s)) ^ mix0
	for len(s) >= 16 {
		h = fold(h, word(s), word(s[8:]))
		s = s[16:]
	}
	var a, b uint64
	if len(s) >= 8 {
		a, s = word(s), s[8:]
	}
	for i := len(s) - 1; i >= 0; i-- {
		b = b<<8 | uint64(s[i])
	}
	return max(fold(fold(h, a, b), mix3, mix0), 1)
}

// word returns the first 8 bytes of s, the first of them lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
