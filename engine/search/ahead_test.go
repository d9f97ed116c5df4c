// What is said of how many steps must still come holds in every state.

package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ringside/engine/script"
	"ringside/internal/steady"
)

// happensIn says what happens in a step.
func (m *model) happensIn(s *state, mv move) string {
	quick := ""
	if mv.quick {
		quick = ", quick"
	}
	if mv.inFlight() || mv.kind == givesUp {
		f := s.flights[mv.a]
		return fmt.Sprintf("kind %d: op %d, %v from %d to %d%s", mv.kind, f.Op+f.Message.Op, f.Message.Type, f.Message.From, f.Message.To, quick)
	}
	return fmt.Sprintf("kind %d: %d, %d%s", mv.kind, mv.a, mv.b, quick)
}

// TestStepsAheadAreNeverTooMany takes random steps, and looks at all steps that could be taken
// instead: none takes more than one off what must still come, and what must still come is one step
// where the expression can begin to hold in the next. So it is never too much, and a search that goes by
// it finds the shortest story.
func TestStepsAheadAreNeverTooMany(t *testing.T) {
	stories := steady.Rounds(3000, 400, 40)
	most, held, dead := map[int]int{}, 0, 0
	for seed := range uint64(stories) {
		r := rand.New(rand.NewPCG(seed, 22))
		q, lines := drawQuestion(t, r)
		pick := func(words ...string) string { return words[r.IntN(len(words))] }
		if r.IntN(2) == 0 { // fewer ways to fail have more to say
			q.Bounds = Bounds{Drops: r.IntN(2), Duplicates: r.IntN(2), Hangs: r.IntN(2), Starts: 2}
		}
		one := func() string {
			return pick("stale == yes", "older == yes", "resurrected == yes", "reply == ok", "reply == notfound", "reply == timeout", "not reply == ok", "reply != timeout", "value == milk",
				"values == eggs,milk", "not value == milk", "value == none", "lost > 0", "atrisk > 0", "shadowed >= 1", "acks > 0", "stale(1) == yes", "stale(2) == yes", "older(2) == yes", "reply(1) == timeout",
				"value(2) == milk", "reply(2) == reply(1)", "written == milk", "verb == get", "inflight == 0", "not (stale == no or older == no)")
		}
		text := one()
		for range r.IntN(2) {
			text = "(" + text + pick(" and ", " or ") + one() + ")"
		}
		var err error
		if q.Expr, err = script.ParseExpr(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		q.Without = Reductions{Orders: true, Nodes: true, Late: r.IntN(2) == 0}
		m, err := newModel(q)
		if err != nil {
			continue // no request can begin, or there is no such operation
		}
		w := m.newWorld()
		s, told := m.initial, []string(nil)
		w.s, w.news = s, true
		if _, yes := w.holds(); yes {
			continue
		}
		for range 24 {
			ahead := w.stepsAhead(s)
			most[min(ahead, 20)]++
			all, _ := m.moves(s, nil)
			if len(all) == 0 {
				break
			}
			next, by, step := (*state)(nil), r.IntN(2*len(all)), ""
			for i := range 2 * len(all) {
				mv := all[i/2]
				if mv.quick = i%2 == 1; mv.quick && mv.kind == starts {
					continue
				}
				to := w.apply(s, mv)
				after, yes := w.stepsAhead(to), false
				if _, yes = w.holds(); yes {
					after = 0
					held++
				}
				if after < ahead-1 {
					t.Fatalf("seed %d: %s\n%s\n%v within %v, sure %t\n%s\nthere are %d steps ahead at least, and %d after: %s", seed, text, lines, q.Open, &q.Bounds, m.ahead.sure, strings.Join(told, "\n"), ahead, after, m.happensIn(s, mv))
				}
				if (i == by || next == nil) && !yes {
					next, step = to, m.happensIn(s, mv)
				}
			}
			if next == nil {
				break
			}
			told = append(told, step)
			if s = next; ahead >= never {
				dead++
			}
		}
	}
	t.Logf("steps ahead, and of how many states: %v; it held in %d, and %d led nowhere", most, held, dead)
	if most[4] == 0 || most[6] == 0 || held == 0 || dead == 0 {
		t.Error("that proves little")
	}
}
