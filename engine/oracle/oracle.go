// Package oracle is the observer outside the cluster. It sees what clients ask
// and are told, and no node can read it: what it knows is the truth against
// which an answer is judged.
//
//	Issued ─▶ Acked ─▶ Judge: what has become of each acknowledged write (state.go)
//	Due ───▶ Answered: what is wrong with a read (read.go)
package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Observer remembers what was written, acknowledged and read of each key.
type Observer struct {
	Tally     Tally
	place     map[event.Sym]Subject
	histories []history // by Subject
}

// Subject is a key's place with the observer.
type Subject uint32

// Tally counts what the observer has seen go wrong.
type Tally struct {
	Lost        int // acknowledged writes of which no copy is left
	Shadowed    int // acknowledged writes discarded though nobody had replaced them
	Stale       int // reads that missed an acknowledged write
	Older       int // reads that did not know what an earlier read had returned
	Resurrected int // reads that returned what an acknowledged delete had removed

	AtRisk      int // acknowledged writes that have fewer durable copies now than were promised
	Unreachable int // acknowledged writes that only nodes hold that are down now
}

// history is what happened to one key.
type history struct {
	acked  *version.Context // what was acknowledged
	seen   *version.Context // what that builds upon: superseded
	closed *version.Context // deletes whose tombstones were let go of, and what they build upon
	read   *version.Context // what completed reads have returned
	writes []Write          // oldest first
	reads  []reading        // those that returned something new, oldest first
	buried []burial         // acknowledged deletes that nobody keeps any more
	room   int              // how long writes may become before old ones are forgotten
}

// remembered is how many writes and reads of a key are kept by name, besides the
// acknowledged writes whose fate is open. Older ones are still judged, as part of
// what was acknowledged and read; only their numbers are forgotten.
const remembered = 16

// Write is a version and whoever wrote it.
type Write struct {
	Key    event.Sym
	Op     uint32
	Dot    version.Dot
	Seen   *version.Context // what it builds upon, and so replaces
	Need   uint8            // how many durable copies the client was promised
	Delete bool
	Sweeps bool // a delete removes all that is there, seen or not: the last write wins
	Acked  bool
	State  State  // as last judged; means nothing unless Acked
	step   uint32 // when it was acknowledged
	over   *version.Context
}

// Subject returns the place of a key, which is new if it was never asked for.
func (o *Observer) Subject(key event.Sym) Subject {
	if s, ok := o.place[key]; ok {
		return s
	}
	if o.place == nil {
		o.place = make(map[event.Sym]Subject)
	}
	s := Subject(len(o.histories))
	o.place[key] = s
	o.histories = append(o.histories, history{room: 2 * remembered})
	return s
}

// Issued notes that a coordinator has made a new version.
func (o *Observer) Issued(s Subject, w Write) {
	h := &o.histories[s]
	if len(h.writes) >= h.room {
		h.forget()
	}
	if w.Delete {
		w.over = w.Seen
		if w.Sweeps {
			w.over = version.Union(w.over, h.acked)
		}
	}
	h.writes = append(h.writes, w)
}

// forget drops the names of old writes that are judged for good or were never
// acknowledged. If most are still open, more room is made.
func (h *history) forget() {
	left := h.writes[:0]
	old := len(h.writes) - remembered
	for i, w := range h.writes {
		if i >= old || w.Acked && !w.State.Final() && !h.seen.Contains(w.Dot) {
			left = append(left, w)
		}
	}
	clear(h.writes[len(left):])
	h.writes = left
	h.room = max(2*remembered, 2*len(left))
}

// Acked notes that a client was told at a step that a write is OK, when there were
// so many copies of it, and returns its state. One that is worse than AtRisk by then
// is Safe until it is judged, so that this is found out like any other change.
func (o *Observer) Acked(s Subject, dot version.Dot, step uint32, c Copies) State {
	h := &o.histories[s]
	h.acked = h.acked.With(dot)
	w := h.find(dot)
	if w == nil {
		return Safe
	}
	h.seen = version.Union(h.seen, w.Seen)
	w.Acked, w.step = true, step
	state := c.state(w.Need)
	if state <= AtRisk {
		w.State = state
		o.count(state, +1)
	}
	return state
}

// find returns the write of a version, if it is remembered.
func (h *history) find(dot version.Dot) *Write {
	for i := len(h.writes) - 1; i >= 0; i-- {
		if h.writes[i].Dot == dot {
			return &h.writes[i]
		}
	}
	return nil
}

// Writes returns the remembered writes of a key, oldest first. Read only.
func (o *Observer) Writes(key event.Sym) []Write {
	if s, ok := o.place[key]; ok {
		return o.histories[s].writes
	}
	return nil
}
