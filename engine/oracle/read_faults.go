// This file says what is wrong with the answer of a read.

package oracle

import (
	"slices"

	"ringside/engine/version"
)

// Due is what a read owes its client from the moment it begins.
type Due struct {
	acked *version.Context // every write acknowledged before
	read  *version.Context // everything that a read completed before has returned
	owed  owed
	step  uint32
}

// Owes reports whether a write was acknowledged before the read began, and whether a read that was
// over by then had returned anything.
func (u *Due) Owes() (acked, read bool) { return !u.acked.Empty(), !u.read.Empty() }

// Owed is Due.Owes of a read of a key that begins now.
func (o *Observer) Owed(s Subject) (acked, read bool) {
	h := &o.histories[s]
	return !h.acked.Empty(), !h.read.Empty()
}

// reading is a read that returned something that none before it had.
type reading struct {
	op, step uint32
	known    *version.Context
}

// Due returns what a read that begins after a step should know of.
func (o *Observer) Due(s Subject, step uint32) Due {
	h := &o.histories[s]
	return Due{h.acked, h.read, h.owed, step}
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

// Read is a read that is over.
type Read struct {
	Op       uint32
	Step     uint32 // at which its client was told
	Due      Due
	Returned *version.Set
	LWW      bool // the last write wins
	EverLWW  bool // and did so at some time
	// Expired returns what nodes hold that is nothing but tombstones whose grace is over by
	// their clocks; nil: nothing.
	Expired func() []*version.Set
}

// Answered judges what a read returned, and remembers it: it is what later reads
// owe.
func (o *Observer) Answered(s Subject, r Read, where Where) (wrong []Fault) {
	h := &o.histories[s]
	closed := h.nobodys(&r, where)
	missed, isMissed, older, isOlder := h.lacks(&r, closed)
	if isMissed || isOlder {
		if more := h.overdue(closed, &r); more != closed {
			missed, isMissed, older, isOlder = h.lacks(&r, more)
		}
	}
	if isMissed {
		wrong = append(wrong, missed)
		o.Tally.Stale++
	}
	if isOlder {
		wrong = append(wrong, older)
		o.Tally.Older++
	}
	if f, found := h.resurrected(&r, where); found {
		wrong = append(wrong, f)
		o.Tally.Resurrected++
	}
	h.note(&r)
	past := r.Returned.Seen() // as older and missed have it: what the answer itself tells
	if r.EverLWW {
		past = o.Past(s, r.Returned, true)
	}
	if !h.read.Covers(past) {
		if len(h.reads) == remembered {
			h.reads = slices.Delete(h.reads, 0, 1)
		}
		h.reads = append(h.reads, reading{r.Op, r.Step, past})
		h.read = version.Union(past, h.read)
	}
	return wrong
}

// lacks judges a read by the policy that stands, but for what is owed to nobody.
func (h *history) lacks(r *Read, closed *version.Context) (missed Fault, isMissed bool, older Fault, isOlder bool) {
	if r.LWW {
		missed, isMissed = h.outrun(r, closed)
		older, isOlder = h.overtaken(r, closed)
	} else {
		missed, isMissed = h.missed(r, closed)
		older, isOlder = h.older(r, closed)
	}
	return missed, isMissed, older, isOlder
}

// missed names the newest write that was due and is not known.
func (h *history) missed(r *Read, closed *version.Context) (f Fault, found bool) {
	known := r.Returned.Seen()
	if known.Covers(r.Due.acked) {
		return f, false
	}
	if known = version.Union(known, closed); known.Covers(r.Due.acked) {
		return f, false
	}
	for i := len(h.writes) - 1; i >= 0; i-- {
		if w := &h.writes[i]; r.Due.acked.Contains(w.Dot) && !known.Contains(w.Dot) && !h.excused(r, w) {
			return Fault{Missed, w.Op, w.Dot}, true
		}
	}
	if r.EverLWW {
		return f, false // what is forgotten was superseded or shadowed
	}
	dot, _ := r.Due.acked.Beyond(known)
	return Fault{Missed, 0, dot}, true
}

// older names the newest read that was over and knew more.
func (h *history) older(r *Read, closed *version.Context) (f Fault, found bool) {
	known := r.Returned.Seen()
	if known.Covers(r.Due.read) {
		return f, false
	}
	known = version.Union(known, closed)
	for i := range h.writes { // what was made of siblings that are known is no news
		w := &h.writes[i]
		if w.Op == 0 && known.Covers(w.Seen) || r.EverLWW && r.Due.read.Contains(w.Dot) && h.excused(r, w) {
			known = known.With(w.Dot)
		}
	}
	if known.Covers(r.Due.read) {
		return f, false
	}
	for i := len(h.reads) - 1; i >= 0; i-- {
		if e := &h.reads[i]; e.step <= r.Due.step {
			if dot, more := e.known.Beyond(known); more {
				return Fault{Older, e.op, dot}, true
			}
		}
	}
	dot, _ := r.Due.read.Beyond(known)
	return Fault{Older, 0, dot}, !r.EverLWW
}
