// This file has chains of causes as they read, for the words that no claim stands for.

package engine_test

import (
	"slices"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// TestReasonsReadWell: a moment is not given as if it were how long something lasted, and what a
// client was told names its operation.
func TestReasonsReadWell(t *testing.T) {
	cmd := func(verb engine.Verb, node string) engine.Command { return engine.Command{Verb: verb, Node: node} }
	get := func(via string) engine.Command { return engine.Command{Verb: engine.Get, Key: "cart", Via: via} }
	put := engine.Command{Verb: engine.Put, Key: "cart", Value: "milk", Via: "n5"}
	for name, s := range map[string]struct {
		r    int
		cmds []engine.Command // each followed by two seconds
		of   event.Kind       // the last event of this kind is explained
		want []string
	}{
		"one node lost it": {1, []engine.Command{put, cmd(engine.Wipe, "n2"), cmd(engine.Start, "n2"), get("n2")}, event.Missed, []string{
			"op 2 was answered by n2, op 1 had been acknowledged by n5 and n2: n2 is in both",
			"n2 had it on its disk from 1.1 ms on, then lost its disk",
		}},
		"two nodes lost it": {2, []engine.Command{put, cmd(engine.Wipe, "n5"), cmd(engine.Wipe, "n2"), cmd(engine.Wipe, "n4"), cmd(engine.Start, "n5"), cmd(engine.Start, "n2"), get("n5")}, event.Missed, []string{
			"op 2 was answered by n5 and n2, op 1 had been acknowledged by n5 and n2: n5 and n2 are in both",
			"n5 had it on its disk from 0.1 ms on, then lost its disk",
		}},
		"a belief": {3, []engine.Command{{Verb: engine.Slow, Node: "n4", Factor: 1_000_000}, get("n2")}, event.Suspect, []string{
			"n2 believes that n4 is down",
			"the client of op 1 was told: timeout: too few answers in time",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := engine.Default()
			cfg.Nodes, cfg.Placement, cfg.Latency = ring.Draw(1, 5, 8), ring.Simple(3), "fixed"
			cfg.R, cfg.Gossip, cfg.Entropy = engine.Answers(s.r), 0, 0
			c, err := engine.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			for _, cmd := range s.cmds {
				if err := c.Apply(cmd); err != nil {
					t.Fatal(cmd, err)
				}
				c.Advance(c.Now()+2*time.Second, 1_000_000)
			}
			v := c.View(engine.Watch{})
			step := v.Trace.Len()
			for step > 0 && v.Trace.At(step).Kind != s.of {
				step--
			}
			var said []string
			for _, r := range explain.Because(v, step) {
				said = append(said, r.Text)
			}
			for _, want := range s.want {
				if !slices.Contains(said, want) {
					t.Errorf("%q is not among %q", want, said)
				}
			}
		})
	}
}

// TestADeleteThatHasBeenNowhere: of a delete that was not acknowledged nobody was told that the key
// is deleted, and the line about what is kept does not say so either.
func TestADeleteThatHasBeenNowhere(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes, cfg.Placement, cfg.Latency = ring.Draw(1, 5, 8), ring.Simple(3), "fixed"
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, when := range []struct {
		after time.Duration
		want  string
	}{
		{500 * time.Microsecond, "not acknowledged; tombstone on no node, only in 3 messages"},
		{20 * time.Millisecond, "deleted; tombstone durable on n2 n4 n5; survives any two disks"},
	} {
		if c.Now() == 0 {
			if err := c.Apply(engine.Command{Verb: engine.Delete, Key: "cart", Via: "n1"}); err != nil {
				t.Fatal(err)
			}
		}
		c.Advance(when.after, 1_000_000)
		if got := explain.Durability(c.View(engine.Watch{Key: "cart"})); got != when.want {
			t.Errorf("after %v: %q, want %q", when.after, got, when.want)
		}
	}
}
