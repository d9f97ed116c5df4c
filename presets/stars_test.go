// A test that three stars are for the fewest commands, where a search can tell.

package presets

import (
	"context"
	"strings"
	"testing"

	"ringside/engine/search"
)

// TestFewerCommandsDoNotDo: whatever fewer commands somebody gives, in whatever order messages then
// arrive, the goal of a challenge is not reached. A line is what those commands can be: requests, and how
// often a fault may be. Of no-overlap one is left out here, since it takes a minute and a half of
// processor time: a get and heal all, which is two starts. ringside can says no to it, after 4,664,326 states.
func TestFewerCommandsDoNotDo(t *testing.T) {
	for _, tt := range []struct {
		challenge string
		open      string
		bounds    search.Bounds
	}{
		{"no-overlap", "get cart as bob\nget cart as cem", search.Bounds{Timeouts: 1}},
		{"no-overlap", "get cart as bob\nput cart eggs as ann", search.Bounds{}},
		{"no-overlap", "get cart as bob", search.Bounds{Crashes: 1, Timeouts: 1}},
		{"no-overlap", "get cart as bob", search.Bounds{Starts: 1, Timeouts: 1}},
	} {
		p := loaded(t, tt.challenge)
		run, err := NewChallengeRun(p)
		if err != nil {
			t.Fatal(err)
		}
		q := search.Question{Cluster: run.History().Cluster(), Expr: p.Challenge.won.Expr, Bounds: tt.bounds}
		for line := range strings.Lines(tt.open) {
			r, err := search.ParseRequest(strings.TrimSpace(line))
			if err != nil {
				t.Fatal(err)
			}
			q.Open = append(q.Open, r)
		}
		if a, err := search.Run(context.Background(), &q, nil); err != nil || a.Outcome != search.No {
			t.Errorf("%s with %q and %v: %+v, %v", tt.challenge, tt.open, &tt.bounds, a, err)
		}
	}
}
