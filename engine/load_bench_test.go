// The benchmark of a load.

package engine_test

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/load"
	"ringside/engine/ring"
	"ringside/internal/heap"
)

// BenchmarkLoad measures the requests of a load, and the memory that it leaves: 16 nodes, N=3
// R=2 W=2, 10,000 keys, half of the requests puts. The trace is that of a script that is run
// (old requests are forgotten), all that there is, or that of a session (old events packed).
func BenchmarkLoad(b *testing.B) {
	for _, as := range []string{"forgotten", "kept", "packed"} {
		b.Run(as, func(b *testing.B) { benchmarkLoad(b, as) })
	}
}

func benchmarkLoad(b *testing.B, as string) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	before := heap.Bytes()
	c, err := engine.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	switch as {
	case "forgotten":
		c.ForgetLoads()
		defer debug.SetGCPercent(debug.SetGCPercent(200)) // as ringside run does
	case "packed":
		c.Last()
	}
	w := load.Usual(max(b.N, 1))
	w.Keys = 10_000
	b.ReportAllocs()
	b.ResetTimer()
	if err := c.Apply(engine.Command{Verb: engine.Load, Work: w}); err != nil {
		b.Fatal(err)
	}
	for c.Motion() >= engine.Waiting && c.Full() == nil {
		c.Advance(c.Now()+time.Second, 1<<20)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(heap.Bytes()-before)/(1<<20), "MiB-held")
	b.ReportMetric(float64(c.Trace().Len())/float64(b.N), "events/op")
	if got := c.View(engine.Watch{}).Load.Answered(); got != b.N {
		b.Fatalf("%d of %d requests were answered", got, b.N)
	}
	runtime.KeepAlive(c)
}
