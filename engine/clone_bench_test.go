// This file measures what a copy of a cluster costs.

package engine_test

import (
	"runtime"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// BenchmarkClone copies a cluster of three nodes with two puts in flight.
func BenchmarkClone(b *testing.B) {
	c := twoPuts(b)
	b.ReportAllocs()
	for b.Loop() {
		c.Clone()
	}
}

func twoPuts(b testing.TB) *engine.Cluster {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 3, 8)
	c, err := engine.New(cfg)
	if err != nil {
		b.Fatal(err)
	}
	for _, key := range []string{"cart", "toys"} {
		if err := c.Apply(engine.Command{Verb: engine.Put, Key: key, Value: "milk"}); err != nil {
			b.Fatal(err)
		}
	}
	for range 4 {
		c.Step()
	}
	return c
}

// TestClonesAreSmall holds what a copy may take: a search makes one of every state.
func TestClonesAreSmall(t *testing.T) {
	c := twoPuts(t)
	const copies = 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range copies {
		c.Clone()
	}
	runtime.ReadMemStats(&after)
	if bytes := (after.TotalAlloc - before.TotalAlloc) / copies; bytes > 8<<10 {
		t.Errorf("a copy of three nodes with two puts in flight takes %d bytes", bytes)
	}
}

// TestClonesGoOnOnOtherGoroutines lets copies of one cluster go on at the same time,
// each in what they share. The race detector looks on.
func TestClonesGoOnOnOtherGoroutines(t *testing.T) {
	c := twoPuts(t)
	c.Clone() // from now on nothing is written when it is copied
	traces := make(chan string)
	for range 4 {
		go func() {
			d := c.Clone()
			for d.Step() && d.Trace().Len() < 200 {
			}
			traces <- string(d.Trace().AppendJSON(nil, d.Trace().Len(), d.NodeName))
		}()
	}
	first := <-traces
	for range 3 {
		if other := <-traces; other != first {
			t.Errorf("one ends with %s, another with %s", first, other)
		}
	}
}
