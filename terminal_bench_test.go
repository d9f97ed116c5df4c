package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ringside/internal/screen"
)

func built(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "ringside")
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

// BenchmarkFirstPaint is the time from the start of the process to a screen on
// which all panes stand.
func BenchmarkFirstPaint(b *testing.B) {
	path := built(b)
	for b.Loop() {
		s, err := screen.Start(120, 36, nil, path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Shows(context.Background(), "Ring", "Walk", "Nodes", "Operation", "Log"); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = s.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/start")
}

// BenchmarkIdle is the share of a core that the explorer takes while it is
// paused, an operation in flight, and nothing moves; over five seconds.
func BenchmarkIdle(b *testing.B) {
	const watched = 5 * time.Second
	s, err := screen.Start(120, 36, nil, built(b))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, step := range []struct{ shows, types string }{{"Log", "kcart\r"}, {"token", "w\r"}, {"Operation #1", " "}, {"‖", ""}} {
		if err := s.Shows(ctx, step.shows); err != nil {
			b.Fatal(err)
		}
		if err := s.Type(step.types); err != nil {
			b.Fatal(err)
		}
	}
	var used time.Duration
	for b.Loop() {
		before, err := s.CPU()
		if err != nil {
			b.Fatal(err)
		}
		<-time.After(watched)
		after, err := s.CPU()
		if err != nil {
			b.Fatal(err)
		}
		used += after - before
	}
	b.ReportMetric(100*used.Seconds()/(float64(b.N)*watched.Seconds()), "%core")
}
