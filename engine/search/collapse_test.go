// What a state costs that waits to be looked at.

package search

import (
	"context"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/internal/heap"
)

// TestWaitingStateIsSmall: a state that waits costs at most 200 bytes, with its share of the
// parts of states, and beside what is remembered of every state that has been found.
func TestWaitingStateIsSmall(t *testing.T) {
	for _, conflict := range []engine.Conflict{engine.Siblings, engine.LWW} {
		m := broad(t, conflict)
		least := 50_000
		if testing.Short() {
			least, m.ahead.used = 10_000, false // so few share parts only if they are of one level
		}
		waits := 0
		kept := heap.Growth(func() any {
			x := m.begin()
			for ; x.queue.waits < least; waits = x.queue.waits {
				var level bucket
				if level, x.steps = x.queue.next(); len(level.places) == 0 || x.level(context.Background(), level.places, nil, false) {
					t.Fatalf("the search is over with %d states", waits)
				}
				x.queue.done(level)
			}
			waits = x.queue.waits
			for i, w := range x.worlds { // what they keep for the next states does not grow
				w.spare, w.nodes, x.found[i], x.labels[i], x.slept[i] = nil, nil, nil, nil, nil
			}
			return []any{x.parts, x.queue}
		})
		bytes := float64(kept) / float64(waits)
		if bytes > 200 {
			t.Errorf("%s: %.0f bytes a waiting state, want at most 200", conflict, bytes)
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
