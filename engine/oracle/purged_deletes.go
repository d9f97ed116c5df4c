// This file tells what is owed to nobody any more, and what came back although it
// had been removed.

package oracle

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/version"
)

// letGo is a tombstone that some node has let go of after its grace, and what it covered,
// itself included. Others may still have it.
type letGo struct {
	dot     version.Dot
	covered *version.Context
}

// Purged notes that a node has let go of tombstones whose grace is over. They and all that
// they covered are owed to nobody, and what they build upon is superseded. What was only
// discarded for them is not: it is what it was.
func (o *Observer) Purged(key event.Sym, tombstones *version.Set) {
	s, known := o.place[key]
	if !known || tombstones == nil {
		return
	}
	h := &o.histories[s]
	for i := range tombstones.Siblings {
		t := &tombstones.Siblings[i]
		past := h.past(t.Dot, tombstones.Context)
		h.own().past = version.Union(h.rare().past, past)
		o.supersede(h, past)
		covered := past
		if d := h.find(t.Dot); d != nil {
			covered = version.Union(covered, d.removed())
			for j := range h.writes {
				if w := &h.writes[j]; w.Acked && d.covers(w) {
					covered = covered.With(w.Dot)
				}
			}
		}
		h.letsGo(letGo{t.Dot, covered})
	}
}

// covers reports whether nobody need know of a write who knows of a delete.
func (d *Write) covers(w *Write) bool {
	return d.removed().Contains(w.Dot) || d.Sweeps && w.Value != nil && d.Value.Beats(w.Value) && !d.precedes(w)
}

// letsGo remembers a tombstone that was let go of.
func (h *history) letsGo(t letGo) {
	few := h.own()
	if i := slices.IndexFunc(few.lately, func(other letGo) bool { return other.dot == t.dot }); i >= 0 {
		few.lately[i].covered = version.Union(few.lately[i].covered, t.covered)
		return
	}
	if len(few.lately) == remembered {
		few.closed = version.Union(few.closed, few.lately[0].covered)
		few.lately = slices.Delete(few.lately, 0, 1)
	}
	few.lately = append(few.lately, t)
}

// letGo reports whether a version was let go of after its grace, or covered by such a one.
func (h *history) letGo(d version.Dot) bool {
	few := h.rare()
	return few.closed.Contains(d) || slices.ContainsFunc(few.lately, func(t letGo) bool { return t.covered.Contains(d) })
}

// nobodys returns what an answer need not know of: what tombstones covered that were let go
// of. One that covered a value of the answer counts only when nobody knows of it any more.
func (h *history) nobodys(returned *version.Set, where func(version.Dot) Copies) *version.Context {
	few := h.rare()
	all := few.closed
	for i := range few.lately {
		if t := &few.lately[i]; !t.coversAny(returned) || h.forgotten(t.dot, returned, where) {
			all = version.Union(all, t.covered)
		}
	}
	return all
}

// coversAny reports whether a tombstone covered a value that was returned.
func (t *letGo) coversAny(returned *version.Set) bool {
	return returned != nil && slices.ContainsFunc(returned.Siblings, func(s version.Sibling) bool {
		return !s.Tombstone && t.covered.Contains(s.Dot)
	})
}

// resurrected looks among the values that a read returned for one that an acknowledged
// delete had removed of which nothing is left.
func (h *history) resurrected(r *Read, where func(version.Dot) Copies) (f Fault, found bool) {
	if len(h.rare().deletes) == 0 || !r.Returned.Live() {
		return f, false
	}
	for i := len(h.rare().deletes) - 1; i >= 0; i-- {
		d := &h.rare().deletes[i]
		if !r.Due.acked.Contains(d.Dot) {
			continue // it may take effect after the read
		}
		for j := range r.Returned.Siblings {
			if s := &r.Returned.Siblings[j]; !s.Tombstone && h.undoes(d, s, r.LWW) && h.forgotten(d.Dot, r.Returned, where) {
				return Fault{Resurrected, d.Op, s.Dot}, true
			}
		}
	}
	return f, false
}

// undoes reports whether a value is one that a delete had removed. Where the last write
// wins, a delete removes nothing that beats it, whatever its client had read.
func (h *history) undoes(d *Write, s *version.Sibling, lww bool) bool {
	if !d.Sweeps || !lww {
		if d.Seen.Contains(s.Dot) {
			return true
		}
	}
	if !d.Sweeps || !d.Value.Beats(s) {
		return false
	}
	if d.removed().Contains(s.Dot) {
		return true
	}
	w := h.find(s.Dot)
	return w != nil && !d.precedes(w)
}

// forgotten reports whether nobody knows any more that there was a delete, so that what it
// removed should not be there: neither it nor anything that builds upon it is left. What
// replaced it is no help if it was returned beside what had been removed.
func (h *history) forgotten(delete version.Dot, returned *version.Set, where func(version.Dot) Copies) bool {
	let := h.letGo(delete)
	if !let && h.over(delete) || where(delete).exists() {
		return false
	}
	for i := range h.writes {
		switch by := &h.writes[i]; {
		case !by.Seen.Contains(delete), let && returned.Seen().Contains(by.Dot):
		case by.Acked && !h.letGo(by.Dot), where(by.Dot).exists():
			return false
		}
	}
	return true
}
