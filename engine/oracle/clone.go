// Clone of the observer.

package oracle

import (
	"maps"
	"slices"
)

// Clone returns an observer that has seen the same and goes on independently of o. Its
// state is copied in a few allocations, however many keys there are.
func (o *Observer) Clone() Observer {
	c := o.CloneOfKnown()
	c.place = maps.Clone(o.place)
	return c
}

// CloneOfKnown is Clone, without a copy of the list of keys, of an observer that knows all keys: neither it nor o is asked for a new one
// from now on.
func (o *Observer) CloneOfKnown() Observer {
	c := *o
	c.builders = nil
	c.histories = slices.Clone(o.histories)
	writes, reads := 0, 0
	for i := range c.histories {
		writes += len(c.histories[i].writes)
		reads += len(c.histories[i].reads)
	}
	w, r := make([]Write, 0, writes), make([]reading, 0, reads)
	for i := range c.histories {
		h := &c.histories[i]
		h.writes, w = carve(w, h.writes)
		h.reads, r = carve(r, h.reads)
		if h.few != nil {
			few := *h.few
			few.deletes, few.lately = slices.Clone(few.deletes), slices.Clone(few.lately)
			h.few = &few
		}
	}
	return c
}

// carve copies some into the free part of all.
func carve[T any](all, some []T) (mine, rest []T) {
	from := len(all)
	all = append(all, some...)
	return all[from:len(all):len(all)], all
}

// Afresh returns an observer that has seen the same but has judged nothing yet: its
// verdicts on writes must equal o's.
func (o *Observer) Afresh() Observer {
	c := o.Clone()
	c.Tally.Lost, c.Tally.Shadowed, c.Tally.AtRisk, c.Tally.Unreachable = 0, 0, 0, 0
	for i := range c.histories {
		h := &c.histories[i]
		c.Tally.Shadowed += h.rare().shadowed.CountBeyond(h.seen)
		for j := range h.writes {
			h.writes[j].State, h.writes[j].closed = Safe, false
		}
	}
	return c
}
