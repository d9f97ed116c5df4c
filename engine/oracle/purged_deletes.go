// This file tells what is owed to nobody any more, and what came back although it
// had been removed.

package oracle

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/version"
)

// purgedDelete is a tombstone that some node has let go of after its grace, and what it covered,
// itself included. Others may still have it.
type purgedDelete struct {
	delete  Write // as it was known then; no more than its Dot if it was not
	covered *version.Context
}

// Purged notes that a node has let go of tombstones whose grace is over, or could have, and now
// can't any more: it has lost them, or its clock or the grace says otherwise. They and all that
// they covered are owed to nobody, and what they build upon is superseded for good. What was only
// discarded for them is not: it is what it was. Of a delete that was not acknowledged all this
// holds, but that only what has really been removed is superseded for good.
func (o *Observer) Purged(key event.Sym, tombstones *version.Set, where Where) {
	s, known := o.place[key]
	if !known || tombstones == nil {
		return
	}
	h := &o.histories[s]
	for i := range tombstones.Siblings {
		t := &tombstones.Siblings[i]
		past := h.past(t.Dot, tombstones.Context)
		over := h.removes(t.Dot, past, where)
		h.own().past = version.Union(h.rare().past, over).With(t.Dot)
		o.supersede(h, over)
		h.rememberPurged(h.purgedDeleteOf(t.Dot, past), where)
	}
}

// removes returns what a tombstone that builds upon past supersedes for good, being let go of:
// all of that, if its client was told that it has happened. Else a write is not superseded that
// some node has, or of which one has what builds upon it and was to be removed, too: that
// node has never heard of the delete, and goes on with it. What is only on its way was removed
// everywhere.
func (h *history) removes(tombstone version.Dot, past *version.Context, where Where) (over *version.Context) {
	if h.acked.Contains(tombstone) {
		return past
	}
	var left []*Write
	for i := range h.writes {
		if w := &h.writes[i]; w.Dot != tombstone && past.Contains(w.Dot) && where(w.Dot, nil).stored() {
			left = append(left, w)
		}
	}
	if left == nil {
		return past
	}
	for i := range h.writes { // those that are not known by name are superseded already
		w := &h.writes[i]
		if !past.Contains(w.Dot) || slices.ContainsFunc(left, func(l *Write) bool { return l.Dot == w.Dot || l.Seen.Contains(w.Dot) }) {
			continue
		}
		if w.Acked {
			over = version.Union(over, w.Seen)
		}
		over = over.With(w.Dot)
	}
	return over
}

// purgedDeleteOf returns a tombstone that builds upon past, with what it covered.
func (h *history) purgedDeleteOf(tombstone version.Dot, past *version.Context) purgedDelete {
	d := h.find(tombstone)
	if d == nil {
		return purgedDelete{Write{Dot: tombstone}, past}
	}
	covered := version.Union(past, d.removed())
	for i := range h.writes {
		if w := &h.writes[i]; w.Acked && d.covers(w) {
			covered = covered.With(w.Dot)
		}
	}
	return purgedDelete{*d, covered}
}

// covers reports whether nobody need know of a write who knows of a delete.
func (d *Write) covers(w *Write) bool {
	return d.removed().Contains(w.Dot) || d.Sweeps && w.Value != nil && d.Value.Beats(w.Value) && !d.precedes(w)
}

// rememberPurged remembers a tombstone that was let go of: by itself as long as there is a copy of it
// anywhere, since answers are judged by that. When there is none, none will come again, and
// who misses what has taken its place is stale by that.
func (h *history) rememberPurged(t purgedDelete, where Where) {
	few := h.own()
	if i := slices.IndexFunc(few.lately, func(other purgedDelete) bool { return other.delete.Dot == t.delete.Dot }); i >= 0 {
		few.lately[i].covered = version.Union(few.lately[i].covered, t.covered)
		return
	}
	few.lately = append(few.lately, t)
	if len(few.lately) > remembered {
		few.lately = slices.DeleteFunc(few.lately, func(t purgedDelete) bool {
			if where(t.delete.Dot, nil).exists() {
				return false
			}
			few.closed = version.Union(few.closed, t.covered)
			return true
		})
	}
}

// isPurged reports whether a version is a tombstone that was purged after its grace, or was covered by such a one.
func (h *history) isPurged(d version.Dot) bool {
	few := h.rare()
	return few.closed.Contains(d) || slices.ContainsFunc(few.lately, func(t purgedDelete) bool { return t.covered.Contains(d) })
}

// nobodys returns what an answer need not know of: what tombstones covered that were let go
// of. One that covered a value of the answer counts only when nobody knows of it any more.
func (h *history) nobodys(r *Read, where Where) *version.Context {
	few := h.rare()
	all := few.closed
	for i := range few.lately {
		if t := &few.lately[i]; !t.coversAny(r.Returned, func(s *version.Sibling) bool { return !h.forgotten(&t.delete, s, r, where) }) {
			all = version.Union(all, t.covered)
		}
	}
	return all
}

// overdue adds what tombstones cover that a node would let go of if anybody asked it: that
// nobody has does not make anything owed.
func (h *history) overdue(all *version.Context, r *Read) *version.Context {
	if r.Expired == nil {
		return all
	}
	for _, set := range r.Expired() {
		for i := range set.Siblings {
			dot := set.Siblings[i].Dot
			if t := h.purgedDeleteOf(dot, h.past(dot, set.Context)); !t.coversAny(r.Returned, nil) {
				all = version.Union(all, t.covered)
			}
		}
	}
	return all
}

// coversAny reports whether a tombstone covered a value that was returned, and of which more
// is true, unless that is nil.
func (t *purgedDelete) coversAny(returned *version.Set, more func(*version.Sibling) bool) bool {
	if returned == nil {
		return false
	}
	for i := range returned.Siblings {
		if s := &returned.Siblings[i]; !s.Tombstone && t.covered.Contains(s.Dot) && (more == nil || more(s)) {
			return true
		}
	}
	return false
}

// resurrected looks among the values that a read returned for one that an acknowledged
// delete had removed of which nothing is left.
func (h *history) resurrected(r *Read, where Where) (f Fault, found bool) {
	if len(h.rare().deletes) == 0 || !r.Returned.Live() {
		return f, false
	}
	for i := len(h.rare().deletes) - 1; i >= 0; i-- {
		d := &h.rare().deletes[i]
		if !r.Due.acked.Contains(d.Dot) {
			continue // it may take effect after the read
		}
		back := func(s *version.Sibling) bool { return h.undoes(d, s, r.LWW) && h.forgotten(d, s, r, where) }
		if s := h.among(r.Returned, d, back); s != nil {
			return Fault{Resurrected, d.Op, s.Dot}, true
		}
	}
	return f, false
}

// among returns the first value in a set of which something is true, or that a coordinator has
// united in such a value after a delete and without having seen it; nil if there is none.
func (h *history) among(set *version.Set, d *Write, is func(*version.Sibling) bool) *version.Sibling {
	for i := range set.Siblings {
		s := &set.Siblings[i]
		if s.Tombstone {
			continue
		}
		if is(s) {
			return s
		}
		if w := h.find(s.Dot); w != nil && w.Of != nil && w.Began >= d.done && !w.Seen.Contains(d.Dot) {
			if s = h.among(w.Of, d, is); s != nil {
				return s
			}
		}
	}
	return nil
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

// forgotten reports whether nobody knows any more that there was a delete, so that a value
// that it had removed should not be there: neither it is left nor anything acknowledged that
// has taken its place. Where siblings are kept, that is what builds upon it. What replaced it is
// no help if it was returned beside what had been removed.
func (h *history) forgotten(d *Write, s *version.Sibling, r *Read, where Where) bool {
	if where(d.Dot, nil).exists() {
		return false
	}
	if r.LWW {
		return !h.replaced(d, s, r, where)
	}
	purged := h.isPurged(d.Dot)
	if !purged && h.over(d.Dot) {
		return false
	}
	for i := range h.writes {
		by := &h.writes[i]
		if !by.Seen.Contains(d.Dot) || purged && r.Returned.Seen().Contains(by.Dot) {
			continue
		}
		due := r.Due.acked.Contains(by.Dot) // what is not, no read owes
		if due && !h.isPurged(by.Dot) || (due || !purged) && where(by.Dot, nil).exists() {
			return false
		}
	}
	return true
}

// replaced reports whether, where the last write wins, a write is left that a read owes, that
// came after a delete, and that keeps away a value which the delete had removed, since it beats it.
// What does not beat the value is no help, whatever its writer had read: a node that meets
// both keeps the value.
func (h *history) replaced(d *Write, s *version.Sibling, r *Read, where Where) bool {
	if known := h.find(d.Dot); known != nil {
		d = known // a client may have learned of it only later
	}
	for i := range h.writes {
		by := &h.writes[i]
		if by.Dot == d.Dot || by.Dot == s.Dot || by.Value == nil || !by.Value.Beats(s) || !r.Due.acked.Contains(by.Dot) {
			continue
		}
		if (by.Seen.Contains(d.Dot) || d.Value != nil && d.before(by)) && where(by.Dot, nil).exists() {
			return true
		}
	}
	return false
}
