// The random choices of a round.

package soak

import (
	"time"

	"ringside/engine/sim"
)

// dice draws numbers for one round in sequence, the same on every platform.
type dice struct {
	random sim.Random
	of     sim.Purpose
	round  uint64
	drawn  uint64
}

// bits returns 64 uniform bits.
func (d *dice) bits() uint64 {
	d.drawn++
	return d.random.Draw(d.of, d.round, d.drawn)
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.bits() % uint64(n)) }

// one reports true with probability 1/n.
func (d *dice) one(n int) bool { return d.below(n) == 0 }

// upTo returns a duration below most.
func (d *dice) upTo(most time.Duration) time.Duration { return time.Duration(d.bits() % uint64(most)) }

func pick[T any](d *dice, from ...T) T { return from[d.below(len(from))] }
