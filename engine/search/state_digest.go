// The digest of a state: what is equal in it will go on equally.

package search

import (
	"slices"

	"ringside/internal/digest"
)

// digest returns a state's digest. It has nothing of times, of numbers that only say in
// which order things were made, or of what can't matter any more.
func (w *world) digest() (d digest.Sum) {
	s := w.s
	rank := w.rank()
	for i := range s.nodes {
		d.AddSum(s.sums[i])
		s.members[i].addTo(&d)
	}
	d.AddSum(s.traffic)
	for _, word := range s.cuts {
		d.Add(word)
	}
	for i, o := range s.ops {
		w.addOp(&d, i, o, rank)
	}
	if w.asking.ordered {
		for _, r := range s.begun {
			d.Add(uint64(r))
		}
	}
	if w.lww {
		d.AddInt(len(s.begun))
	}
	for i, c := range s.contexts {
		if c != nil && w.contextMatters(i) {
			d.AddInt(i + 1)
			c.seen.AddTo(&d)
			c.past.AddTo(&d)
		}
	}
	s.observer.AddTo(&d, rank, w.lww)
	for _, n := range s.left {
		d.AddInt(int(n))
	}
	return d
}

func (m *member) addTo(d *digest.Sum) {
	flags := uint64(m.health)
	if m.dark {
		flags |= 1 << 8
	}
	if m.wiped {
		flags |= 1 << 9
	}
	d.Add(flags)
	if m.skew != 0 {
		d.Add(uint64(m.skew))
	}
	for _, f := range m.inbox {
		d.AddSum(f.sum)
	}
}

// addOp takes an operation in: all of one whose client waits, and of one that is over what
// the question can ask for.
func (w *world) addOp(d *digest.Sum, i int, o *op, rank func(uint32) uint64) {
	switch {
	case o == nil:
		d.Add(0)
		return
	case o.told:
		d.Add(2)
	default:
		d.Add(1)
		o.due.AddTo(d, rank)
		o.seen.AddTo(d)
		o.past.AddTo(d)
		if rank != nil {
			d.Add(rank(o.began))
		}
	}
	if !o.closed {
		d.Add(uint64(uint16(o.coordinator)) + 1)
		o.dot.AddTo(d)
	} else {
		d.Add(0)
	}
	if w.asking.remembers && o.told {
		v := o.view
		d.Add(uint64(v.Outcome) | uint64(v.Acks)<<8 | uint64(v.Need)<<16 | uint64(uint16(v.Coordinator))<<32)
		d.AddBool(v.Missed.Found)
		d.AddBool(v.Older.Found)
		d.AddBool(v.Resurrected.Found)
		v.Returned.AddTo(d)
	}
}

// contextMatters reports whether a client may yet write with a context.
func (w *world) contextMatters(place int) bool {
	for c, mine := range w.clients {
		for _, r := range mine[w.s.clients[c]:] {
			if q := &w.open[r]; q.context == place {
				return true
			}
		}
	}
	return false
}

// rank returns the order of the steps that matter, nil where none does.
func (w *world) rank() func(uint32) uint64 {
	if !w.everLWW {
		return nil
	}
	w.ranks = w.s.observer.Steps(w.ranks[:0])
	for _, o := range w.s.ops {
		if o != nil && !o.told {
			w.ranks = append(o.due.Steps(w.ranks), o.began)
		}
	}
	slices.Sort(w.ranks)
	w.ranks = slices.Compact(w.ranks)
	return func(step uint32) uint64 {
		i, _ := slices.BinarySearch(w.ranks, step)
		if step == 0 {
			return 0
		}
		return uint64(i) + 1
	}
}
