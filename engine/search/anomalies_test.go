// The anomalies that a search finds by itself, each by its shortest story.

package search_test

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/search"
)

// nodes returns a cluster of so many nodes, named A, B, …, under some settings.
func nodes(t testing.TB, n int, lines string) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, n, 8)
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = string(rune('A' + i))
	}
	cfg.Gossip, cfg.Placement = 0, ring.Simple(min(n, 3))
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	play(t, c, lines)
	return c
}

func TestAnomalies(t *testing.T) {
	for _, tt := range []struct {
		name, lines, expr, open string
		nodes                   int
		bounds                  search.Bounds
		steps                   int
	}{
		{
			"a timeout whose write wins later", "", "reply(1) == timeout and value(2) == milk",
			"put cart milk as ann\nget cart as bob after ann", 3, search.Bounds{Timeouts: 1}, 6,
		},
		{
			"a sloppy quorum that misses an acknowledged write", "set quorum sloppy\nset read all\nset repair off", "stale == yes",
			"put cart milk as ann\nget cart as bob after ann", 4, search.Bounds{Crashes: 1}, 9,
		},
		{
			"an acknowledged write that is lost with the power of a rack", "set sync periodic", "lost > 0",
			"put cart milk as ann", 3, search.Bounds{Crashes: 3}, 7,
		},
		{
			"a deleted value that comes back",
			"set repair off\nset read all\nput cart milk\nuntil quiet\nisolate C\ndelete cart via A\nuntil quiet\nrun 241h\nheal all\nuntil quiet", "resurrected == yes",
			"get cart as ann\nget cart as bob after ann", 3, search.Bounds{}, 3,
		},
		{
			"two siblings of two clients", "set read all", "values == eggs,milk",
			"put cart milk as ann\nput cart eggs as eve\nget cart as bob", 3, search.Bounds{}, 5,
		},
		{
			"a write that a skewed clock shadows", "set conflict lww\nset read all\nset repair off", "stale == yes",
			"put cart milk via A as ann\nput cart eggs via B as eve after ann\nget cart via C as bob after eve", 3, search.Bounds{Skews: 1}, 10,
		},
		{
			"a hint whose holder's disk goes", "set r 1\nset w 1\nset n 1\nset quorum sloppy\ncrash B", "lost > 0",
			"put cart milk via A as ann", 2, search.Bounds{Wipes: 1}, 4,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := nodes(t, tt.nodes, "")
			play(t, c, tt.lines)
			q := ask(t, c, tt.expr, tt.open, tt.bounds)
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%v in %d steps: %d states, %d transitions", a.Outcome, len(a.Steps), a.States, a.Transitions)
			if a.Outcome != search.Yes || len(a.Steps) != tt.steps {
				t.Errorf("%v in %d steps; want a story of %d", a.Outcome, len(a.Steps), tt.steps)
			}
			if a.Outcome != search.Yes {
				return
			}
			told, err := search.Replay(c, q, a)
			for i, one := range told {
				t.Logf("%d %v: %s", i+1, one.Commands, one.Why)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}
