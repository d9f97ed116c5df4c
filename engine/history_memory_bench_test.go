// The benchmark of a history's memory. It stands here and not with histories since it takes
// the stores apart from the rest, and only tests of the engine can look at stores.

package engine_test

import (
	"fmt"
	"runtime"
	"testing"

	"ringside/engine"
	"ringside/engine/randomscript"
	"ringside/internal/heap"
)

// BenchmarkHistoryMemory plays 1,000,000 events and reports the memory that they take
// apart from the stores (trace, commands, keyframes, the observer, and the rest of the
// cluster) and the memory of the stores.
func BenchmarkHistoryMemory(b *testing.B) {
	for _, keys := range []int{100, 10_000} {
		b.Run(fmt.Sprint(keys, " keys"), func(b *testing.B) {
			for b.Loop() {
				before := heap.Bytes()
				h := randomscript.Busy(b, keys, 1_000_000)
				all := heap.Bytes() - before
				stores := engine.Stores(h.Cluster())
				h = nil
				kept := heap.Bytes() - before
				runtime.KeepAlive(stores)
				b.ReportMetric(float64(all-kept)/(1<<20), "MiB-beyond")
				b.ReportMetric(float64(kept)/(1<<20), "MiB-stores")
			}
		})
	}
}
