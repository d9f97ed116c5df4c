// What a search finds of known questions.

package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/search"
	"ringside/internal/count"
)

// three returns a cluster of three nodes, A, B and C, under some settings.
func three(t testing.TB, settings string) *engine.Cluster {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 3, 8)
	for i := range cfg.Nodes {
		cfg.Nodes[i].Name = string(rune('A' + i))
	}
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	search.Play(t, c, "set read all\nset gossip off\n"+settings)
	return c
}

func TestFacts(t *testing.T) {
	const reader = "put cart milk via A\nget cart via B"
	const kleppmann = "put cart milk via A as ann\nget cart via B as bob\nget cart via C as cem after bob"
	for _, tt := range []struct {
		expr, settings, open string
		bounds               search.Bounds
		want                 search.Outcome
		steps                int
	}{
		{"stale == yes", "set r 1\nset w 1\nset repair off", reader, search.Bounds{}, search.Yes, 2},
		{"stale == yes", "set repair off", reader, search.Bounds{}, search.No, 0},
		{"stale == yes", "set repair off", reader, search.Bounds{Drops: 2}, search.No, 0},
		{"stale == yes", "set repair off", reader, search.Bounds{Wipes: 1}, search.No, 0},
		{"older == yes", "set repair off", kleppmann, search.Bounds{}, search.Yes, 7},
		{"older == yes", "set r 1\nset w 1\nset repair off", "put cart milk via A as ann\nget cart via A as bob\nget cart as cem after bob", search.Bounds{}, search.Yes, 3},
		{"older == yes", "set repair blocking", kleppmann, search.Bounds{}, search.No, 0},
		{"older == yes", "set repair blocking", kleppmann, search.Bounds{Drops: 1}, search.No, 0},
		{"reply == ok", "cut A B\ncut A C", "put cart milk via A", search.Bounds{Timeouts: 1}, search.No, 0},
		{"reply == ok", "cut A B", "put cart milk via A", search.Bounds{Timeouts: 1}, search.Yes, 3},
		{"stale == yes or reply == timeout", "", "put cart milk via A", search.Bounds{Timeouts: 1}, search.Yes, 2},
		{"reply(2) == ok or reply(1) == timeout", "", reader, search.Bounds{Timeouts: 1}, search.Yes, 2},
		{"not stale == yes and not reply == timeout", "", "put cart milk via A", search.Bounds{Timeouts: 1}, search.No, 0},
		{"lost > 0", "set r 1\nset w 1", "put cart milk via A", search.Bounds{Wipes: 1, Drops: 2}, search.Yes, 4},
		{"lost > 0", "set r 1\nset w 1", "put cart milk via A", search.Bounds{Wipes: 1}, search.Yes, 4},
		{"lost > 0", "", "put cart milk via A", search.Bounds{Wipes: 1, Drops: 2}, search.No, 0},
		{"lost > 0", "", "put cart milk via A", search.Bounds{Wipes: 1}, search.No, 0},
		{"lost > 0", "", "put cart milk via A", search.Bounds{Wipes: 2}, search.Yes, 6},
		{"lost > 0", "set r 1\nset w 1", "put cart milk via A", search.Bounds{Crashes: 1}, search.No, 0},
		{"lost > 0", "", "put cart milk via A", search.Bounds{Wipes: 2, Drops: 1}, search.Yes, 6},
		{"acks == 1", "", "put cart milk via A", search.Bounds{}, search.Yes, 1},
		{"acks == 2 and reply == coordinatorlost", "set w 3", "put cart milk via A", search.Bounds{Crashes: 1}, search.Yes, 4},
	} {
		name := fmt.Sprintf("%s/%s/%+v", tt.expr, strings.ReplaceAll(tt.settings, "\n", ","), tt.bounds)
		t.Run(name, func(t *testing.T) {
			q := search.Ask(t, three(t, tt.settings), tt.expr, tt.open, tt.bounds)
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := search.Replay(q.Cluster.Clone(), q, a); err != nil && a.Outcome == search.Yes {
				t.Error(err)
			}
			t.Logf("%v in %d steps: %d states, %d transitions, depth %d", a.Outcome, len(a.Steps), a.States, a.Transitions, a.Depth)
			if a.Outcome != tt.want || len(a.Steps) != tt.steps {
				t.Errorf("%v in %d steps; want %v in %d", a.Outcome, len(a.Steps), tt.want, tt.steps)
			}
		})
	}
}

// TestResolve: a resolve begins only once its client has read something, as the engine has it.
func TestResolve(t *testing.T) {
	const settings = "set r 1\nset w 1\nset repair off"
	for _, tt := range []struct {
		expr, open string
		want       search.Outcome
	}{
		{"reply(3) == ok", "put k a as ann\nget k as cem\nresolve k c as cem", search.Yes},
		{"reply(2) == ok", "get k as cem\nresolve k c as cem", search.No},
		{"reply(2) == ok", "put k a as cem\nresolve k c as cem", search.Yes},
	} {
		c := three(t, settings)
		q := search.Ask(t, c, tt.expr, tt.open, search.Bounds{})
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != tt.want {
			t.Errorf("%s with %s: %v; want %v", tt.expr, tt.open, a.Outcome, tt.want)
		}
		if a.Outcome == search.Yes {
			if _, err := search.Replay(c.Clone(), q, a); err != nil {
				t.Errorf("%s with %s: %v", tt.expr, tt.open, err)
			}
		}
	}
}

// TestReadUnderWay: what a client is told of a request from before the search is what its next write
// builds upon, as in the engine.
func TestReadUnderWay(t *testing.T) {
	const settings = "set repair off\nput k a via A\nuntil quiet\n"
	for _, tt := range []struct {
		expr, first, open string
		want              search.Outcome
	}{
		{"holders(k, b) == A,B,C and holders(k, a) == none", "get k via B as bob", "put k b via A as bob", search.Yes},
		{"holders(k, b) == A,B,C and holders(k, a) == A,B,C", "get k via B as bob", "put k b via A as bob", search.Yes},
		{"holders(k, b) == A,B,C and holders(k, a) == none", "get k via B as ann", "put k b via A as bob", search.No},
		{"reply(3) == ok and holders(k, a) == none", "get k via B as bob", "resolve k b via A as bob", search.Yes},
	} {
		c := three(t, settings+tt.first)
		q := search.Ask(t, c, tt.expr, tt.open, search.Bounds{})
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if a.Outcome != tt.want {
			t.Errorf("%s with %s, then %s: %v; want %v", tt.expr, tt.first, tt.open, a.Outcome, tt.want)
		}
		if a.Outcome == search.Yes {
			if _, err := search.Replay(c.Clone(), q, a); err != nil {
				t.Errorf("%s with %s: %v", tt.expr, tt.open, err)
			}
		}
	}
}

// TestCrashedVia: a request through a node that is crashed is refused, unless a start is allowed.
func TestCrashedVia(t *testing.T) {
	c := three(t, "crash A")
	err := search.Check(search.Ask(t, c, "reply == ok", "get k via A", search.Bounds{}))
	if err == nil || !strings.Contains(err.Error(), "get k via A: it can never begin, since A is crashed") {
		t.Errorf("through a crashed node: %v", err)
	}
	for open, b := range map[string]search.Bounds{"get k via A": {Starts: 1}, "get k via B": {}, "get k": {}} {
		if err := search.Check(search.Ask(t, c, "reply == ok", open, b)); err != nil {
			t.Errorf("%s: %v", open, err)
		}
	}
}

// TestTooLarge: a request that no cluster takes is refused before it is searched.
func TestTooLarge(t *testing.T) {
	q := search.Ask(t, three(t, ""), "reply == ok", "put k "+strings.Repeat("a", engine.MaxValue+1), search.Bounds{})
	if err := search.Check(q); err == nil || !strings.Contains(err.Error(), "allowed: at most") {
		t.Errorf("a value that is too large: %v", err)
	}
}

// TestStoriesReplay: the ordinary cluster agrees with every story.
func TestStoriesReplay(t *testing.T) {
	c := three(t, "set repair off")
	q := search.Ask(t, c, "older == yes", "put cart milk as ann\nget cart as bob\nget cart as cem after bob", search.Bounds{})
	a, err := search.Run(context.Background(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	told, err := search.Replay(c.Clone(), q, a)
	if err != nil {
		t.Fatal(err)
	}
	if len(told) != a.Depth || a.Depth == 0 {
		t.Errorf("%d steps were told of a story of %d", len(told), a.Depth)
	}
	q.Expr = search.Ask(t, c, "older == no and stale == yes", "", search.Bounds{}).Expr
	if _, err := search.Replay(c.Clone(), q, a); err == nil {
		t.Error("a story is taken for one of something else")
	}
}

// TestWorkersDoNotMatter: the answer, the story and the counts do not depend on how many
// goroutines search.
func TestWorkersDoNotMatter(t *testing.T) {
	var first string
	for workers := range 4 {
		q := search.Ask(t, three(t, "set repair off"), "stale == yes", "put cart milk as ann\nget cart as bob\nget cart as cem after bob", search.Bounds{Drops: 1, Depth: 7})
		q.Workers = workers
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%+v", *a)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("with %d workers: %s; otherwise: %s", workers, got, first)
		}
	}
}

// TestStopped: a search that is stopped says so, and what it has seen until then.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	q := search.Ask(t, three(t, "set repair blocking"), "older == yes", "put cart milk as ann\nget cart as bob\nget cart as cem after bob", search.Bounds{})
	a, err := search.Run(ctx, q, func(*search.Answer) { stop() })
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != search.Unknown || a.Stopped != "by you" || a.States < 2 {
		t.Errorf("%v, stopped %q, %d states", a.Outcome, a.Stopped, a.States)
	}
	q.Bounds.States = 50
	if a, err = search.Run(context.Background(), q, nil); err != nil || a.Outcome != search.Unknown || a.Stopped != "at its bound of 50 states" {
		t.Errorf("%v, stopped %q, %v", a.Outcome, a.Stopped, err)
	}
}

// TestDepth: a bound of steps that cuts something off makes a no not known, and no other.
func TestDepth(t *testing.T) {
	const open = "put cart milk via A as ann\nget cart via B as bob after ann"
	for _, tt := range []struct {
		expr, settings string
		finally        bool
		bounds         search.Bounds
	}{
		{"stale == yes", "set r 1\nset w 1\nset repair off", false, search.Bounds{}},
		{"stale == yes", "set repair off", false, search.Bounds{}},
		{"stale == yes", "set repair off", true, search.Bounds{}},
	} {
		whole := search.Ask(t, three(t, tt.settings), tt.expr, open, tt.bounds)
		whole.Finally = tt.finally
		all, err := search.Run(context.Background(), whole, nil)
		if err != nil {
			t.Fatal(err)
		}
		for depth := 1; depth <= all.Depth+1; depth++ {
			q := *whole
			q.Bounds.Depth = depth
			a, err := search.Run(context.Background(), &q, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, stopped := search.Unknown, "at its bound of "+count.Of(depth, "step")
			if depth >= all.Depth {
				want, stopped = all.Outcome, ""
			}
			if a.Outcome != want || a.Stopped != stopped {
				t.Errorf("%s in %d steps of %d: %v, stopped %q; want %v, %q", tt.expr, depth, all.Depth, a.Outcome, a.Stopped, want, stopped)
			}
			if want == all.Outcome && a.States != all.States {
				t.Errorf("%s in %d steps: %s; without a bound %s", tt.expr, depth, a.Searched(), all.Searched())
			}
		}
	}
}

// TestNobodyAsks: what faults alone can do is searched, too.
func TestNobodyAsks(t *testing.T) {
	c := three(t, "put cart milk\nuntil quiet\n")
	for _, tt := range []struct {
		expr   string
		bounds search.Bounds
		want   search.Outcome
		steps  int
	}{
		{"holders(cart) == C and up == 3", search.Bounds{Wipes: 2, Starts: 2}, search.Yes, 4},
		{"holders(cart) == C and up == 3", search.Bounds{Wipes: 2, Starts: 1}, search.No, 0},
		{"stale == yes", search.Bounds{Crashes: 1}, search.No, 0},
	} {
		a, err := search.Run(context.Background(), search.Ask(t, c, tt.expr, "", tt.bounds), nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome != tt.want || len(a.Steps) != tt.steps {
			t.Errorf("%s within %v: %v in %d steps; want %v in %d", tt.expr, &tt.bounds, a.Outcome, len(a.Steps), tt.want, tt.steps)
		}
	}
	if _, err := search.Run(context.Background(), search.Ask(t, c, "stale == yes", "", search.Bounds{}), nil); err == nil {
		t.Error("nothing can happen, and that is searched")
	}
}
