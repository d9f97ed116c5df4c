// Steps that do not touch each other need not be tried in both orders (sleep sets, after
// P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996).
//
//	s ──t──▶ ·        t and a touch different nodes, and t comes first by its label: after a,
//	│        │        t sleeps, for what it leads to is found through t and then a, in as many
//	a        a        steps. It sleeps until a step that touches what it touches.
//	▼        ▼
//	· ─ t ─▶ ·
//
// A state is looked at when all shortest stories that lead to it are known (queue.go). What
// sleeps in it is what sleeps after each of them. So the shortest story whose labels come
// first is never cut: a step of it that slept could be moved to the front, which gives a story
// as short whose labels come earlier. No state is lost; only steps are saved.

package search

import (
	"ringside/engine/ring"
	"ringside/internal/digest"
)

// label names a step in all states in which it can be taken, and says what it touches.
type label struct {
	id      uint64
	nodes   uint32 // a bit for each node: see bit
	touches touching
	writes  bool // it asks for a disk write, which may complete in the step
}

// touching says what a step touches besides nodes.
type touching uint8

const (
	asks   touching = 1 << iota // a request begins
	tells                       // a client is told
	fails                       // something goes wrong, out of the bounds
	others                      // the observer sees something else
)

// everything is what a step touches of which no more is known.
const everything = ^uint32(0)

// bit returns the bit of a node. Where there are many nodes several share one: then more is taken for
// touched, or for read, than is.
func bit(id ring.NodeID) uint32 { return 1 << (id % 32) }

// apart reports whether two steps lead to the same state in either order, and neither makes
// the other possible or impossible.
func (m *model) apart(a, b *label) bool {
	if a.nodes&b.nodes != 0 || a.touches&b.touches&(fails|others) != 0 {
		return false
	}
	if m.strict {
		return a.touches&^fails == 0 || b.touches&^fails == 0
	}
	return (a.touches&asks == 0 || b.touches&tells == 0) && (a.touches&tells == 0 || b.touches&asks == 0)
}

// name returns the number of a step's label. Labels of a kind are sorted by node.
func (m *model) name(s *state, mv move) uint64 {
	id := uint64(mv.kind) << 60
	switch {
	case mv.kind == begins:
		id |= uint64(uint16(mv.a))<<20 | uint64(uint16(mv.b))<<4
	case mv.kind <= duplicates:
		id |= nameOf(s.flights[mv.a].sum, s.flights[mv.a].Message.To)
	default:
		id |= uint64(uint16(mv.a))<<20 | uint64(uint16(mv.b))<<4
	}
	if mv.quick {
		id |= 1
	}
	return id
}

// nameOf returns the part of a label that says what is on its way to a node: something with a digest.
func nameOf(sum digest.Sum, to ring.NodeID) uint64 {
	return uint64(uint8(to))<<52 | sum.A>>12<<1
}

// touched says what the step that has just been made has touched.
func (w *world) touched(from *state, mv move) (t label) {
	t.id, t.writes = w.name(from, mv), len(w.written) > 0
	for i, mine := range w.mine {
		if mine {
			t.nodes |= bit(ring.NodeID(i))
		}
	}
	at := ring.None
	switch mv.kind {
	case begins:
		t.touches, at = asks, ring.NodeID(mv.b)
	case arrives, writes:
		at = from.flights[mv.a].Message.To
	case drops, duplicates:
		t.touches, at = fails, from.flights[mv.a].Message.To
	case givesUp:
		t.touches, at = fails, from.ops[w.place(from.flights[mv.a].Op)].coordinator
	default:
		t.nodes, t.touches = everything, fails
	}
	if at >= 0 {
		t.nodes |= bit(at)
	}
	if w.told {
		t.touches |= tells
		if w.deletes {
			t.nodes = everything // whether a deleted value has come back is asked of all stores
		}
	}
	if w.watched {
		t.touches |= others
	}
	return t
}

// after appends what sleeps after a step: what slept before it and what was tried before it,
// as far as it does not touch what the step touches.
func (m *model) after(step *label, slept, tried, sleeps []label) []label {
	for i := range slept {
		if t := &slept[i]; m.apart(t, step) {
			sleeps = append(sleeps, *t)
		}
	}
	for i := range tried {
		if t := &tried[i]; t.id < step.id && m.apart(t, step) {
			sleeps = append(sleeps, *t)
		}
	}
	return sleeps
}

// asleep returns the label of a number, or nil if it is not in the list.
func asleep(some []label, id uint64) *label {
	for i := range some {
		if some[i].id == id {
			return &some[i]
		}
	}
	return nil
}

// inFlight reports whether a step is about something in flight.
func (mv move) inFlight() bool { return mv.kind >= arrives && mv.kind <= duplicates }
