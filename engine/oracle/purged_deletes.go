// This file tells what is owed to nobody any more, and what came back although it
// had been removed.

package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Purged notes that a node has let go of tombstones whose grace is over: they and
// all that they covered are owed to nobody.
func (o *Observer) Purged(key event.Sym, tombstones *version.Set) {
	s, known := o.place[key]
	if !known || tombstones == nil {
		return
	}
	h := &o.histories[s]
	for i := range tombstones.Siblings {
		t := &tombstones.Siblings[i]
		covered := h.past(t.Dot, tombstones.Context)
		if d := h.find(t.Dot); d != nil {
			if d.Sweeps {
				covered = d.Seen.With(t.Dot) // the replica's context also has what was only discarded
			}
			covered = version.Union(covered, d.removed())
			for j := range h.writes {
				if w := &h.writes[j]; w.Acked && d.removes(w) {
					covered = covered.With(w.Dot)
				}
			}
		}
		h.own().closed = version.Union(h.rare().closed, covered)
		o.supersede(h, covered)
	}
}

// removes reports whether a delete removes what a write has brought, in the end.
func (d *Write) removes(w *Write) bool {
	return d.removed().Contains(w.Dot) || d.Sweeps && w.Value != nil && d.Value.Beats(w.Value) && !d.precedes(w)
}

// resurrected looks among the values for one that an acknowledged delete had removed
// of which nothing is left.
func (h *history) resurrected(due Due, returned *version.Set, where func(version.Dot) Copies) (f Fault, found bool) {
	if len(h.rare().deletes) == 0 || !returned.Live() {
		return f, false
	}
	for i := len(h.rare().deletes) - 1; i >= 0; i-- {
		d := &h.rare().deletes[i]
		if !due.acked.Contains(d.Dot) {
			continue // it may take effect after the read
		}
		for j := range returned.Siblings {
			if s := &returned.Siblings[j]; !s.Tombstone && h.undoes(d, s) && h.forgotten(d, where) {
				return Fault{Resurrected, d.Op, s.Dot}, true
			}
		}
	}
	return f, false
}

// undoes reports whether a value is one that a delete had removed.
func (h *history) undoes(d *Write, s *version.Sibling) bool {
	if d.removed().Contains(s.Dot) {
		return true
	}
	w := h.find(s.Dot)
	return w != nil && d.removes(w)
}

// forgotten reports whether a delete was purged, or is gone with all that builds upon
// it: then nobody can tell any more that what it removed should not be there.
func (h *history) forgotten(d *Write, where func(version.Dot) Copies) bool {
	if h.rare().closed.Contains(d.Dot) {
		return true
	}
	if h.over(d.Dot) {
		return false
	}
	c := where(d.Dot)
	return !c.exists() && h.built(d, h.builders(nil), where) == nowhere
}
