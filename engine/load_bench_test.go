// The benchmark of a load.

package engine_test

import (
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// BenchmarkLoad measures the requests of a load: 16 nodes, N=3 R=2 W=2, 10,000 keys, half
// of them puts.
func BenchmarkLoad(b *testing.B) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	c, err := engine.New(cfg)
	if err != nil {
		b.Fatal(err)
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
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	if got := c.View(engine.Watch{}).Load.Answered(); got != b.N {
		b.Fatalf("%d of %d requests were answered", got, b.N)
	}
}
