// What a state costs that waits to be looked at.

package search

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/heap"
)

// TestWaitingStateIsSmall: a state that waits costs at most 300 bytes, with its share of the
// parts of states, and beside what is remembered of every state that has been found.
func TestWaitingStateIsSmall(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Siblings, engine.LWW} {
		m := broad(t, conflict)
		least := 50_000
		if testing.Short() {
			least = 10_000
		}
		waits := 0
		kept := heap.Growth(func() any {
			x, level := m.begin()
			for waits = 1; waits < least; waits = len(level) {
				var done bool
				var err error
				if level, done, err = x.level(context.Background(), level, nil); done || err != nil {
					t.Fatalf("the search is over with %d states: %v", waits, err)
				}
				x.answer.Depth++
			}
			for i, w := range x.worlds { // what they keep for the next states does not grow
				w.spare, w.nodes, x.found[i], x.labels[i] = nil, nil, nil, nil
			}
			return []any{x.parts, x.place, level}
		})
		bytes := float64(kept) / float64(waits)
		if bytes > 300 {
			t.Errorf("%s: %.0f bytes a waiting state, want at most 300", conflict, bytes)
		}
		t.Logf("%s: %.0f bytes a waiting state, of %d", conflict, bytes, waits)
	}
}

// broad returns the model of a search that soon has many states: two writes and two reads, and
// messages and nodes may fail.
func broad(t *testing.T, conflict engine.Conflict) *model {
	t.Helper()
	cfg := engine.Default()
	cfg.Nodes, cfg.Settings.Conflict = ring.Draw(1, 3, 8), conflict
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	q := Ask(t, c, "older == yes and stale == no and lost > 0",
		"put cart milk via n1 as ann\nput cart eggs via n2 as eve\nget cart via n2 as bob\nget cart via n3 as cem after bob",
		Bounds{Drops: 2, Crashes: 1, States: MostStates})
	q.Workers = 2
	m, err := newModel(q)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
