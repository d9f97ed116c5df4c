// This file takes a store into a digest of a state.

package store

import "ringside/internal/digest"

// AddTo takes in all that decides what the disk answers from now on: versions, what of them
// is only in memory, hints, and how many dots it has issued. stamps says whether the latest
// timestamp of each key counts, as it does where the last write wins. When a hint was
// added does not count.
func (s *Store) AddTo(d *digest.Sum, stamps bool) {
	d.Add(uint64(s.actor.Epoch))
	var all digest.Sum
	for r := range s.table.Get().all {
		var one digest.Sum
		one.Add(uint64(r.key))
		one.Add(uint64(r.issued))
		if stamps {
			one.Add(uint64(r.stamp))
		}
		r.set.AddTo(&one)
		if len(s.before.Rows()) > 0 {
			if disk, unsynced := s.before.Rows()[r.key]; unsynced {
				one.Add(1)
				disk.AddTo(&one)
			}
		}
		if r.set != nil || r.issued > 0 {
			all.Mingle(one)
		}
	}
	// any order: digests that mingle.
	for owner, mine := range s.hints {
		// any order: here too.
		for key, h := range mine {
			var one digest.Sum
			one.Add(uint64(uint16(owner)) + 1)
			one.Add(uint64(key))
			h.Set.AddTo(&one)
			one.AddBool(h.kept)
			var held digest.Sum
			for _, dot := range h.held {
				var of digest.Sum
				dot.AddTo(&of)
				held.Mingle(of)
			}
			one.AddSum(held)
			all.Mingle(one)
		}
	}
	d.AddSum(all)
}

// Issued reports whether the store has given out any dot, in this life of the disk or before.
func (s *Store) Issued() bool {
	if s.actor.Epoch > 0 {
		return true
	}
	for r := range s.table.Get().all {
		if r.issued > 0 {
			return true
		}
	}
	return false
}
