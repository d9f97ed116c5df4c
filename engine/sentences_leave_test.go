// This file has sentences about replicas that lack a write and are not stale: one that
// gives its copy up, and one that lacks a tombstone and never had a value.

package engine_test

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/explain"
)

// TestLackingIsNotStale: what is said of a replica that lacks a write is what will become
// of it.
func TestLackingIsNotStale(t *testing.T) {
	for _, c := range []struct{ lines, says, not string }{
		{ // n5 has declined the write, and no read repairs it any more
			"isolate n1\nremove n5\nput cart milk via n3\nrun 2s",
			"n5 gives up its copy without it (declined: it hands its copy over)", "n5 is stale",
		},
		{ // the change is over: n5 is none of those who should have it
			"isolate n1\nremove n5\nput cart milk via n3\nrun 2s\nmend n1\nrun 1m",
			"n1", "n5",
		},
		{ // what it answers is right
			"crash n5\ndelete cart via n2\nuntil quiet\nstart n5",
			"n5 lacks the tombstone until a read repairs it (connection refused)", "stale",
		},
		{ // it has the value that was deleted
			"put cart milk via n2\nuntil quiet\ncrash n5\ndelete cart via n2\nuntil quiet\nstart n5",
			"n5 is stale until a read repairs it (connection refused)", "lacks the tombstone",
		},
		{ // it had the tombstone
			"set sync periodic\ndelete cart via n2\nrun 1s\ncrash n5\nstart n5",
			"n5 lacks the tombstone until a read repairs it (stored it, then lost it)", "stale",
		},
		{
			"put cart milk via n2\nuntil quiet\ncrash n5\ncrash n4\nset w 1\ndelete cart via n2\nrun 2s",
			"n5 and n4 are stale until they are up again and a read repairs them (connection refused)", "tombstone until",
		},
		{
			"crash n5\ncrash n4\nset w 1\ndelete cart via n2\nrun 2s",
			"n5 and n4 lack the tombstone until they are up again and a read repairs them (connection refused)", "stale",
		},
	} {
		cfg := engine.Default()
		cfg.Gossip, cfg.Latency = 0, "fixed"
		v := scripted(t, cfg, c.lines).View(engine.Watch{})
		write := v.Ops[len(v.Ops)-1]
		said := explain.Why(v, write)
		if !strings.Contains(said, c.says) || strings.Contains(said, c.not) {
			t.Errorf("after\n%s\nit says %q, which should contain %q and not %q", c.lines, said, c.says, c.not)
		}
	}
}
