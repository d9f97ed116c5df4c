// The reductions save states and steps, and change no answer.

package search_test

import (
	"context"
	"testing"

	"ringside/engine/search"
	"ringside/internal/steady"
)

func TestReductions(t *testing.T) {
	const reader = "put cart milk as ann\nget cart as bob after ann"
	const kleppmann = "put cart milk via A as ann\nget cart via B as bob\nget cart via C as cem after bob"
	for _, tt := range []struct {
		name, settings, expr, open string
		bounds                     search.Bounds
		without                    search.Reductions // what is left on is looked at
		states                     bool              // it saves states, not only steps
	}{
		{"late answers", "set repair off", "stale == yes", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{}, search.Reductions{Orders: true, Nodes: true, Far: true}, true},
		{"late answers of a story", "set r 1\nset w 1\nset repair off", "older == yes", "put cart milk via A as ann\nget cart via B as bob\nget cart via C as cem after bob", search.Bounds{}, search.Reductions{Orders: true, Nodes: true, Far: true}, true},
		{"repairs that nobody reads", "set repair async", "stale == yes", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{}, search.Reductions{Orders: true, Nodes: true, Far: true}, true},
		{"both orders", "set repair off", "stale == yes", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{}, search.Reductions{Late: true, Nodes: true, Far: true}, false},
		{"both orders with a timeout", "set repair off", "value == milk and stale == yes", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{Timeouts: 1}, search.Reductions{Late: true, Nodes: true, Far: true}, false},
		{"far states", "set repair off", "older == yes", kleppmann, search.Bounds{}, search.Reductions{Late: true, Orders: true, Nodes: true}, true},
		{"states that lead nowhere", "set repair off", "stale == yes", "put cart milk via A as ann\nget cart via B as bob", search.Bounds{Drops: 1}, search.Reductions{Late: true, Orders: true, Nodes: true}, true},
		{"equal nodes", "set repair off", "stale == yes", reader, search.Bounds{}, search.Reductions{Late: true, Orders: true, Far: true}, true},
		{"equal nodes that crash", "", "reply == unavailable", "put cart milk as ann", search.Bounds{Crashes: 2}, search.Reductions{Late: true, Orders: true, Far: true}, true},
		{"equal nodes of a story", "set r 1\nset w 1", "stale == yes", reader, search.Bounds{}, search.Reductions{Late: true, Orders: true, Far: true}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := search.Ask(t, three(t, tt.settings), tt.expr, tt.open, tt.bounds)
			run := func(without search.Reductions) *search.Answer {
				q.Without = without
				a, err := search.Run(context.Background(), q, nil)
				if err != nil {
					t.Fatal(err)
				}
				return a
			}
			with, plain := run(tt.without), run(search.Reductions{Late: true, Orders: true, Nodes: true, Far: true})
			t.Logf("%v in %d steps: %d of %d states, %d of %d steps tried", plain.Outcome, len(plain.Steps), with.States, plain.States, with.Transitions, plain.Transitions)
			if with.Outcome != plain.Outcome || len(with.Steps) != len(plain.Steps) {
				t.Errorf("%v in %d steps, and %v in %d without the reduction", with.Outcome, len(with.Steps), plain.Outcome, len(plain.Steps))
			}
			if plain.Outcome == search.Unknown || with.Transitions >= plain.Transitions || tt.states && with.States >= plain.States {
				t.Errorf("it saves nothing")
			}
			if !tt.states && with.States != plain.States {
				t.Errorf("%d states, and %d if every order is tried", with.States, plain.States)
			}
		})
	}
}

func TestParseReductions(t *testing.T) {
	for text, want := range map[string]search.Reductions{
		search.AllReductions: {}, "none": {Late: true, Orders: true, Nodes: true, Far: true}, "orders": {Late: true, Nodes: true, Far: true},
	} {
		if got, err := search.ParseReductions(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
	}
	if _, err := search.ParseReductions("late,some"); err == nil || err.Error() != `"some": no such reduction (allowed: none, or some of late,orders,nodes,far)` {
		t.Error(err)
	}
}

// TestReductionsAgree searches cases that brute force is too slow for to their end, with each
// reduction, with all and with none.
func TestReductionsAgree(t *testing.T) {
	cases := steady.Rounds(120, 60, 10)
	yes, no := 0, 0
	for seed := range uint64(cases) {
		name, q := drawn(t, 1000+seed)
		q.Bounds.Depth, q.Bounds.States = 0, 2500
		q.Without = search.Reductions{Late: true, Orders: true, Nodes: true, Far: true}
		plain, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch plain.Outcome {
		case search.Yes:
			yes++
		case search.No:
			no++
		default:
			continue
		}
		for _, without := range everyReduction {
			q.Without = without
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if a.Outcome != plain.Outcome || len(a.Steps) != len(plain.Steps) {
				t.Errorf("%s\n%v in %d steps without %+v, and %v in %d without any", name, a.Outcome, len(a.Steps), without, plain.Outcome, len(plain.Steps))
			}
		}
	}
	t.Logf("%d cases: yes %d, no %d", cases, yes, no)
	if yes < cases/8 || no < cases/8 {
		t.Errorf("of %d cases %d come to yes and %d to no, which proves little", cases, yes, no)
	}
}
