// This file judges what has become of acknowledged writes.

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
	return [...]string{
		Safe: "safe", AtRisk: "at risk", Unreachable: "unreachable", InFlight: "in flight only",
		Superseded: "superseded", Shadowed: "shadowed", Lost: "lost",
	}[s]
}

// Gone reports whether there is no copy left of what is in this state, and nothing that
// replaces it.
func (s State) Gone() bool { return s == Shadowed || s == Lost }

// Copies is where a version is to be found.
type Copies struct {
	Disks     int  // nodes that have it on their disk, as a replica or as a hint
	Memory    int  // nodes that have it in memory only
	Up        int  // of both, how many are up
	Moving    bool // it is in a message, or in a request under way, or on its way to a disk
	Discarded bool // something is left that has taken it into account without having it
	Overruled bool // and what replaced it need not have seen it: the last write has won
	Replaced  bool // some of these are copies of what has replaced it and was not acknowledged
}

// Where counts the copies of a version: the nodes that have it or any of the others.
type Where func(dot version.Dot, others []version.Dot) Copies

// stored reports whether a node has the version.
func (c Copies) stored() bool { return c.Disks+c.Memory > 0 }

// exists reports whether the version is anywhere.
func (c Copies) exists() bool { return c.stored() || c.Moving }

// state says what a version is that has so many copies and need of them promised, if
// nothing replaces it.
func (c Copies) state(need uint8) State {
	switch {
	case c.Disks+c.Memory == 0 && c.Moving:
		return InFlight
	case c.Disks+c.Memory == 0 && c.Discarded && c.Overruled:
		return Shadowed
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
// state has changed, and whether any of them is in trouble: it must be looked at again
// whenever a copy may have come or gone. Otherwise that is so only when a copy may
// have gone.
func (o *Observer) Judge(key event.Sym, where Where) (changes []Change, trouble bool) {
	s, known := o.place[key]
	if !known {
		return nil, false
	}
	h := &o.histories[s]
	h.gone = 0
	o.builders = h.builders(o.builders[:0])
	for i := range h.writes {
		w := &h.writes[i]
		if !w.Acked || w.closed {
			continue
		}
		was := w.State
		state, c, final := h.judged(w, o.builders, where)
		w.State, w.Replaced = state, c.Replaced
		w.closed, w.beaten = final && state == Superseded, final && state == Shadowed
		trouble = trouble || !final && state != Safe
		if state.Gone() {
			h.gone++
		}
		if state == was {
			continue
		}
		o.count(was, -1)
		o.count(state, +1)
		if was == Superseded && state == w.earlier && !state.Gone() {
			continue // what replaced it for a while is gone, and it is as it was
		}
		w.earlier = was
		changes = append(changes, Change{*w, was, c})
	}
	return changes, trouble
}

// judged says in which state a write is, with what copies, and whether only a new
// write can change that. What has replaced it and was not acknowledged stands for it only where
// it is: the client was promised as many copies, of the one or the other.
func (h *history) judged(w *Write, builders []int32, where Where) (s State, c Copies, final bool) {
	if h.over(w.Dot) {
		return Superseded, c, true
	}
	built, by := h.built(w, builders, where)
	if built == kept {
		c = where(w.Dot, by)
		c.Replaced = true
		if s = c.state(w.Need); s == Safe || h.outdone(w) { // or it was gone already
			s = Superseded
		}
		return s, c, false
	}
	if w.State == Shadowed && built == nowhere && (w.beaten || h.outdone(w)) {
		return Shadowed, c, true // no copy comes back
	}
	c = where(w.Dot, nil)
	switch {
	case c.exists():
		return c.state(w.Need), c, false
	case built == moving:
		return Superseded, c, false
	case c.Overruled && h.outdone(w):
		return Shadowed, c, true
	}
	s = c.state(w.Need)
	return s, c, s == Lost
}

// place is where something is that builds upon a write.
type place uint8

const (
	nowhere place = iota
	moving
	kept
)

// builders appends to dst which writes, of those that were not acknowledged, build upon
// others, and returns dst: those that were supersede them for good.
func (h *history) builders(dst []int32) []int32 {
	if h.open == 0 {
		return dst
	}
	for i := range h.writes {
		if by := &h.writes[i]; !by.Acked && !by.Seen.Empty() {
			dst = append(dst, int32(i))
		}
	}
	return dst
}

// built says where something is that builds upon a write, of those in builders, and, if a node
// has any of it, which versions those are.
func (h *history) built(w *Write, builders []int32, where Where) (at place, by []version.Dot) {
	for _, i := range builders {
		next := &h.writes[i]
		if !next.Seen.Contains(w.Dot) {
			continue
		}
		switch c := where(next.Dot, nil); {
		case c.stored():
			at, by = kept, append(by, next.Dot)
		case c.Moving:
			at = max(at, moving)
		}
	}
	return at, by
}

// Discards lets the observer see what a replica holds after it has taken in a version
// where the last write wins: what it has discarded for that.
func (o *Observer) Discards(key event.Sym, set *version.Set) {
	s, known := o.place[key]
	if !known || set == nil || len(set.Siblings) != 1 {
		return
	}
	h := &o.histories[s]
	winner := set.Siblings[0].Dot
	by := h.find(winner)
	for i := range h.writes {
		w := &h.writes[i]
		if w.beaten || w.rivals().Contains(winner) || w.Dot == winner || !set.Context.Contains(w.Dot) || h.over(w.Dot) {
			continue
		}
		if by == nil || !by.Seen.Contains(w.Dot) {
			with := lww{rivals: w.rivals().With(winner)}
			if w.lww != nil {
				with.over = w.lww.over
			}
			w.lww = &with
		}
	}
}

// outdone reports whether a replica has discarded a write for one that was acknowledged,
// or for a delete that has had its time.
func (h *history) outdone(w *Write) bool {
	rivals := w.rivals()
	if rivals == nil {
		return false
	}
	for _, e := range rivals.Seen {
		for n := uint32(1); n <= e.Max; n++ {
			if h.settled(version.Dot{Actor: e.Actor, Counter: n}) {
				return true
			}
		}
	}
	for _, d := range rivals.Cloud {
		if h.settled(d) {
			return true
		}
	}
	return false
}

// settled reports whether a version was acknowledged, or purged after its time.
func (h *history) settled(d version.Dot) bool {
	return h.acked.Contains(d) || h.isPurged(d)
}

// Look returns what is known of a version and its state now, without keeping it;
// whether it is known who wrote it. One that nobody was promised is judged as if
// need copies had been, and one that a coordinator made of siblings as if those had been
// that were promised to the clients of what it replaces.
func (o *Observer) Look(key event.Sym, dot version.Dot, need uint8, where Where) (w Write, known bool) {
	s, there := o.place[key]
	if !there {
		return w, false
	}
	h := &o.histories[s]
	w = Write{Key: key, Dot: dot, Need: need}
	if found := h.find(dot); found != nil {
		w, known = *found, found.Op != 0
		if !known {
			w.Need = h.promised(found, need)
		}
	}
	state, c, _ := h.judged(&w, h.builders(nil), where)
	w.State, w.Replaced = state, c.Replaced
	return w, known
}

// promised returns the largest number of copies that was promised to the clients of what a
// version replaces, and need if that is nothing acknowledged.
func (h *history) promised(by *Write, need uint8) uint8 {
	most := uint8(0)
	for i := range h.writes {
		if w := &h.writes[i]; w.Acked && !h.over(w.Dot) && by.Seen.Contains(w.Dot) {
			most = max(most, w.Need)
		}
	}
	if most == 0 {
		return need
	}
	return most
}

// Fate returns an acknowledged write as it was last judged: its state, how many durable copies its
// client was promised, and whether what has replaced it counts, too. Of one that is no longer
// remembered it returns what it has become for good. It reports whether it knows.
func (o *Observer) Fate(key event.Sym, dot version.Dot) (w Write, known bool) {
	s, there := o.place[key]
	if !there {
		return w, false
	}
	h := &o.histories[s]
	switch found := h.find(dot); {
	case found != nil:
		return *found, found.Acked
	case h.over(dot):
		return Write{State: Superseded}, true
	case h.rare().shadowed.Contains(dot):
		return Write{State: Shadowed}, true
	}
	return w, false
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

// Stand returns how many acknowledged writes of a key are lost, shadowed, at risk and
// unreachable now, and notes nothing: the observer may be shared.
func (o *Observer) Stand(key event.Sym, where Where) (t Tally) {
	s, known := o.place[key]
	if !known {
		return t
	}
	h := &o.histories[s]
	builders := h.builders(nil)
	for i := range h.writes {
		w := &h.writes[i]
		if !w.Acked || w.closed {
			continue
		}
		switch state, _, _ := h.judged(w, builders, where); state {
		case Lost:
			t.Lost++
		case Shadowed:
			t.Shadowed++
		case AtRisk:
			t.AtRisk++
		case Unreachable:
			t.Unreachable++
		}
	}
	return t
}
