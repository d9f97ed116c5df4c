// This file measures how fast a search goes.

package search_test

import (
	"context"
	"runtime/debug"
	"testing"

	"ringside/engine/search"
)

// BenchmarkTransitions searches two puts and two gets on three nodes, with the observer's
// verdicts, on one processor.
func BenchmarkTransitions(b *testing.B) {
	q := search.Ask(b, three(b, "set repair off"), "older == yes and stale == no and lost > 0",
		"put cart milk via A as ann\nput cart eggs via B as eve\nget cart via B as bob\nget cart via C as cem after bob", search.Bounds{States: 20_000})
	q.Workers = 1
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as ringside can does
	transitions := 0
	for b.Loop() {
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			b.Fatal(err)
		}
		transitions += a.Transitions
	}
	b.ReportMetric(float64(transitions)/b.Elapsed().Seconds(), "transitions/s")
}
