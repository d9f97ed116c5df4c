// What a version is said to survive, tried out.

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"ringside/engine"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/internal/steady"
)

// TestSurvivesIsTried: for every version that exists after a random script, as many disks,
// racks or data centres as it is said to survive are taken away in every possible
// combination, which must leave a copy each time; one more must not, in some combination.
func TestSurvivesIsTried(t *testing.T) {
	tried := make(map[string]int)
	for seed := range uint64(steady.Rounds(600, 600, 60)) {
		s := drawPlay(rand.New(rand.NewPCG(seed, 7)))
		for i := range s.cfg.Nodes {
			s.cfg.Nodes[i].DC, s.cfg.Nodes[i].Rack = fmt.Sprint("dc", i%int(1+seed%3)), fmt.Sprint("r", i%int(1+seed%2))
		}
		c, err := engine.New(s.cfg)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range s.moments {
			c.Advance(c.Now()+m.after, 1_000_000)
			_ = c.Apply(m.cmd)
		}
		for _, key := range []string{"a", "b"} {
			v := c.View(engine.Watch{Key: key})
			for _, k := range v.Kept {
				if k.State == oracle.Lost || k.State == oracle.Shadowed {
					continue
				}
				tried[fmt.Sprint(k.Survives, " ", k.Outlives)]++
				if err := trySurvival(c, v, &k); err != nil {
					t.Fatalf("seed %d, %s %v: %v\n%v", seed, key, k.Dot, err, s)
				}
			}
		}
	}
	t.Log(tried)
	for _, must := range []string{"nothing 0", "crash 1", "disk 1", "disk 2", "rack 1", "dc 1", "dc 2"} {
		if tried[must] == 0 {
			t.Errorf("nothing was ever said to survive %s", must)
		}
	}
}

// trySurvival takes domains away.
func trySurvival(c *engine.Cluster, v *engine.View, k *engine.Keeping) error {
	key, _ := engine.FindText(c, v.Watch.Key)
	placeOf := map[engine.Domain]func(n *engine.NodeView) string{
		engine.OneDisk: func(n *engine.NodeView) string { return n.Name },
		engine.OneRack: func(n *engine.NodeView) string { return n.DC + " " + n.Rack },
		engine.OneDC:   func(n *engine.NodeView) string { return n.DC },
	}[k.Survives]
	disks := engine.DisksOf(c)
	has := func(id ring.NodeID) bool {
		known, onDisk := disks[id].Both(key)
		return known.Has(k.Dot) || onDisk.Has(k.Dot) || disks[id].HasHint(key, k.Dot)
	}
	if placeOf == nil {
		kept := false
		for i := range disks {
			_, onDisk := disks[i].Both(key)
			kept = kept || onDisk.Has(k.Dot) || disks[i].HasHint(key, k.Dot)
		}
		if kept != (k.Survives == engine.OneCrash) {
			return fmt.Errorf("said to survive %v, and on a disk is %v", k.Survives, kept)
		}
		return nil
	}
	var places []string
	for i := range v.Nodes {
		places = appendNew(places, placeOf(&v.Nodes[i]))
	}
	fatal := false
	for taken := range 1 << len(places) {
		gone := make(map[string]bool)
		for i, p := range places {
			if taken&(1<<i) != 0 {
				gone[p] = true
			}
		}
		left := false
		for i := range v.Nodes {
			left = left || !gone[placeOf(&v.Nodes[i])] && has(ring.NodeID(i))
		}
		if len(gone) <= k.Outlives && !left {
			return fmt.Errorf("said to survive any %d of kind %v, and without %v nothing is left", k.Outlives, k.Survives, gone)
		}
		fatal = fatal || len(gone) == k.Outlives+1 && !left
	}
	if !fatal {
		return fmt.Errorf("said to survive only %d of kind %v", k.Outlives, k.Survives)
	}
	return nil
}

func appendNew(all []string, one string) []string {
	for _, s := range all {
		if s == one {
			return all
		}
	}
	return append(all, one)
}
