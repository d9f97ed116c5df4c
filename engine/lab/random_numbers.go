// This file holds the random numbers of an experiment.

package lab

import (
	"math/bits"

	"ringside/engine/sim"
)

// stream is a sequence of random numbers (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
// One piece of an experiment has one of its own, named by what it is for, so that nothing
// depends on which piece is worked on first.
type stream struct{ state uint64 }

func newStream(seed uint64, name ...uint64) stream { return stream{sim.Name(append(name, seed)...)} }

func (s *stream) next() uint64 {
	was := s.state
	s.state += sim.Golden
	return sim.Mix(was)
}

// below returns a number from 0 to n-1. The bias is less than n in 2^64.
func (s *stream) below(n int) int {
	hi, _ := bits.Mul64(s.next(), uint64(n))
	return int(hi)
}
