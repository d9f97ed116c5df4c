// This file holds what sentences say has become of acknowledged writes against the observer's
// facts: at risk, lost, and the rest of a key's fate.

package engine_test

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/oracle"
)

// worse are the states that a sentence about an acknowledged write names, and how it begins.
// It is never written to.
var worse = map[oracle.State]string{
	oracle.AtRisk: "at risk: ", oracle.Unreachable: "unreachable: ", oracle.InFlight: "in flight only",
	oracle.Shadowed: "shadowed: ", oracle.Lost: "lost: ",
}

// fate holds how the sentence about an acknowledged write begins against the observer's
// judgment, made afresh; and counts the states for fates.
func (x *truth) fate(said string, count map[oracle.State]int) error {
	if x.o.Verb == event.Get || x.o.Outcome != event.OK {
		return nil
	}
	is, known := engine.FateOf(x.c, x.o.Key, x.o.Dot)
	if !known {
		return nil
	}
	count[is]++
	for state, begins := range worse {
		if strings.HasPrefix(said, begins) != (state == is) {
			return fmt.Errorf("it is %v", is)
		}
	}
	return nil
}

// fates holds what the sentences have said together against the facts that are counted, and
// against what is said of how each key is kept.
func (w *observation) fates(v *engine.View, count map[oracle.State]int) error {
	if len(v.Ops) == 0 || v.Ops[0].ID > 1 {
		return nil // of older writes there are no sentences
	}
	for state, n := range map[oracle.State]int{
		oracle.AtRisk: v.Tally.AtRisk, oracle.Unreachable: v.Tally.Unreachable, oracle.Shadowed: v.Tally.Shadowed, oracle.Lost: v.Tally.Lost,
	} {
		if count[state] != n {
			return fmt.Errorf("%d writes are said to be %v, and %d are counted", count[state], state, n)
		}
	}
	for _, name := range w.keys() {
		kept := w.c.View(engine.Watch{Key: name}).Kept
		for _, o := range v.Ops {
			i := slices.IndexFunc(kept, func(k engine.Keeping) bool { return k.Acked && k.Op == o.ID })
			if i < 0 || o.Key != name {
				continue
			}
			if begins, named := worse[kept[i].State]; named && !strings.HasPrefix(explain.Why(v, o), begins) {
				return fmt.Errorf("op %d is kept %v, and %q is said", o.ID, kept[i].State, explain.Why(v, o))
			}
		}
	}
	return nil
}
