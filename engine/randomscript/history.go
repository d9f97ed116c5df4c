// Histories for tests: one on which a random script is played, and one that is long.

package randomscript

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
)

// Record plays a script on a history, just as Play does on a cluster.
func Record(t *rapid.T, w World, script []Line) *history.History {
	h, err := history.New(w.Config)
	if err != nil {
		t.Fatalf("NewHistory: %v", err)
	}
	h.KeepEvery(rapid.SampledFrom([]int{1, 20, 100_000}).Draw(t, "keyframe every"))
	for _, m := range script {
		if !h.Advance(h.Now()+m.After, 1_000_000) {
			t.Fatal("time does not go on")
		}
		_ = h.Apply(m.Command) // what can't be is not done
	}
	return h
}

// Busy plays requests on a history of 16 nodes, N=3 R=2 W=2, half of them writes, until
// its trace has that many events and every key has been written.
func Busy(tb testing.TB, keys, events int) *history.History {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 16, 8)
	h, err := history.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; h.Trace().Len() < events || i < keys; i++ {
		cmd := engine.Command{Verb: engine.Put, Key: "key-" + strconv.Itoa(i%keys), Value: "v"}
		if i >= keys && i%2 == 1 {
			cmd = engine.Command{Verb: engine.Get, Key: cmd.Key}
		}
		if err := h.Apply(cmd); err != nil {
			tb.Fatal(err)
		}
		for h.Motion() >= engine.Waiting {
			h.Step()
		}
	}
	return h
}
