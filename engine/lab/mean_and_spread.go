// This file holds the mean of what rounds give, and how far they are apart.

package lab

import (
	"math"
	"slices"
)

// Estimate is the mean of some rounds and their standard deviation, which is not a number where there is
// only one round.
type Estimate struct {
	Mean, Spread float64
	Rounds       int
}

// estimate sums up rounds, in their order.
func estimate(rounds []float64) Estimate {
	e := Estimate{Rounds: len(rounds)}
	if e.Rounds == 0 {
		return e
	}
	for _, r := range rounds {
		e.Mean += r
	}
	e.Mean /= float64(e.Rounds)
	if e.Rounds == 1 {
		e.Spread = math.NaN()
		return e
	}
	if !slices.ContainsFunc(rounds, func(r float64) bool { return r != rounds[0] }) {
		e.Mean = rounds[0] // exactly, and not but for rounding
		return e
	}
	for _, r := range rounds {
		e.Spread += (r - e.Mean) * (r - e.Mean)
	}
	e.Spread = math.Sqrt(e.Spread / float64(e.Rounds-1))
	return e
}

// Error returns the standard error of the mean; not a number for one round.
func (e Estimate) Error() float64 { return e.Spread / math.Sqrt(float64(max(e.Rounds, 1))) }
