// This file says what versions build upon, and what is gone.

package oracle

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// Past returns what the versions that a read returned build upon, themselves
// included. Where the last write has ever won, a replica's context tells more than
// that: it has also what was discarded.
func (o *Observer) Past(s Subject, returned *version.Set, everLWW bool) (past *version.Context) {
	if returned == nil {
		return nil
	}
	if !everLWW {
		past = returned.Context
		if !o.histories[s].apart { // then the contexts of the versions have it all
			return past
		}
		for i := range returned.Siblings { // a client that writes twice tells only of the first write itself
			if w := o.histories[s].find(returned.Siblings[i].Dot); w != nil {
				past = version.Union(past, w.Seen)
			}
		}
		return past
	}
	for i := range returned.Siblings {
		past = version.Union(past, o.histories[s].past(returned.Siblings[i].Dot, returned.Context))
	}
	return past
}

// past returns what a version builds upon, itself included: as its context says, if
// it is not known by name.
func (h *history) past(dot version.Dot, context *version.Context) *version.Context {
	if w := h.find(dot); w != nil {
		return w.Seen.With(dot)
	}
	return context.With(dot)
}

// Gone counts the acknowledged writes of a key that are gone in effect: nothing that
// is left, of which these sets have all, is one of them or builds upon it. A
// write that was superseded is gone, too, when what superseded it is.
func (o *Observer) Gone(key event.Sym, left []*version.Set, everLWW bool) int {
	s, known := o.place[key]
	if !known {
		return 0
	}
	h := &o.histories[s]
	kept := h.rare().past
	for _, set := range left {
		kept = version.Union(kept, o.Past(s, set, everLWW))
	}
	return h.acked.CountBeyond(kept)
}
