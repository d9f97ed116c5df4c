// How much of a test is played: all of it, less with -short, and least under the race detector.

package steady

import "testing"

// racedChecks is how many scripts each property of rapid plays under the race detector; with
// -short it plays a fifth, as without.
const racedChecks = 15

// Rounds returns how many rounds a test plays: all of them, short with -short, or raced under the
// race detector, whatever -short says. That slows everything down some tenfold and finds nothing
// where a single goroutine plays one script after another, so that one round, which shows that the
// test runs at all, is as good as many: the many are played without it. A test in which
// goroutines meet does not ask.
func Rounds(all, short, raced int) int {
	switch {
	case Raced:
		return raced
	case testing.Short():
		return short
	}
	return all
}

// First returns as many of the first elements as Rounds says: of all, without the race detector.
func First[T any](all []T, raced int) []T {
	return all[:Rounds(len(all), len(all), min(raced, len(all)))]
}
