// The benchmark of the printing of a trace.

package cli

import (
	"io"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/load"
	"ringside/engine/ring"
)

// BenchmarkPrint measures the lines that run prints of a load: 16 nodes, N=3 R=2 W=2, 10,000
// keys, half of the requests puts. The load itself is not counted.
func BenchmarkPrint(b *testing.B) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	c, err := engine.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	c.ForgetLoads() // as run does
	w := load.Usual(max(b.N, 1))
	w.Keys = 10_000
	if err := c.Apply(engine.Command{Verb: engine.Load, Work: w}); err != nil {
		b.Fatal(err)
	}
	p := newTracePrinter(io.Discard, false, nil)
	var took time.Duration
	for c.Motion() >= engine.Waiting && c.Full() == nil {
		c.Advance(c.Now()+time.Second, runBudget)
		began := time.Now()
		if err := p.print(c, nil); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
	}
	b.ReportMetric(float64(c.Trace().Len())/took.Seconds(), "lines/s")
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N), "print-ns/op")
}
