// This file keeps the deletes by which a value may come back.

package oracle

import (
	"slices"

	"ringside/engine/version"
)

// Deletes reports whether the observer knows of a delete, or of what one has removed.
func (o *Observer) Deletes() bool {
	for i := range o.histories {
		h := &o.histories[i]
		if h.few != nil && (len(h.few.deletes) > 0 || h.few.deleted != 0 || !h.few.closed.Empty() || len(h.few.lately) > 0) {
			return true
		}
		for j := range h.writes {
			if h.writes[j].Delete() {
				return true
			}
		}
	}
	return false
}

// noteDelete remembers an acknowledged delete. If there are many, it forgets those that make no
// difference to any answer: another one removes all the same, or nothing is left that they
// have removed.
func (h *history) noteDelete(w *Write, left func(look func(*version.Set))) {
	few := h.own()
	few.deletes = append(few.deletes, *w)
	if len(few.deletes) <= remembered {
		return
	}
	var values []version.Sibling
	left(func(set *version.Set) {
		if set != nil {
			values = append(values, set.Siblings...)
		}
	})
	kept := few.deletes[:0]
	for i := range few.deletes {
		d := &few.deletes[i]
		removes := func(s version.Sibling) bool {
			return !s.Tombstone && (h.undoes(d, &s, true) || h.undoes(d, &s, false))
		}
		repeats := func(later Write) bool { return later.repeats(d) }
		if i == len(few.deletes)-1 || !slices.ContainsFunc(few.deletes[i+1:], repeats) && slices.ContainsFunc(values, removes) {
			kept = append(kept, *d)
		}
	}
	clear(few.deletes[len(kept):])
	few.deletes = kept
}

// repeats reports whether a delete removes all that an earlier one does, and is known of
// wherever that is.
func (w *Write) repeats(d *Write) bool {
	switch {
	case w.Sweeps != d.Sweeps:
		return false
	case w.Sweeps:
		return w.Value.Beats(d.Value) && d.before(w) && w.removed().Covers(d.removed())
	}
	return w.Seen.Contains(d.Dot) && w.Seen.Covers(d.Seen)
}
