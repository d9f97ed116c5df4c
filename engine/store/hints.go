package store

import (
	"slices"
	"time"

	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Hint is what a node keeps for a replica that it stands in for.
type Hint struct {
	Key   id.Sym
	Set   *version.Set
	Since time.Duration // when the last version of it was kept
	held  Writes        // the writes in it of which it is not known that a client was told OK without it
	kept  bool          // there were more of those than are listed
}

// Writes lists writes by their versions. It is never changed once made.
type Writes []version.Dot

// mostHeld is how many writes a hint lists that may count.
const mostHeld = 32

// Counts reports whether a client may have been told OK because of the hint: then it is
// one of the W copies, and must be kept until its owner has it.
func (h *Hint) Counts() bool { return h.kept || len(h.held) > 0 }

// Hold notes that a hint has the version of a write which may count on it.
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

// HoldAs notes that a hint counts as much as another of the same key that is in it.
func (s *Store) HoldAs(owner ring.NodeID, other Hint) {
	for _, dot := range other.held {
		s.Hold(owner, other.Key, dot)
	}
	if h := s.hints[owner][other.Key]; other.kept && !h.kept {
		h.kept = true
		s.hints[owner][other.Key] = h
	}
}

// Spare notes that a write did not count on a hint, and reports whether it may have until
// now.
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

// Hint keeps versions of a key for their owner, together with those that are
// kept already. Hints are siblings to each other whatever the cluster's policy:
// it is for the owner to decide.
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

// HintOf returns the hint of a key for its owner, and whether there is one.
func (s *Store) HintOf(owner ring.NodeID, key id.Sym) (Hint, bool) {
	h, ok := s.hints[owner][key]
	return h, ok
}

// Unhint lets go of a hint.
func (s *Store) Unhint(owner ring.NodeID, key id.Sym) {
	s.weight -= weigh(s.hints[owner][key].Set)
	if delete(s.hints[owner], key); len(s.hints[owner]) == 0 {
		delete(s.hints, owner)
	}
}

// Hints returns how many hints are kept.
func (s *Store) Hints() (n int) {
	// any order: they are counted.
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
	slices.SortFunc(all, func(a, b Hint) int { return int(a.Key) - int(b.Key) })
	return all
}

// HintedPeers returns for whom hints are kept, sorted.
func (s *Store) HintedPeers() (peers []ring.NodeID) {
	// any order: they are sorted below.
	for owner := range s.hints {
		peers = append(peers, owner)
	}
	slices.Sort(peers)
	return peers
}

// AllKeys returns the keys that are known or kept for others, sorted.
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

// HasHint reports whether a version is kept for anybody.
func (s *Store) HasHint(key id.Sym, dot version.Dot) bool {
	found := false
	// any order: it is found or not.
	for _, mine := range s.hints {
		if h, ok := mine[key]; ok {
			found = found || h.Set.Has(dot)
		}
	}
	return found
}

// Known returns all that the node knows of a key: what it holds as a replica and
// what it keeps for others.
func (s *Store) Known(key id.Sym, p version.Policy) *version.Set {
	return s.WithHints(key, s.Get(key), p)
}

// WithHints returns a set together with what is kept of the key for others.
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
