// Tests that a search tells all nodes apart, however many there are.

package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/search"
)

// TestManyNodes: with more nodes than a word has bits, a search finds the states that it finds if every
// order is tried, and none less.
func TestManyNodes(t *testing.T) {
	cfg := engine.Default()
	cfg.Nodes, cfg.Gossip = ring.Draw(1, 70, 2), 0
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	search.Play(t, c, "set read all\nset repair off")
	key, names := "", []string{}
	for i := 0; key == ""; i++ { // whose replicas come after the first 32 nodes
		v := c.View(engine.Watch{Key: fmt.Sprint("k", i)})
		names = names[:0]
		for _, id := range v.Ring.Replicas(nil, ring.Hash(fmt.Sprint("k", i)), v.Settings.Placement) {
			if id >= 32 {
				names = append(names, v.Nodes[id].Name)
			}
		}
		if len(names) == 3 {
			key = fmt.Sprint("k", i)
		}
	}
	open := strings.NewReplacer("KEY", key, "A", names[0], "B", names[1]).Replace("put KEY milk via A as ann\nget KEY via B as bob")
	var states [2]int
	for i := range states {
		q := search.Ask(t, c, "stale == yes", open, search.Bounds{})
		q.Without = search.Reductions{Late: true, Orders: i == 0, Nodes: true}
		a, err := search.Run(context.Background(), q, nil)
		if err != nil || a.Outcome != search.No {
			t.Fatal(a, err)
		}
		states[i] = a.States
	}
	if states[0] != states[1] || states[0] < 50 {
		t.Errorf("%d states are found if every order is tried, and %d if not", states[0], states[1])
	}
}
