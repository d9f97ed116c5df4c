// Whether an acknowledged write can be shadowed is found out with few states.

package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"ringside/engine/search"
	"ringside/internal/steady"
)

// TestShadowedAgrees draws questions of what shadows a write, and asks them with each reduction by itself,
// with all and with none: the answers are the same, and so are the lengths of the stories.
func TestShadowedAgrees(t *testing.T) {
	yes, no := 0, 0
	for seed := range uint64(steady.Rounds(200, 20, 10)) {
		r := rand.New(rand.NewPCG(seed, 77))
		pick := func(words ...string) string { return words[r.IntN(len(words))] }
		lines := fmt.Sprintf("set n 2\nset r %d\nset w %d\nset read %s\nset repair %s\nset sync %s\nset conflict lww\nset latency fixed\n", 1+r.IntN(2), 1+r.IntN(2),
			pick("all", "digest", "full"), pick("off", "async", "blocking"), pick("always", "periodic"))
		open := pick("put cart milk via A as ann\nput cart eggs via B as bob\nget cart via B as cem", "put cart milk via A as ann\nget cart via B as bob\nput cart eggs via B as bob",
			"put cart milk via A as ann\nget cart via B as bob\nput cart eggs via B as cem after bob", "get cart via A as bob\nput cart milk via B as ann\nput cart eggs as bob",
			"put cart milk via A as ann\nput cart eggs via A as ann\nget cart via B as bob", "get cart as bob\nput cart milk as ann")
		bounds := search.Bounds{States: 20_000}
		if bounds.Skews = r.IntN(2); r.IntN(3) == 0 {
			bounds.Drops = 1
		}
		q := search.Ask(t, search.SmallCluster(t, 2, lines), pick("shadowed > 0", "shadowed > 0", "shadowed == 1", "shadowed > 1"), open, bounds)
		q.Without = search.Reductions{Late: true, Orders: true, Nodes: true, Far: true}
		plain, err := search.Run(context.Background(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		if plain.Outcome == search.Unknown {
			continue
		}
		if plain.Outcome == search.Yes {
			yes++
		} else {
			no++
		}
		for _, without := range everyReduction {
			q.Without = without
			a, err := search.Run(context.Background(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a.Outcome != plain.Outcome || len(a.Steps) != len(plain.Steps) {
				t.Errorf("seed %d: %v within %v\n%s%s\n%v in %d steps without %+v, and %v in %d without any", seed, q.Expr, &bounds, lines, open, a.Outcome, len(a.Steps), without, plain.Outcome, len(plain.Steps))
			}
		}
	}
	t.Logf("yes %d, no %d", yes, no)
	if yes == 0 || no == 0 {
		t.Error("that proves little")
	}
}

// TestShadowedTakesFewStates: with a read open that nobody's write follows, which can't matter.
func TestShadowedTakesFewStates(t *testing.T) {
	q := search.Ask(t, search.SmallCluster(t, 3, "set conflict lww\nset latency fixed\n"), "shadowed > 0", "put cart milk as ann\nput cart eggs as bob\nget cart as cem", search.Bounds{Skews: 1})
	a, err := search.Run(context.Background(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome != search.Yes || len(a.Steps) != 7 || a.States > 100_000 {
		t.Errorf("%v in %d steps after %d states; want yes in 7, after 100,000 at most", a.Outcome, len(a.Steps), a.States)
	}
}
