// This file measures how fast a search goes.

package search_test

import (
	"context"
	"runtime/debug"
	"testing"

	"ringside/engine/search"
)

// twoAndTwo asks about two puts and two gets on three nodes, with the observer's verdicts, on one processor.
func twoAndTwo(t testing.TB) *search.Question {
	q := search.Ask(t, three(t, "set repair off"), "older == yes and stale == no and lost > 0",
		"put cart milk via A as ann\nput cart eggs via B as eve\nget cart via B as bob\nget cart via C as cem after bob", search.Bounds{States: 20_000})
	q.Workers = 1
	return q
}

// TestStepsTakeLittleMemory: what a search does most is to try steps, and what takes its time there is memory: a step
// takes few pieces of it.
func TestStepsTakeLittleMemory(t *testing.T) {
	q := twoAndTwo(t)
	var tried int
	pieces := testing.AllocsPerRun(1, func() {
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		tried = a.Transitions
	})
	if each := pieces / float64(tried); each > 9 {
		t.Errorf("a step that is tried takes %.1f pieces of memory, want at most 9", each)
	}
}

// BenchmarkTransitions searches two puts and two gets on three nodes, with the observer's
// verdicts, on one processor.
func BenchmarkTransitions(b *testing.B) {
	q := twoAndTwo(b)
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
