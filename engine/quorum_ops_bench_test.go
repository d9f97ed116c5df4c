// The benchmark of whole quorum operations, and how little they allocate.

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

// TestRequestsAllocateLittle: a write makes its version and a context, a read makes
// nothing, and what grows with the trace grows in pieces: the command's line, the answer,
// and what client and observer know take no memory of their own.
func TestRequestsAllocateLittle(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	pair := func() {
		key := "key-" + strconv.Itoa(n%50)
		n++
		for _, cmd := range []engine.Command{{Verb: engine.Put, Key: key, Value: "v"}, {Verb: engine.Get, Key: key}} {
			if err := c.Apply(cmd); err != nil {
				t.Fatal(err)
			}
			for c.Motion() >= engine.Waiting {
				c.Step()
			}
		}
	}
	for range 2000 { // until nothing is new any more
		pair()
	}
	// One is the text of the key, which is the test's own.
	if allocs := testing.AllocsPerRun(1000, pair); allocs > 3 {
		t.Errorf("a write and a read allocate %v objects, want 3 at most", allocs)
	}
}
