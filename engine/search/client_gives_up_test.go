// Clients that give up waiting for a coordinator that hangs.

package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ringside/engine/search"
	"ringside/internal/steady"
)

// TestClientsGiveUp: the client of a coordinator that hangs gives up within the bound of timeouts, and
// what comes after it can begin; the coordinator goes on with what it has begun when it resumes.
func TestClientsGiveUp(t *testing.T) {
	const chain = "put cart milk via A as ann\nget cart via B as bob after ann"
	for _, c := range []struct {
		expr, lines, open string
		b                 search.Bounds
		want              search.Outcome
		steps             int
		story             string
	}{
		{"reply == coordinatorlost", "hang A", "put cart milk via A", search.Bounds{}, search.No, 0, ""},
		{"reply == coordinatorlost", "hang A", "put cart milk via A", search.Bounds{Timeouts: 1}, search.Yes, 2, "the client of operation 1 gives up waiting for A, which hangs; the client is told coordinatorlost"},
		{"reply == coordinatorlost", "", "put cart milk via A", search.Bounds{Hangs: 1, Timeouts: 1}, search.Yes, 3, "the client of operation 1 gives up waiting for A, which hangs"},
		{"reply == coordinatorlost", "put cart milk via A\nhang A", "", search.Bounds{Timeouts: 1}, search.No, 0, ""},
		{"reply == coordinatorlost", "put cart milk via A\nhang A", "", search.Bounds{Timeouts: 2}, search.Yes, 2, "A is to give up waiting for operation 1, and hangs"},
		{"reply(2) == notfound", "hang A", chain, search.Bounds{Timeouts: 1}, search.Yes, 5, ""},
		{"reply(1) == coordinatorlost and value(2) == milk", "put cart milk via A as ann\nhang A", "get cart via B as bob", search.Bounds{Timeouts: 2, Starts: 1}, search.Yes, 0, ""},
		{"reply(1) == coordinatorlost and holders(cart) == A,B,C", "hang A", "put cart milk via A as ann", search.Bounds{Timeouts: 1, Starts: 1}, search.No, 0, ""},
		{"reply == timeout", "put cart milk via A\nhang A", "", search.Bounds{Timeouts: 1, Starts: 1}, search.Yes, 2, ""},
	} {
		name := fmt.Sprintf("%s after %q, %q within %v", c.expr, c.lines, c.open, &c.b)
		q := search.Ask(t, three(t, c.lines), c.expr, c.open, c.b)
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if a.Outcome != c.want || c.steps > 0 && len(a.Steps) != c.steps {
			t.Errorf("%s: %v in %d steps, want %v in %d", name, a.Outcome, len(a.Steps), c.want, c.steps)
		}
		var story strings.Builder
		for _, s := range a.Steps {
			story.WriteString(s.Why + "\n")
		}
		if !strings.Contains(story.String(), c.story) {
			t.Errorf("%s: no %q in\n%s", name, c.story, &story)
		}
		if a.Outcome == search.Yes {
			if _, err := search.Replay(q.Cluster.Clone(), q, a); err != nil {
				t.Errorf("%s: %v\n%s", name, err, &story)
			}
		}
	}
}

// TestGivingUpAgrees draws cases in which a coordinator hangs, and holds the search against brute force,
// with each reduction and without.
func TestGivingUpAgrees(t *testing.T) {
	yes := 0
	cases := steady.Rounds(60, 20, 3)
	for seed := range uint64(cases) {
		r := rand.New(rand.NewPCG(seed, 41))
		pick := func(words ...string) string { return words[r.IntN(len(words))] }
		n := 2 + r.IntN(2)
		lines := fmt.Sprintf("set r 1\nset w 1\nset n %d\nset r %d\nset w %d\nset conflict %s\nset repair %s\nset latency fixed\n%s", n, 1+r.IntN(n), 1+r.IntN(n), pick("siblings", "lww"), pick("off", "async", "blocking"),
			pick("hang A", "hang A", "put cart tea via A as zoe\nhang A", "put cart tea via A as zoe\nrun 1ms\nhang A", "get cart via A as zoe\nhang A", "hang A\nput cart tea via A as zoe", ""))
		open := pick("put cart milk via A as ann", "put cart milk via A as ann\nget cart via B as bob after ann", "get cart via A as ann\nput cart milk via B as bob", "delete cart via A as ann", "get cart as bob")
		expr := pick("reply == coordinatorlost", "reply(1) == coordinatorlost", "stale == yes", "lost > 0", "atrisk > 0", "value == milk", "reply == notfound", "reply == timeout", "reply(1) == coordinatorlost and reply(2) == ok", "reply(1) == coordinatorlost and acks(1) > 0", "inflight == 0", "holders(cart) == A", "older == yes")
		if strings.Contains(expr, "(2)") {
			open = "put cart milk via A as ann\nget cart via B as bob after ann"
		}
		bounds := search.Bounds{Depth: 3 + r.IntN(2), Timeouts: 1 + r.IntN(2), Hangs: r.IntN(2), Starts: r.IntN(3), Crashes: r.IntN(8) / 7}
		name := fmt.Sprintf("seed %d: %s within %v\n%s\n%s", seed, expr, &bounds, lines, open)
		q := search.Ask(t, search.SmallCluster(t, n, lines), expr, open, bounds)
		if err := search.Check(q); err != nil && strings.Contains(err.Error(), "every node is up") {
			q.Bounds.Starts = 0
		}
		b := forced(t, q)
		for b.work > mostWork && q.Bounds.Depth > 1 {
			q.Bounds.Depth--
			b = forced(t, q)
		}
		for _, without := range everyReduction {
			q.Without = without
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			found := q.Bounds.Depth + 1
			if a.Outcome == search.Yes {
				found = len(a.Steps)
			}
			if found != b.best {
				t.Errorf("%s\nthe search says %v in %d steps (without: %+v), brute force says %d of at most %d", name, a.Outcome, len(a.Steps), without, b.best, q.Bounds.Depth)
			}
			if a.Outcome == search.Yes {
				if _, err := search.Replay(q.Cluster.Clone(), q, a); err != nil {
					t.Errorf("%s\n%v", name, err)
				}
			}
		}
		if b.best <= q.Bounds.Depth {
			yes++
		}
	}
	if yes < cases/4 || yes > cases*9/10 {
		t.Errorf("%d of %d answers are yes: the cases say little", yes, cases)
	}
}
