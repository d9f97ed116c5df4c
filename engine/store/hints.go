package store

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Hint is what a node keeps for a replica that it stands in for.
type Hint struct {
	Key   event.Sym
	Set   *version.Set
	Since time.Duration // when the first version of it was kept
}

// Hint keeps versions of a key for their owner, together with those that are
// kept already. Hints are siblings to each other whatever the cluster's policy:
// it is for the owner to decide.
func (s *Store) Hint(owner ring.NodeID, key event.Sym, in *version.Set, now time.Duration) {
	if s.hints == nil {
		s.hints = make(map[ring.NodeID]map[event.Sym]Hint)
	}
	mine := s.hints[owner]
	if mine == nil {
		mine = make(map[event.Sym]Hint)
		s.hints[owner] = mine
	}
	h, ok := mine[key]
	if !ok {
		h = Hint{Key: key, Since: now}
	}
	h.Set = version.Merge(h.Set, in)
	mine[key] = h
}

// HintOf returns the hint of a key for its owner, and whether there is one.
func (s *Store) HintOf(owner ring.NodeID, key event.Sym) (Hint, bool) {
	h, ok := s.hints[owner][key]
	return h, ok
}

// Unhint lets go of a hint.
func (s *Store) Unhint(owner ring.NodeID, key event.Sym) {
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
func (s *Store) AllKeys() []event.Sym {
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

// HasHint says whether a version is kept for anybody.
func (s *Store) HasHint(key event.Sym, dot version.Dot) bool {
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
func (s *Store) Known(key event.Sym, p version.Policy) *version.Set {
	set := s.data.rows[key]
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
