package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Presence says where a version is to be found.
type Presence uint8

const (
	// Nowhere: on no disk, in no memory, in no hint, in no message.
	Nowhere Presence = iota
	// Discarded: nowhere, but some node has taken it into account and kept another.
	Discarded
	// Somewhere: at least one copy is left, were it on a node that is down.
	Somewhere
)

// Fate is what became of an acknowledged write that no later write replaces.
type Fate uint8

const (
	// Lost: no copy is left anywhere.
	Lost Fate = iota + 1
	// Shadowed: it was discarded for another that had not seen it.
	Shadowed
)

// Tally counts what the observer has seen go wrong.
type Tally struct {
	Lost     int // acknowledged writes of which no copy is left
	Shadowed int // acknowledged writes discarded though nobody had replaced them
	Stale    int // reads that missed an acknowledged write
}

// Verdict is what Judge found out about a write.
type Verdict struct {
	Write
	Fate Fate
}

// Wrote notes what the writer of a new version had seen of the key: all that is
// superseded now, whatever becomes of it.
func (o *Observer) Wrote(key event.Sym, seen *version.Context) {
	if seen != nil {
		h := o.history(key)
		h.seen = version.Union(h.seen, seen)
	}
}

// Judge looks again for the acknowledged writes of a key and returns those whose
// fate has become known. It is to be called whenever a copy may have gone.
func (o *Observer) Judge(key event.Sym, where func(version.Dot) Presence) (known []Verdict) {
	h := o.keys[key]
	if h == nil {
		return nil
	}
	left := h.writes[:0]
	for _, w := range h.writes {
		w.Known = w.Known || h.seen.Contains(w.Dot)
		if w.Known {
			left = append(left, w)
			continue
		}
		switch where(w.Dot) {
		case Nowhere:
			w.Known = true
			known = append(known, Verdict{w, Lost})
			o.Tally.Lost++
		case Discarded:
			w.Known = true
			known = append(known, Verdict{w, Shadowed})
			o.Tally.Shadowed++
		}
		left = append(left, w)
	}
	h.writes = left
	return known
}

// Forget notes that a tombstone was let go of on purpose.
func (o *Observer) Forget(key event.Sym, dot version.Dot) {
	h := o.history(key)
	h.seen = h.seen.With(dot)
}
