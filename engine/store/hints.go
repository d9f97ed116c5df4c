// Hints: versions that a node keeps for replicas that it stands in for.

package store

import (
	"slices"
	"sort"
	"time"

	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Hint is what a node keeps for a replica that it stands in for.
type Hint struct {
	Key   id.Sym
	Set   *version.Set
	Since time.Duration // when the last version of it was added
	held  Writes        // the writes in it whose clients may have been told OK because of it
	kept  bool          // there were more of those than are listed
}

// Writes lists writes by their dots. It is never changed once made.
type Writes []version.Dot

// mostHeld is the maximum number of writes in held.
const mostHeld = 32

// Counts reports whether a client may have been told OK because of the hint: then it is
// one of the W copies, and must be kept until its owner has it.
func (h *Hint) Counts() bool { return h.kept || len(h.held) > 0 }

// Hold notes that a hint contains the version of a write that may depend on it.
func (s *Store) Hold(owner ring.NodeID, key id.Sym, dot version.Dot) {
	h := s.hints[owner][key]
	switch {
	case h.kept || slices.Contains(h.held, dot):
		return
	case len(h.held) == mostHeld:
		h.held, h.kept = nil, true
	default:
		h.held = append(slices.Clip(h.held), dot) // clones share the list
	}
	s.hints[owner][key] = h
}

// HoldAs notes that a hint counts as much as another hint of the same key that it
// contains.
func (s *Store) HoldAs(owner ring.NodeID, other Hint) {
	for _, dot := range other.held {
		s.Hold(owner, other.Key, dot)
	}
	if h := s.hints[owner][other.Key]; other.kept && !h.kept {
		h.kept = true
		s.hints[owner][other.Key] = h
	}
}

// Spare notes that a write did not depend on a hint, and reports whether it might have
// until now.
func (s *Store) Spare(owner ring.NodeID, key id.Sym, dot version.Dot) bool {
	h := s.hints[owner][key]
	i := slices.Index(h.held, dot)
	if i < 0 {
		return false
	}
	h.held = slices.Delete(slices.Clone(h.held), i, i+1)
	s.hints[owner][key] = h
	return true
}

// Hint keeps versions of a key for their owner, merged with those already kept. Concurrent
// versions are kept as siblings whatever the cluster's policy, since the owner decides
// between them.
func (s *Store) Hint(owner ring.NodeID, key id.Sym, in *version.Set, now time.Duration) {
	if s.hints == nil {
		s.hints = make(map[ring.NodeID]map[id.Sym]Hint)
	}
	mine := s.hints[owner]
	if mine == nil {
		mine = make(map[id.Sym]Hint)
		s.hints[owner] = mine
	}
	h := mine[key]
	h.Key, h.Since = key, max(h.Since, now)
	s.weight -= weigh(h.Set)
	h.Set = version.Merge(h.Set, in)
	s.weight += weigh(h.Set)
	mine[key] = h
}

// HintOf returns the hint for an owner and a key, and whether there is one.
func (s *Store) HintOf(owner ring.NodeID, key id.Sym) (Hint, bool) {
	h, ok := s.hints[owner][key]
	return h, ok
}

// Unhint removes a hint.
func (s *Store) Unhint(owner ring.NodeID, key id.Sym) {
	s.weight -= weigh(s.hints[owner][key].Set)
	if delete(s.hints[owner], key); len(s.hints[owner]) == 0 {
		delete(s.hints, owner)
	}
}

// Hints returns the number of hints.
func (s *Store) Hints() (n int) {
	// any order: they are only counted.
	for _, mine := range s.hints {
		n += len(mine)
	}
	return n
}

// HintsFor returns the hints for an owner, by key.
func (s *Store) HintsFor(owner ring.NodeID) (all []Hint) {
	// any order: they are sorted below.
	for _, h := range s.hints[owner] {
		all = append(all, h)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Key < all[j].Key })
	return all
}

// HintedPeers returns the owners of the hints, sorted.
func (s *Store) HintedPeers() (peers []ring.NodeID) {
	// any order: they are sorted below.
	for owner := range s.hints {
		peers = append(peers, owner)
	}
	slices.Sort(peers)
	return peers
}

// AllKeys returns the keys of the store and of the hints, sorted.
func (s *Store) AllKeys() []id.Sym {
	keys := s.Keys()
	if len(s.hints) == 0 {
		return keys
	}
	// any order: they are sorted below.
	for _, mine := range s.hints {
		// any order: here too.
		for key := range mine {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// HasHint reports whether any hint contains a version.
func (s *Store) HasHint(key id.Sym, dot version.Dot) bool {
	found := false
	// any order: only whether it is found matters.
	for _, mine := range s.hints {
		if h, ok := mine[key]; ok {
			found = found || h.Set.Has(dot)
		}
	}
	return found
}

// Known returns everything that the node has of a key: as a replica and in hints.
func (s *Store) Known(key id.Sym, p version.Policy) *version.Set {
	return s.WithHints(key, s.Get(key), p)
}

// WithHints returns a set merged with the hints of the key.
func (s *Store) WithHints(key id.Sym, set *version.Set, p version.Policy) *version.Set {
	if len(s.hints) == 0 {
		return set
	}
	for _, owner := range s.HintedPeers() {
		if h, ok := s.HintOf(owner, key); ok {
			set = p.Merge(set, h.Set)
		}
	}
	return set
}
