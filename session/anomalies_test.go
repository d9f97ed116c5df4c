// The anomalies that a search finds by itself, each by its shortest story, and what becomes of
// a story as a code.

package session_test

import (
	"context"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/engine/search"
	"ringside/session"
)

// anomaly is a question whose answer is yes.
type anomaly struct {
	name, lines, expr, open string
	nodes                   int
	bounds                  search.Bounds
	steps                   int // of the shortest story
}

// kleppmann is the example of "Designing Data-Intensive Applications", chapter 9, on linearizability.
const kleppmann = "put cart milk via A as ann\nget cart via B as bob\nget cart via C as cem after bob"

// anomalies is never written to.
var anomalies = []anomaly{
	{"a stale read", "set r 1\nset w 1\nset repair off", "stale == yes", "put cart milk via A\nget cart via B", 3, search.Bounds{}, 2},
	{"a read that is older than the one before", "set repair off\nset read all", "older == yes", kleppmann, 3, search.Bounds{}, 7},
	{"a lost write at R=W=1", "set r 1\nset w 1", "lost > 0", "put cart milk via A", 3, search.Bounds{Wipes: 1, Drops: 2}, 4},
	{"a lost write at R=W=2", "", "lost > 0", "put cart milk via A", 3, search.Bounds{Wipes: 2, Drops: 1}, 6},
	{"an acknowledged write that only messages have", "set r 1\nset w 1", "reply == ok and holders(cart) == none", "put cart milk via A", 3, search.Bounds{Wipes: 1}, 2},
	{
		"a timeout whose write wins later", "", "reply(1) == timeout and value(2) == milk",
		"put cart milk as ann\nget cart as bob after ann", 3, search.Bounds{Timeouts: 1}, 6,
	},
	{
		"a sloppy quorum that misses an acknowledged write", "set quorum sloppy\nset read all\nset repair off", "stale == yes",
		"put cart milk as ann\nget cart as bob after ann", 4, search.Bounds{Crashes: 1}, 9,
	},
	{ // more than a million states are looked at if they are taken as they are found
		"a sloppy quorum of five nodes where much may fail", "set quorum sloppy\nset read all\nset repair off", "stale == yes",
		"put cart milk as ann\nget cart as bob after ann", 5, search.Bounds{Crashes: 2, Timeouts: 2, Drops: 2, States: 200_000}, 9,
	},
	{
		"an acknowledged write that is lost with the power of a rack", "set sync periodic", "lost > 0",
		"put cart milk as ann", 3, search.Bounds{PowerFailures: 1}, 5,
	},
	{
		"a deleted value that comes back",
		"set grace 1m\nset repair off\nset read all\nput cart milk\nuntil quiet\nisolate C\ndelete cart via A\nuntil quiet\nrun 2m\nheal all\nuntil quiet", "resurrected == yes",
		"get cart as ann\nget cart as bob after ann", 3, search.Bounds{}, 4,
	},
	{
		"two siblings of two clients at R=W=2", "set read all", "values == eggs,milk",
		"put cart milk as ann\nput cart eggs as eve\nget cart as bob", 3, search.Bounds{}, 5,
	},
	{
		"an acknowledged write that a skewed clock shadows", "set conflict lww", "shadowed > 0",
		"put cart milk as ann\nput cart eggs as ann", 3, search.Bounds{Skews: 1}, 9,
	},
	{
		"a hint whose holder's disk goes", "set r 1\nset w 1\nset n 1\nset quorum sloppy\ncrash B", "lost > 0",
		"put cart milk via A as ann", 2, search.Bounds{Wipes: 1}, 4,
	},
}

// ask returns the session in which an anomaly's question is asked, and the question.
func (a *anomaly) ask(t testing.TB) (*history.History, *search.Question) {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, a.nodes, 8)
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = string(rune('A' + i))
	}
	cfg.Gossip, cfg.Placement = 0, ring.Simple(min(a.nodes, 3))
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(struct{ script.Cluster }{h})
	for line := range strings.Lines(a.lines) {
		cmd, err := script.Parse(strings.TrimSpace(line))
		if err == nil {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	q := &search.Question{Cluster: h.Cluster(), Bounds: a.bounds, Workers: 1}
	if q.Expr, err = script.ParseExpr(a.expr); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(a.open) {
		one, err := search.ParseRequest(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		q.Open = append(q.Open, one)
	}
	return h, q
}

// TestAnomalies: each is found by its shortest story, and none without the faults that it is
// about. The story can be replayed, and its code opens as the same session, event by event.
func TestAnomalies(t *testing.T) {
	for _, one := range anomalies {
		t.Run(one.name, func(t *testing.T) {
			h, q := one.ask(t)
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%v in %d steps: %d states, %d transitions", a.Outcome, len(a.Steps), a.States, a.Transitions)
			if a.Outcome != search.Yes || len(a.Steps) != one.steps {
				t.Fatalf("%v in %d steps; want a story of %d", a.Outcome, len(a.Steps), one.steps)
			}
			told, err := search.Replay(h, q, a)
			for i, step := range told {
				t.Logf("%d %v: %s", i+1, step.Commands, step.Why)
			}
			if err != nil {
				t.Fatal(err)
			}
			code, err := session.Encode(h)
			if err != nil {
				t.Fatal(err)
			}
			opened, warning, err := session.Decode(code)
			if err != nil || warning.Text != "" {
				t.Fatalf("%v, warning %q", err, warning.Text)
			}
			same(t, h, opened)
			if one.bounds == (search.Bounds{}) {
				return
			}
			_, q = one.ask(t)
			q.Bounds = search.Bounds{}
			if a, err = search.Run(context.Background(), q, nil); err != nil || a.Outcome != search.No {
				t.Errorf("without a fault it is %v (%v)", a.Outcome, err)
			}
		})
	}
}

// BenchmarkAnomalies searches each anomaly on one processor.
func BenchmarkAnomalies(b *testing.B) {
	for _, one := range anomalies {
		b.Run(one.name, func(b *testing.B) {
			_, q := one.ask(b)
			for b.Loop() {
				if a, err := search.Run(context.Background(), q, nil); err != nil || a.Outcome != search.Yes {
					b.Fatal(a, err)
				}
			}
		})
	}
}
