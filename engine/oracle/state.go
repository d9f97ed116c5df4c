package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// State is how a version is kept, or what has become of it.
type State uint8

const (
	// Safe: on at least as many disks as its client was promised.
	Safe State = iota
	// AtRisk: on fewer.
	AtRisk
	// Unreachable: only on nodes that are down.
	Unreachable
	// InFlight: on no node, but in a message or a request under way.
	InFlight
	// Superseded: a later write had seen it and replaces it.
	Superseded
	// Shadowed: it was discarded for another that had not seen it.
	Shadowed
	// Lost: no copy is left anywhere.
	Lost
)

// String returns the state in the words of the log.
func (s State) String() string {
	return [...]string{"safe", "at risk", "unreachable", "in flight only", "superseded", "shadowed", "lost"}[s]
}

// Final says whether the state can't change any more.
func (s State) Final() bool { return s >= Superseded }

// Copies is where a version is to be found.
type Copies struct {
	Disks     int  // nodes that have it on their disk, as a replica or as a hint
	Memory    int  // nodes that have it in memory only
	Up        int  // of both, how many are up
	Moving    bool // it is in a message, or in a request under way, or on its way to a disk
	Discarded bool // some node has taken it into account and kept something else
	Overruled bool // and may have done so although that had not seen it: the last write wins
}

// state says what a version is that has so many copies and need of them promised.
func (c Copies) state(need uint8) State {
	switch {
	case c.Disks+c.Memory == 0 && c.Moving:
		return InFlight
	case c.Disks+c.Memory == 0 && c.Discarded && c.Overruled:
		return Shadowed
	case c.Disks+c.Memory == 0 && c.Discarded:
		return Superseded
	case c.Disks+c.Memory == 0:
		return Lost
	case c.Up == 0:
		return Unreachable
	case c.Disks < int(need):
		return AtRisk
	}
	return Safe
}

// Change is a write whose state has become another.
type Change struct {
	Write
	Was    State
	Copies Copies
}

// Judge looks again for the acknowledged writes of a key and returns those whose
// state has changed, and whether any of them is in trouble: not safe, and not over
// either. It is to be called whenever a copy may have gone, and for what is in
// trouble also whenever one may have come.
func (o *Observer) Judge(key event.Sym, where func(version.Dot) Copies) (changes []Change, trouble bool) {
	s, known := o.place[key]
	if !known {
		return nil, false
	}
	h := &o.histories[s]
	for i := range h.writes {
		w := &h.writes[i]
		if !w.Acked || w.State.Final() {
			continue
		}
		was, c := w.State, Copies{}
		if h.superseded(w, where) {
			w.State = Superseded
		} else {
			c = where(w.Dot)
			w.State = c.state(w.Need)
		}
		trouble = trouble || w.State != Safe && !w.State.Final()
		if w.State != was {
			o.count(was, -1)
			o.count(w.State, +1)
			changes = append(changes, Change{*w, was, c})
			if w.State == Lost || w.State == Shadowed {
				h.bury(w)
			}
		}
	}
	return changes, trouble
}

// Look returns what is known of a version and its state now, without keeping it;
// whether it is known who wrote it. One that nobody was promised is judged as if
// need copies had been.
func (o *Observer) Look(key event.Sym, dot version.Dot, need uint8, where func(version.Dot) Copies) (w Write, known bool) {
	s, there := o.place[key]
	if !there {
		return w, false
	}
	h := &o.histories[s]
	w = Write{Key: key, Dot: dot, Need: need}
	if found := h.find(dot); found != nil {
		w, known = *found, true
	}
	if !w.State.Final() {
		if w.State = Superseded; !h.superseded(&w, where) {
			w.State = where(dot).state(w.Need)
		}
	}
	return w, known
}

// superseded says whether a later write replaces w: one that was acknowledged, or
// that has at least come about, whatever its client was told.
func (h *history) superseded(w *Write, where func(version.Dot) Copies) bool {
	if h.seen.Contains(w.Dot) {
		return true
	}
	for i := range h.writes {
		if by := &h.writes[i]; !by.Acked && by.Seen.Contains(w.Dot) {
			if c := where(by.Dot); c.Disks+c.Memory > 0 || c.Discarded {
				return true
			}
		}
	}
	return false
}

// count keeps the tally.
func (o *Observer) count(s State, by int) {
	switch s {
	case Lost:
		o.Tally.Lost += by
	case Shadowed:
		o.Tally.Shadowed += by
	case AtRisk:
		o.Tally.AtRisk += by
	case Unreachable:
		o.Tally.Unreachable += by
	}
}

// Forget notes that tombstones were let go of on purpose: what they were is over.
func (o *Observer) Forget(key event.Sym, tombstones *version.Set) {
	s, known := o.place[key]
	if !known || tombstones == nil {
		return
	}
	h := &o.histories[s]
	for _, t := range tombstones.Siblings {
		h.seen = h.seen.With(t.Dot)
		h.closed = version.Union(h.closed, h.past(t.Dot, tombstones.Context))
		if w := h.find(t.Dot); w != nil && w.Acked && !w.State.Final() {
			o.count(w.State, -1)
			w.State = Superseded
			h.bury(w)
		}
	}
}
