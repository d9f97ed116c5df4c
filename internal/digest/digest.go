// Package digest makes 128-bit digests of states out of numbers.
//
// A digest tells states apart by accident only: it is quick, the same on every platform,
// and no guard against somebody who looks for two states with one digest. Of ten million
// states two have the same with a probability of about 10^-25.
package digest

import "math/bits"

// Sum is a digest so far. The zero Sum has taken in nothing.
type Sum struct{ A, B uint64 }

// Odd constants without structure: fractional parts of the square roots of 11, 13, 17 and 19.
const (
	mix0 = 0x510e527fade682d1
	mix1 = 0x9b05688c2b3e6c1f
	mix2 = 0x1f83d9abfb41bd6b
	mix3 = 0x5be0cd19137e2179
)

// Add takes a number in. The order counts.
func (s *Sum) Add(x uint64) {
	hi, lo := bits.Mul64(x^s.A^mix0, mix1^bits.RotateLeft64(s.B, 23))
	a := hi ^ lo ^ bits.RotateLeft64(s.A, 17)*mix3
	hi, lo = bits.Mul64(x^s.B^mix2, mix3^bits.RotateLeft64(s.A, 41))
	s.A, s.B = a, hi^lo^bits.RotateLeft64(s.B, 29)*mix1
}

// AddInt takes a number in that may be negative.
func (s *Sum) AddInt(x int) { s.Add(uint64(int64(x))) }

// AddBool takes in whether something is so.
func (s *Sum) AddBool(x bool) {
	if x {
		s.Add(1)
	} else {
		s.Add(0)
	}
}

// AddSum takes another digest in. The order counts.
func (s *Sum) AddSum(o Sum) {
	s.Add(o.A)
	s.Add(o.B)
}

// Mingle takes in one of several digests of which the order does not count. Something that
// is taken in twice counts twice.
func (s *Sum) Mingle(o Sum) {
	var carry uint64
	s.A, carry = bits.Add64(s.A, o.A, 0)
	s.B, _ = bits.Add64(s.B, o.B, carry)
}

// Part takes out what Mingle has taken in.
func (s *Sum) Part(o Sum) {
	var borrow uint64
	s.A, borrow = bits.Sub64(s.A, o.A, 0)
	s.B, _ = bits.Sub64(s.B, o.B, borrow)
}

// Text takes a text in.
func (s *Sum) Text(t string) {
	s.Add(uint64(len(t)))
	var word uint64
	for i := range len(t) {
		word = word<<8 | uint64(t[i])
		if i&7 == 7 {
			s.Add(word)
			word = 0
		}
	}
	if len(t)&7 != 0 {
		s.Add(word)
	}
}
