// Benchmarks of the whole program in a terminal: first paint, a key, and idling.

package main

import (
	"testing"
	"time"

	"ringside/internal/screen"
)

// BenchmarkFirstPaint measures the time from the start of the process to a screen with
// all panes.
func BenchmarkFirstPaint(b *testing.B) {
	path := program(b)
	for b.Loop() {
		s, err := screen.Start(120, 36, nil, path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Shows(b.Context(), "Ring", "Walk", "Nodes", "Operation", "Log", "? help"); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/start")
}

// paused returns the explorer, paused with an operation in flight.
func paused(b *testing.B) person {
	b.Helper()
	p := sitDown(b, 120, 36, program(b))
	p.sees("? help")
	p.types("kcart" + screen.Enter)
	p.sees("token")
	p.types("w" + screen.Enter)
	p.sees("Operation #1")
	p.types(" ")
	p.sees("‖")
	return p
}

// BenchmarkKey measures the time from a key to the screen that shows its effect, with
// each key pressed as soon as the previous one's effect has been seen.
func BenchmarkKey(b *testing.B) {
	p := paused(b)
	keys := []struct{ types, shows string }{{">", "1/500×"}, {"<", "1/1000×"}}
	n := 0
	for b.Loop() {
		key := keys[n%len(keys)]
		n++
		p.types(key.types)
		if err := p.Shows(b.Context(), key.shows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/key")
}

// BenchmarkIdle measures the share of a core that the explorer takes while it is paused,
// with an operation in flight and nothing moving, over five seconds.
func BenchmarkIdle(b *testing.B) {
	const watched = 5 * time.Second
	p := paused(b)
	var used time.Duration
	for b.Loop() {
		before, err := p.CPU()
		if err != nil {
			b.Fatal(err)
		}
		<-time.After(watched)
		after, err := p.CPU()
		if err != nil {
			b.Fatal(err)
		}
		used += after - before
	}
	b.ReportMetric(100*used.Seconds()/(float64(b.N)*watched.Seconds()), "%core")
}
