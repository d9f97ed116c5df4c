// Package oracle is the observer outside the cluster. It sees what clients ask
// and are told, and no node can read it: what it knows is the truth against
// which an answer is judged.
package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// remembered is how many acknowledged writes of a key are kept by name. Older
// ones are still judged, as part of what was acknowledged; only their numbers
// are forgotten.
const remembered = 64

// Observer remembers which writes were acknowledged.
type Observer struct {
	Tally Tally
	keys  map[event.Sym]*history
}

// history is what was acknowledged of one key.
type history struct {
	acked  *version.Context
	seen   *version.Context // by those who wrote: superseded
	writes []Write          // the latest, oldest first
}

// Write is an acknowledged write.
type Write struct {
	Op    uint32
	Dot   version.Dot
	Known bool // its fate, which may be that a later write replaces it
}

// Acked notes that a client was told that a write is OK.
func (o *Observer) Acked(key event.Sym, w Write) {
	h := o.history(key)
	h.acked = h.acked.With(w.Dot)
	if len(h.writes) == remembered {
		h.writes = h.writes[:copy(h.writes, h.writes[1:])]
	}
	h.writes = append(h.writes, w)
}

func (o *Observer) history(key event.Sym) *history {
	if o.keys == nil {
		o.keys = make(map[event.Sym]*history)
	}
	h := o.keys[key]
	if h == nil {
		h = new(history)
		o.keys[key] = h
	}
	return h
}

// AckedSoFar returns every write of a key that has been acknowledged by now: what
// a read that begins now should know of.
func (o *Observer) AckedSoFar(key event.Sym) *version.Context {
	if h := o.keys[key]; h != nil {
		return h.acked
	}
	return nil
}

// Missed judges a read of key: due is what AckedSoFar said when it began, and
// known the context that its answer came with. It returns the newest write that
// the answer should have known of and does not, and whether there is one.
func (o *Observer) Missed(key event.Sym, due, known *version.Context) (w Write, missed bool) {
	if known.Covers(due) {
		return w, false
	}
	writes := o.keys[key].writes
	for i := len(writes) - 1; i >= 0; i-- {
		if d := writes[i].Dot; due.Contains(d) && !known.Contains(d) {
			return writes[i], true
		}
	}
	return w, true
}
