// What a session's futures say.

package likely_test

import (
	"context"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/likely"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// played returns a session of three nodes.
func played(t testing.TB, lines string) *history.History {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(1, 3, 8)
	cfg.Gossip = 0
	h, err := history.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(struct{ script.Cluster }{h})
	for line := range strings.Lines(lines) {
		cmd, err := script.Parse(strings.TrimSpace(line))
		if err == nil && cmd.Verb != 0 {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return h
}

func expr(t testing.TB, text string) script.Expr {
	t.Helper()
	e, err := script.ParseExpr(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const stale = "set r 1\nset w 1\nset repair off\nput cart milk via n1\nrun 1ms\nget cart via n2\nuntil quiet\n"

// TestLikely: before anything is on its way a stale read is possible and not certain, and once
// the client is told it is what it is. The same question has the same answer on any number of
// goroutines.
func TestLikely(t *testing.T) {
	var first *likely.Answer
	for workers := range 3 {
		h := played(t, stale)
		at := h.Position()
		a, err := likely.Run(context.Background(), h, likely.Question{Expr: expr(t, "stale(2) == yes"), Futures: 200, Workers: workers}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if h.Position() != at {
			t.Errorf("the session is at %v, and was at %v", h.Position(), at)
		}
		if first == nil {
			first = a
		}
		for i := range a.Steps {
			if a.Steps[i] != first.Steps[i] {
				t.Errorf("with %d workers step %+v, otherwise %+v", workers, a.Steps[i], first.Steps[i])
			}
		}
	}
	start, end := first.Steps[0], first.Steps[len(first.Steps)-1]
	if start.Holds == 0 || start.Holds == first.Futures {
		t.Errorf("at the beginning it holds in %d of %d futures", start.Holds, first.Futures)
	}
	want := 0
	if first.Holds {
		want = first.Futures
	}
	if end.Holds != want {
		t.Errorf("at the end it holds in %d of %d futures, and the session says %v", end.Holds, first.Futures, first.Holds)
	}
	if c := first.Certain; c <= 0 || first.Steps[c].Holds != want || first.Steps[c-1].Holds == want {
		t.Errorf("the point of no return is at place %d of %+v", c, first.Steps)
	}
}

// TestTheEndIsTheSession: at its last step a session has one future, itself, whatever is asked,
// also where a fact names no operation and so is about the last one.
func TestTheEndIsTheSession(t *testing.T) {
	const missed = "set r 1\nset w 1\nset repair off\nput cart milk via n1\nrun 1us\nget cart via n2\nuntil quiet\n"
	for _, text := range []string{
		"reply == ok", "reply == notfound", "not reply == ok", "stale == yes", "acks == 1", "acks(1) == 3", "ops == 2", "lost == 0", "reply(1) == ok and stale == yes",
	} {
		h := played(t, missed)
		verdict, err := expr(t, text).Eval(h)
		if err != nil {
			t.Fatal(err)
		}
		a, err := likely.Run(context.Background(), h, likely.Question{Expr: expr(t, text), Futures: 3}, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := 0
		if verdict.Holds {
			want = 3
		}
		if got := a.Steps[len(a.Steps)-1].Holds; a.Holds != verdict.Holds || got != want || a.Certain < 0 {
			t.Errorf("%s is %v (%s), and holds in %d of 3 futures of the last step; point of no return %d", text, verdict.Holds, verdict.Found, got, a.Certain)
		}
	}
}

// TestWhatIsAskedAboutIsEnough: where the expression is about one operation, the others are not
// told of. That changes no share: not of the same expression that nothing can be left out for.
func TestWhatIsAskedAboutIsEnough(t *testing.T) {
	const lines = "set r 1\nset w 1\nset repair off\nput cart milk via n1\nrun 1ms\nget cart via n2 as bob\ncrash n3\nput cart tea\nget cart via n1\nstart n3\nuntil quiet\n"
	for _, text := range []string{"stale(2) == yes", "older(4) == yes or value(2) == milk", "reply(3) == ok and acks(3) == 1", "coordinator(3) == n1 and values(4) == tea"} {
		var all [2]*likely.Answer
		for i, text := range []string{text, "(" + text + ") and ops >= 0"} {
			var err error
			if all[i], err = likely.Run(context.Background(), played(t, lines), likely.Question{Expr: expr(t, text), Futures: 60}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(all[0].Steps, all[1].Steps) {
			t.Errorf("%s: %v; where all operations are told of: %v", text, all[0].Steps, all[1].Steps)
		}
	}
}

// TestCertainFromTheBeginning: what is certain by the settings is so at every step.
func TestCertainFromTheBeginning(t *testing.T) {
	a, err := likely.Run(context.Background(), played(t, "put cart milk\nuntil reply\nget cart\nuntil quiet\n"), likely.Question{Expr: expr(t, "stale(2) == yes"), Futures: 50}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Certain != 0 || a.Holds {
		t.Errorf("point of no return %d, %v", a.Certain, a.Holds)
	}
}

// TestACompletedWriteIsCompleted: a disk write that a command completes is over in every future, so
// nothing is open about an answer that waits for it alone.
func TestACompletedWriteIsCompleted(t *testing.T) {
	h := played(t, "set r 1\nset w 1\nput cart milk via n1\nsync n1 1\nrun 1us\nget cart via n2\nrun 500us\n")
	a, err := likely.Run(context.Background(), h, likely.Question{Expr: expr(t, "latency(1) < 1us"), Futures: 200}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Certain != 0 || !a.Holds {
		t.Errorf("point of no return %d of %+v", a.Certain, a.Steps)
	}
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		lines string
		q     likely.Question
		want  string
	}{
		{"", likely.Question{Expr: expr(t, "lost > 0")}, "nothing has been done in the session"},
		{"put cart milk", likely.Question{Expr: expr(t, "lost > 0"), Futures: -1}, "-1 futures: not allowed (allowed: 1 to 100,000)"},
		{"put cart milk", likely.Question{Expr: expr(t, "stale(7) == yes")}, "stale(7): there is no operation 7"},
	} {
		_, err := likely.Run(context.Background(), played(t, tt.lines), tt.q, nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v; want %s", err, tt.want)
		}
	}
}

// BenchmarkLikely is a session of about 100 steps with 1,000 futures at each.
func BenchmarkLikely(b *testing.B) {
	h := played(b, "put cart milk\nuntil reply\nget cart\nuntil reply\nput cart tea\nuntil reply\nget cart\nuntil reply\nput toys car\nget toys\nuntil reply\nput cart eggs\nuntil reply\nget cart\nuntil reply\nget toys\nuntil quiet\n")
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as ringside likely does
	for b.Loop() {
		if _, err := likely.Run(context.Background(), h, likely.Question{Expr: expr(b, "stale(2) == yes")}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(h.End().Step), "steps")
}

// TestEnds: what only some futures have shown is not called certain.
func TestEnds(t *testing.T) {
	for want, a := range map[string]likely.Answer{
		"it holds; in all 1,000 futures from step 7 on":                   {Futures: 1000, Holds: true, Certain: 1},
		"it does not hold; in none of 1,000 futures from step 7 on":       {Futures: 1000, Certain: 1},
		"it holds; in all 20 futures from the beginning":                  {Futures: 20, Holds: true},
		"it does not hold; yet in some of 20 futures of its last step":    {Futures: 20, Certain: -1},
		"it holds; yet not in all 20 futures of its last step":            {Futures: 20, Holds: true, Certain: -1},
		"it does not hold yet; it does in all 5 futures of its last step": {Futures: 5, Certain: -1},
		"it holds; yet in none of 30 futures of its last step":            {Futures: 30, Holds: true, Certain: -1},
	} {
		a.Steps = []likely.Chance{{}, {Step: 7, Holds: 5}}
		if a.Futures == 30 {
			a.Steps[1].Holds = 0
		}
		if got := a.Ends(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestWordsThatNothingIs: a question that names a node that the session does not have, or a key that nothing in it is
// about, is refused.
func TestWordsThatNothingIs(t *testing.T) {
	h := played(t, "put cart milk\nuntil quiet\n")
	for text, want := range map[string]string{
		"holders(cart) == n9 or reply == ok": "holders(cart) == n9 or reply == ok: no node n9 (nodes: n1, n2, n3)",
		"coordinator == n1":                  "",
		"stored(kart) == milk":               "stored(kart) == milk: nothing in the session is about the key kart (keys: cart)",
		"key == kart":                        "key == kart: nothing in the session is about the key kart (keys: cart)",
		"values(cart) == milk":               "",
	} {
		got := ""
		if err := (&likely.Question{Expr: expr(t, text)}).Check(h); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
