// The benchmark of whole quorum operations.

package engine_test

import (
	"strconv"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// BenchmarkQuorumOps measures whole operations, half of them writes: 16 nodes, N=3 R=2
// W=2, 10,000 keys, every event recorded. Each operation begins when the previous one has
// ended, so it is the protocol that is measured.
func BenchmarkQuorumOps(b *testing.B) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	keys := make([]string, 10_000)
	for i := range keys {
		keys[i] = "key-" + strconv.Itoa(i)
	}
	c, err := engine.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		cmd := engine.Command{Verb: engine.Put, Key: keys[(i*7919)%len(keys)], Value: "v"}
		if i%2 == 1 {
			cmd = engine.Command{Verb: engine.Get, Key: cmd.Key}
		}
		if err := c.Apply(cmd); err != nil {
			b.Fatal(err)
		}
		for c.Motion() >= engine.Waiting {
			c.Step()
		}
	}
	events := c.Trace().Len()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(float64(events)/float64(b.N), "events/op")
}
