// Benchmarks of histories: seeking, forking, and the memory of a million events.

package engine_test

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
)

// busy plays requests on a history of 16 nodes, N=3 R=2 W=2, half of them writes, until
// its trace has that many events and every key has been written.
func busy(b *testing.B, keys, events int) *history.History {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	h, err := history.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; h.Trace().Len() < events || i < keys; i++ {
		cmd := engine.Command{Verb: engine.Put, Key: "key-" + strconv.Itoa(i%keys), Value: "v"}
		if i >= keys && i%2 == 1 {
			cmd = engine.Command{Verb: engine.Get, Key: cmd.Key}
		}
		if err := h.Apply(cmd); err != nil {
			b.Fatal(err)
		}
		for h.Motion() >= engine.Waiting {
			h.Step()
		}
	}
	return h
}

// BenchmarkSeek goes to steps throughout a session of 100,000 events.
func BenchmarkSeek(b *testing.B) {
	for _, keys := range []int{100, 1000, 10_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			h := busy(b, keys, 100_000)
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
	h := busy(b, 10_000, 200_000)
	b.ReportAllocs()
	for b.Loop() {
		h.Fork()
	}
}

// BenchmarkHistoryMemory plays 1,000,000 events and reports the memory that they take
// apart from the stores (trace, commands, keyframes, the observer, and the rest of the
// cluster) and the memory of the stores.
func BenchmarkHistoryMemory(b *testing.B) {
	for _, keys := range []int{100, 10_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			for b.Loop() {
				before := heap()
				h := busy(b, keys, 1_000_000)
				all := heap() - before
				stores := engine.Stores(h.Cluster())
				h = nil
				kept := heap() - before
				runtime.KeepAlive(stores)
				b.ReportMetric(float64(all-kept)/(1<<20), "MiB-beyond")
				b.ReportMetric(float64(kept)/(1<<20), "MiB-stores")
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
