// Reads that can't help an acknowledged write to be shadowed, and so need not begin.
//
// A read changes what nodes store only by repairs, and a repair brings a version to a node that the
// write itself is on its way to. Where no message is lost, no link is cut and every node is up, a
// story that needs the repair is no shorter if the write arrives in its place. What the
// read's client has seen matters to its later writes, and its answer to those who wait for it.

package search

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
)

// idleReads returns a bit for each open request that need not begin.
func (m *model) idleReads() (idle uint16) {
	b := m.q.Bounds
	b.Depth, b.States, b.Skews = 0, 0, 0
	s := m.initial
	cut := slices.ContainsFunc(s.cuts, func(links uint64) bool { return links != 0 })
	if b.faulty() || m.q.Finally || m.deletes || cut || m.before+len(s.flights) > 0 || m.settings.Conflict != engine.LWW || !m.asksForShadowed() || !m.isPlain() {
		return 0
	}
	for i := len(m.open) - 1; i >= 0; i-- {
		needed := m.open[i].verb != event.Get
		for j := i + 1; j < len(m.open); j++ {
			follows := m.open[j].who == m.open[i].who || m.open[j].after == i
			needed = needed || follows && idle>>j&1 == 0
		}
		if !needed {
			idle |= 1 << i
		}
	}
	return idle
}

// asksForShadowed reports whether a question is whether any acknowledged write is shadowed, and nothing else:
// the more there are the better.
func (m *model) asksForShadowed() bool {
	w := m.q.Expr.Wants()
	if len(w.Parts) > 0 || w.Call.FactInfo == nil || !w.Fixed || w.Call.Name != "shadowed" || w.TakesNumber(0) {
		return false
	}
	for n := range int64(len(m.open)) {
		if !w.TakesNumber(n + 1) {
			return false
		}
	}
	return true
}
