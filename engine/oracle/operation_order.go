// The order of operations: where the last write wins, a key is a register, and reads of it
// are judged as reads of a register are, by the real order in which operations began and
// ended.
//
//	write a ├────┤                        a precedes b: it was over before b began
//	write b         ├────┤
//	write c       ├──────────┤            c is concurrent with both: timestamps decide
//	read of a                  ├──┤       stale: b was acknowledged before it began
//
// A write has ended when a client knows that it has happened: its own client, or one that
// has read it. A write that was neither acknowledged nor read never ends: it may take
// effect at any time. A read is stale if what it returned precedes a write that was
// acknowledged before the read began. A read is older if what it returned precedes what an
// earlier, completed read had returned, or is concurrent with that and has the lower
// timestamp. So a read is called stale only if no single copy could have given its answer.
//
// If there is no value, that is an answer, too, and one that any delete explains: the
// delete whose tombstone was returned, and any acknowledged delete. One that was neither
// acknowledged nor returned explains nothing, though a single copy might yet have taken it in.

package oracle

import (
	"math"

	"ringside/engine/version"
)

// owed are the newest acknowledged writes, by the steps at which they began.
type owed struct{ write, value mark }

// mark identifies a write by the step at which it began. The zero mark is none.
type mark struct {
	began, op uint32
	dot       version.Dot
}

// never is the end of a write that was neither acknowledged nor read.
const never = math.MaxUint32

// ended returns the step at which a write ended.
func (w *Write) ended() uint32 {
	if w.done == 0 {
		return never
	}
	return w.done
}

// precedes reports whether a write ended before another began.
func (w *Write) precedes(other *Write) bool { return w.ended() <= other.Began }

// owe notes that a write was acknowledged at a step. A delete ends only then, even if a
// read has returned its effect before: that answer, no value, is also what any other
// delete gives, or a key that was never written.
func (h *history) owe(w *Write, step uint32) {
	m := mark{w.Began, w.Op, w.Dot}
	if m.began >= h.owed.write.began {
		h.owed.write = m
	}
	switch {
	case w.Delete():
		h.own().deleted = step
	case m.began >= h.owed.value.began:
		h.owed.value = m
	}
}

// outrun finds an acknowledged write that what a read returned precedes, but for what is
// owed to nobody.
func (h *history) outrun(r *Read, closed *version.Context) (f Fault, found bool) {
	over, due := uint32(0), r.Due.owed.write
	live := r.Returned.Live()
	if !live { // any delete explains this answer
		over, due = h.rare().deleted, r.Due.owed.value
	}
	if returned := r.Returned; returned != nil {
		for i := range returned.Siblings {
			if s := &returned.Siblings[i]; s.Tombstone != live {
				over = max(over, h.overBy(s.Dot))
			}
		}
	}
	if due.op == 0 || over > due.began {
		return f, false
	}
	if !closed.Contains(due.dot) {
		return Fault{Missed, due.op, due.dot}, true
	}
	for i := len(h.writes) - 1; i >= 0; i-- {
		w := &h.writes[i]
		if w.Acked && r.Due.acked.Contains(w.Dot) && !closed.Contains(w.Dot) && (live || !w.Delete()) && over <= w.Began {
			return Fault{Missed, w.Op, w.Dot}, true
		}
	}
	return f, false
}

// overBy returns the step by which the write of a version has ended.
func (h *history) overBy(dot version.Dot) uint32 {
	if w := h.find(dot); w != nil {
		return w.ended()
	}
	return never
}

// overtaken finds an earlier read that returned something newer, but for what is owed to
// nobody.
func (h *history) overtaken(r *Read, closed *version.Context) (f Fault, found bool) {
	for i := len(h.writes) - 1; i >= 0; i-- {
		u := &h.writes[i]
		if u.read == 0 || u.read > r.Due.step || closed.Contains(u.Dot) || r.Returned.Has(u.Dot) {
			continue
		}
		if h.allBefore(r, u) {
			return Fault{Older, u.reader, u.Dot}, true
		}
	}
	return f, false
}

// allBefore reports whether everything that a read returned comes before a write that an
// earlier read returned.
func (h *history) allBefore(r *Read, u *Write) bool {
	live := r.Returned.Live()
	if !live && u.Delete() {
		return false // the same answer
	}
	if r.Returned != nil {
		for i := range r.Returned.Siblings {
			s := &r.Returned.Siblings[i]
			if w := h.find(s.Dot); s.Tombstone != live && (w == nil || !w.before(u)) {
				return false
			}
		}
	}
	if live {
		return true
	}
	for i := range h.rare().deletes {
		if d := &h.rare().deletes[i]; !d.before(u) {
			return false
		}
	}
	return true
}

// before reports whether a write comes before another one that was read.
func (w *Write) before(u *Write) bool {
	switch {
	case w.precedes(u):
		return true
	case u.precedes(w) || w.Value == nil || u.Value == nil:
		return false
	}
	return u.Value.Beats(w.Value)
}

// excused reports whether a read need not know of a write, if the last write has ever won:
// it returned a write that beats it.
func (h *history) excused(r *Read, u *Write) bool {
	if !r.EverLWW || r.Returned == nil {
		return false
	}
	for i := range r.Returned.Siblings {
		w := h.find(r.Returned.Siblings[i].Dot)
		if w != nil && w.Value != nil && u.Value != nil && (w.Sweeps || u.Sweeps) && !w.precedes(u) && w.Value.Beats(u.Value) {
			return true
		}
	}
	return false
}

// note records that the writes that a read returned have happened.
func (h *history) note(r *Read) {
	if r.Returned == nil {
		return
	}
	for i := range r.Returned.Siblings {
		w := h.find(r.Returned.Siblings[i].Dot)
		if w == nil {
			continue
		}
		if w.done == 0 {
			w.done = r.Step
		}
		if w.read == 0 {
			w.read, w.reader = r.Step, r.Op
		}
	}
}

// newestRead returns the index of the write that began last of those that were read; -1 if
// none was.
func (h *history) newestRead() int {
	newest := -1
	for i := range h.writes {
		if w := &h.writes[i]; w.read != 0 && (newest < 0 || w.Began > h.writes[newest].Began) {
			newest = i
		}
	}
	return newest
}
