// Tests of what the page of failures works out on the side.

package page

import (
	"context"
	"slices"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// TestRowsInViewLoseTheSame: what the going of some rows, too, would lose is the same worked out for them
// alone, as where there are many nodes, and for all at once.
func TestRowsInViewLoseTheSame(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes = ring.Draw(3, 40, 8)
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	v := c.View(engine.Watch{})
	rows, s := canGo(v.Ring), v.Settings
	for _, some := range [][]ring.NodeID{nil, {0}, {3, 17, 30}} {
		gone := make([]bool, len(v.Nodes))
		for _, n := range some {
			gone[n] = true
		}
		q := lossQuestion{ring: v.Ring, copies: s.Placement.String(), read: s.R.String(), write: s.W.String(), gone: asText(gone)}
		all, err := workOut(context.Background(), q, &s, gone, rows)
		if err != nil {
			t.Fatal(err)
		}
		if len(all.also) != len(rows) {
			t.Fatalf("%d of %d rows", len(all.also), len(rows))
		}
		for _, first := range []int{0, 7, len(rows) - 9} {
			got, err := workOutAlso(alsoQuestion{q, first, 9}, &s, gone, rows)
			if err != nil {
				t.Fatal(err)
			}
			if want := all.also[first : first+9]; !slices.Equal(got, want) {
				t.Errorf("%v gone: rows from %d lose %v, want %v", some, first, got, want)
			}
		}
	}
}
