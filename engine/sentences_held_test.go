// This file has stale reads whose answers came from nodes that had had what they lacked.

package engine_test

import (
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// TestHadItBefore: of a node that had a version and let go of it, the sentence about a stale
// read does not say that it had not seen it, but how it had it and what took it.
func TestHadItBefore(t *testing.T) {
	cmd := func(verb engine.Verb, node string) engine.Command { return engine.Command{Verb: verb, Node: node} }
	get := func(via string) engine.Command { return engine.Command{Verb: engine.Get, Key: "cart", Via: via} }
	put := engine.Command{Verb: engine.Put, Key: "cart", Value: "milk", Via: "n5"}
	for name, s := range map[string]struct {
		quorum engine.Quorum
		r, w   int
		before []engine.Command // until the write is everywhere
		at     []engine.Command
		want   string
	}{
		"a hint, handed over": {
			quorum: engine.Sloppy, r: 2, w: 2,
			before: []engine.Command{cmd(engine.Crash, "n2"), cmd(engine.Crash, "n4"), put},
			at:     []engine.Command{get("n1"), cmd(engine.Start, "n2"), cmd(engine.Crash, "n5"), get("n2")},
			want:   "n2 had not seen op 1, which was acknowledged before; n1 had it only as a hint, and had handed it over; ",
		},
		"a disk, lost": {
			quorum: engine.Strict, r: 1, w: 1,
			before: []engine.Command{put},
			at:     []engine.Command{cmd(engine.Wipe, "n2"), cmd(engine.Start, "n2"), get("n2")},
			want:   "op 1 was acknowledged before; n2 had it once, and had lost its disk; ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := engine.Default()
			cfg.Nodes, cfg.Placement = ring.Draw(1, 5, 8), ring.Simple(3)
			cfg.Quorum, cfg.R, cfg.W, cfg.Gossip, cfg.Entropy = s.quorum, engine.Answers(s.r), engine.Answers(s.w), 0, 0
			c, err := engine.New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			for _, cmd := range append(s.before, s.at...) {
				if err := c.Apply(cmd); err != nil {
					t.Fatal(cmd, err)
				}
				if cmd.Verb == engine.Get || cmd.Verb == engine.Put {
					c.Advance(c.Now()+20*time.Millisecond, 1_000_000)
				}
			}
			v := c.View(engine.Watch{})
			o := v.Ops[len(v.Ops)-1]
			said := explain.Why(v, o)
			if !o.Missed.Found {
				t.Fatalf("the read is not stale: %s", said)
			}
			if !strings.HasPrefix(said, "stale: "+s.want) {
				t.Errorf("it says %q, not %q", said, s.want)
			}
		})
	}
}
