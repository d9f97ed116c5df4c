package oracle

import (
	"slices"

	"ringside/engine/version"
)

// Due is what a read owes its client from the moment it begins.
type Due struct {
	acked *version.Context // every write acknowledged before
	read  *version.Context // everything that a read completed before has returned
	step  uint32
}

// reading is a read that returned something that none before it had.
type reading struct {
	op, step uint32
	known    *version.Context
}

// A delete is buried when its tombstone is let go of or lost: then nobody can tell
// any more that what it removed should not be there.
type burial struct {
	op, step uint32 // it was acknowledged at step
	dot      version.Dot
	over     *version.Context // what it had removed
}

// Due returns what a read that begins after a step should know of.
func (o *Observer) Due(s Subject, step uint32) Due {
	h := &o.histories[s]
	return Due{h.acked, h.read, step}
}

// Wrong is a way in which the answer of a read can be wrong. They are
// independent of each other.
type Wrong uint8

const (
	// Missed: it did not know of a write acknowledged before it began.
	Missed Wrong = iota
	// Older: it did not know of what a read had returned that was over before it began.
	Older
	// Resurrected: it returned a value that a delete had removed, acknowledged before
	// it began, and forgotten since.
	Resurrected
)

// Fault is one thing that is wrong with an answer.
type Fault struct {
	Wrong Wrong
	Op    uint32      // the write missed, the earlier read, the delete; 0 if its number is forgotten
	Dot   version.Dot // the version missed, the one the earlier read had, the one that came back
}

// Answered judges what a read returned, and remembers it: it is what later reads
// owe.
func (o *Observer) Answered(s Subject, op, step uint32, due Due, returned *version.Set) (wrong []Fault) {
	h := &o.histories[s]
	known := returned.Seen()
	if !known.Covers(due.acked) {
		wrong = append(wrong, h.missed(due, known))
		o.Tally.Stale++
	}
	if !known.Covers(due.read) {
		wrong = append(wrong, h.older(due, known))
		o.Tally.Older++
	}
	if f, found := h.resurrected(due, returned); found {
		wrong = append(wrong, f)
		o.Tally.Resurrected++
	}
	if !h.read.Covers(known) {
		if len(h.reads) == remembered {
			h.reads = slices.Delete(h.reads, 0, 1)
		}
		h.reads = append(h.reads, reading{op, step, known})
		h.read = version.Union(known, h.read)
	}
	return wrong
}

// missed names the newest write that was due and is not known.
func (h *history) missed(due Due, known *version.Context) Fault {
	for i := len(h.writes) - 1; i >= 0; i-- {
		if w := &h.writes[i]; due.acked.Contains(w.Dot) && !known.Contains(w.Dot) {
			return Fault{Missed, w.Op, w.Dot}
		}
	}
	dot, _ := due.acked.Beyond(known)
	return Fault{Missed, 0, dot}
}

// older names the newest read that was over and knew more.
func (h *history) older(due Due, known *version.Context) Fault {
	for i := len(h.reads) - 1; i >= 0; i-- {
		r := &h.reads[i]
		if r.step > due.step {
			continue
		}
		if dot, more := r.known.Beyond(known); more {
			return Fault{Older, r.op, dot}
		}
	}
	dot, _ := due.read.Beyond(known)
	return Fault{Older, 0, dot}
}

// resurrected looks among the values for one that a forgotten delete had removed.
func (h *history) resurrected(due Due, returned *version.Set) (f Fault, found bool) {
	if len(h.buried) == 0 || returned == nil {
		return f, false
	}
	for i := len(h.buried) - 1; i >= 0; i-- {
		b := &h.buried[i]
		if b.step > due.step {
			continue
		}
		for j := range returned.Siblings {
			if s := &returned.Siblings[j]; !s.Tombstone && b.over.Contains(s.Dot) {
				return Fault{Resurrected, b.op, s.Dot}, true
			}
		}
	}
	return f, false
}

// bury notes that a delete has been forgotten.
func (h *history) bury(w *Write) {
	if !w.Delete || !w.Acked || slices.ContainsFunc(h.buried, func(b burial) bool { return b.dot == w.Dot }) {
		return
	}
	if len(h.buried) == remembered {
		h.buried = slices.Delete(h.buried, 0, 1)
	}
	h.buried = append(h.buried, burial{w.Op, w.step, w.Dot, w.over})
}
