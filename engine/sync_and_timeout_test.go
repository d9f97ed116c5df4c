// Tests of the commands sync and timeout.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// slowly returns a cluster of three nodes in which a client has asked n1 for a write.
func slowly(t *testing.T) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes, cfg.Latency = ring.Draw(1, 3, 8), "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(engine.Command{Verb: engine.Put, Key: "cart", Value: "milk", Via: "n1"}); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSyncCompletesADiskWriteNow: the disk write happens at once, and not a second time.
func TestSyncCompletesADiskWriteNow(t *testing.T) {
	c := slowly(t)
	if err := c.Apply(engine.Command{Verb: engine.SyncDisk, Node: "n1", Count: 1}); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Nanosecond, 10)
	holds := func() (n int) {
		for _, copied := range c.View(engine.Watch{Key: "cart"}).Copies {
			if c.NodeName(copied.Node) == "n1" {
				n++
			}
		}
		return n
	}
	if holds() != 1 {
		t.Error("the write is not on the disk of n1")
	}
	c.Advance(time.Minute, 10_000)
	stores := 0
	for step := 1; step <= c.Trace().Len(); step++ {
		if e := c.Trace().At(step); e.Kind == event.Store && c.NodeName(e.Node) == "n1" {
			stores++
		}
	}
	if stores != 1 {
		t.Errorf("n1 has stored the write %d times", stores)
	}
	err := c.Apply(engine.Command{Verb: engine.SyncDisk, Node: "n1"})
	if err == nil || !strings.Contains(err.Error(), "nothing is on its way to that disk") {
		t.Errorf("a second sync: %v", err)
	}
}

// TestTimeoutGivesUpNow: the coordinator gives up at once, and its client is told.
func TestTimeoutGivesUpNow(t *testing.T) {
	c := slowly(t)
	if err := c.Apply(engine.Command{Verb: engine.TimeOut, Count: 1}); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Nanosecond, 10)
	if got := c.View(engine.Watch{}).Op(1).Outcome; got != event.Timeout {
		t.Errorf("the client is told %v", got)
	}
	c.Advance(time.Minute, 10_000)
	if m := c.Motion(); m == engine.Waiting || m == engine.Moving {
		t.Errorf("after a minute the cluster is %v", m)
	}
	err := c.Apply(engine.Command{Verb: engine.TimeOut, Count: 1})
	if err == nil || !strings.Contains(err.Error(), "no coordinator waits") {
		t.Errorf("a second timeout: %v", err)
	}
}
