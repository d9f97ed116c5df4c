// Benchmarks of histories: seeking and forking.

package history_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ringside/engine/randomscript"
)

// BenchmarkSeek goes to steps throughout a session of 100,000 events.
func BenchmarkSeek(b *testing.B) {
	for _, keys := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			h := randomscript.Busy(b, keys, 100_000)
			end := h.End().Step
			var took []time.Duration
			step := 0
			for b.Loop() {
				step = (step + 38_197) % end // the golden part, so that steps are even and far apart
				began := time.Now()
				h.Seek(step)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-worst")
		})
	}
}

// BenchmarkFork forks a cluster that holds 10,000 keys.
func BenchmarkFork(b *testing.B) {
	h := randomscript.Busy(b, 10_000, 200_000)
	b.ReportAllocs()
	for b.Loop() {
		h.Fork()
	}
}
