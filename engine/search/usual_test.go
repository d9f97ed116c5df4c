// Tests of the questions that people ask.

package search_test

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/search"
)

// TestUsualQuestionsHaveAnAnswer asks them of the cluster that the explorer opens with. What is
// listed there must not end in "not known", and a story must replay.
func TestUsualQuestionsHaveAnAnswer(t *testing.T) {
	want := map[search.Outcome]int{search.Yes: 3, search.No: 4}
	for _, u := range search.UsualQuestions("cart:42 \"x\"") {
		l, err := search.ParseLine(u.Line)
		if err != nil {
			t.Fatalf("%s: %v", u.Line, err)
		}
		if l.Open == nil {
			l.Open = search.UsualRequests("cart")
		}
		h, err := history.New(engine.Default())
		if err != nil {
			t.Fatal(err)
		}
		l.Bounds.States = 100_000
		q := &search.Question{Cluster: h.Cluster(), Open: l.Open, Expr: l.Expr, Bounds: l.Bounds}
		a, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatalf("%s: %v", u.Line, err)
		}
		if a.Outcome == search.Unknown {
			t.Errorf("%s %s", u.Asks, a.Headline(q))
		}
		want[a.Outcome]--
		if a.Outcome == search.Yes {
			if _, err := search.Replay(h, q, a); err != nil {
				t.Errorf("%s %v", u.Asks, err)
			}
		}
	}
	if want[search.Yes] != 0 || want[search.No] != 0 {
		t.Errorf("answers differ from those that are known by %v", want)
	}
}

func TestLineOfAQuestion(t *testing.T) {
	for _, c := range []struct{ line, open, bounds, err string }{
		{line: "stale == yes", bounds: "no message is lost, no node fails and nobody gives up waiting"},
		{
			line: `stale == yes with put "a with ; within \" b" milk as ann; get cart as bob after ann within 1 drop, 2 crashes and 9 steps`,
			open: `put "a with ; within \" b" milk as ann · get cart as bob after ann`, bounds: "at most 1 drop and 2 crashes, and nothing else goes wrong; at most 9 steps",
		},
		{line: "stale == yes with get cart as bob within 1 power-failure 2 crashes", open: "get cart as bob", bounds: "at most 2 crashes and 1 power failure, and nothing else goes wrong"},
		{line: "stale == yes within", err: "within: a number and a kind each, as in within 1 drop 2 crashes (kinds: drops, duplicates, crashes, hangs, starts, wipes, power-failures, cuts, mends, skews, timeouts, steps)"},
		{line: "stale == yes within 1 dorp", err: "within 1 dorp: no such kind (allowed: drops, duplicates, crashes, hangs, starts, wipes, power-failures, cuts, mends, skews, timeouts, steps)"},
		{line: "stale == yes within 1 drop 1 drop", err: "within: drop is said twice; say it once"},
		{line: "stale == yes within 1 drop 2 crashes 3 drops", err: "within: drops is said twice; say it once"},
		{line: "stale == yes within 5 steps 0 steps", err: "within: steps is said twice; say it once"},
		{line: "stale == yes within 0 steps", err: "within 0 steps: nothing can happen (allowed: 1 to 100; without steps a story may have any number)"},
		{line: "stale == yes within 1000 drops", err: "within 1000 drops: not a number of them (allowed: 0 to 100)"},
		{line: "stale == yes with", err: "with: name the requests that are open, as in with put cart milk as ann; get cart as bob"},
		{line: "stale == yes with crash n1", err: "crash: not a client's request; after explore there are only put, get, delete and resolve, with or without after CLIENT"},
		{line: "", err: "\"\": it breaks off here; a comparison begins with a fact, like reply == ok"},
	} {
		l, err := search.ParseLine(c.line)
		switch {
		case err != nil || c.err != "":
			if err == nil || err.Error() != c.err {
				t.Errorf("%q: error %v, want %s", c.line, err, c.err)
			}
		case c.open != "" && search.OpenText(l.Open) != c.open:
			t.Errorf("%q: open %s, want %s", c.line, search.OpenText(l.Open), c.open)
		case l.Bounds.String() != c.bounds:
			t.Errorf("%q: bounds %s, want %s", c.line, &l.Bounds, c.bounds)
		}
	}
}
