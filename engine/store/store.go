// Package store is what one node holds.
//
// Everything in a Store is on the disk and outlives a crash, but for what Volatile
// took in since the last Sync. What is on its way to the disk belongs to the node
// that is writing it, and is lost with it.
package store

import (
	"slices"

	"ringside/engine/id"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/shared"
)

// Store is a node's disk: for each key the versions it knows, tombstones
// included, and how many dots the node has issued for it.
type Store struct {
	actor  version.Actor
	table  shared.Lent[table]
	known  int                              // how many rows have a set
	hints  map[ring.NodeID]map[id.Sym]Hint  // for others, by owner; nil if there never was one
	before shared.Map[id.Sym, *version.Set] // of what is in memory only: what the disk has
	weight int                              // bytes of the sets of data and hints, see Bytes
}

// New returns the empty disk of a node.
func New(node ring.NodeID) *Store {
	return &Store{actor: version.Actor{Node: node}}
}

// Get returns what is known of a key; nil if nothing.
func (s *Store) Get(key id.Sym) *version.Set { return s.table.Get().set(key) }

// row returns the row of a key, to be written to; a new one if it has none. It is
// valid until the next call.
func (s *Store) row(key id.Sym) *row { return s.table.Own((*table).clone).row(key) }

// Both returns what is known of a key, and what would be left of that after a
// crash; nil if nothing.
func (s *Store) Both(key id.Sym) (known, onDisk *version.Set) {
	known = s.Get(key)
	if len(s.before.Rows()) > 0 {
		if set, unsynced := s.before.Rows()[key]; unsynced {
			return known, set
		}
	}
	return known, known
}

// Merge takes in versions of a key and returns what is known of it now, and
// whether that is more than before.
func (s *Store) Merge(key id.Sym, in *version.Set, p version.Merger) (now *version.Set, fresh bool) {
	if len(s.before.Rows()) > 0 {
		if disk, unsynced := s.before.Rows()[key]; unsynced {
			s.before.Own()[key] = p.Merge(disk, in) // what was in memory only still is
		}
	}
	return s.merge(key, in, p)
}

func (s *Store) merge(key id.Sym, in *version.Set, p version.Merger) (now *version.Set, fresh bool) {
	old := s.Get(key)
	now = p.Merge(old, in)
	if now == old {
		return now, false
	}
	s.set(key, old, now)
	return now, true
}

// set replaces what is known of a key.
func (s *Store) set(key id.Sym, old, now *version.Set) {
	s.row(key).set = now
	s.weight += weigh(now) - weigh(old)
	switch {
	case old == nil && now != nil:
		s.known++
	case old != nil && now == nil:
		s.known--
	}
}

// Volatile is Merge into memory: the disk follows with Sync. Until then a crash
// takes it.
func (s *Store) Volatile(key id.Sym, in *version.Set, p version.Merger) (now *version.Set, fresh bool) {
	old := s.Get(key)
	now, fresh = s.merge(key, in, p)
	if _, noted := s.before.Rows()[key]; fresh && !noted {
		s.before.Own()[key] = old
	}
	return now, fresh
}

// UnsyncedKeys returns the keys that have something in memory only, sorted.
func (s *Store) UnsyncedKeys() []id.Sym { return sortedKeys(s.before.Rows()) }

// Sync makes all durable.
func (s *Store) Sync() { s.before.Clear() }

// Lose takes what is in memory only, as a crash does.
func (s *Store) Lose() {
	if len(s.before.Rows()) == 0 {
		return
	}
	// any order: each key by itself.
	for key, set := range s.before.Rows() {
		s.set(key, s.Get(key), set)
	}
	s.before.Clear()
}

// Replace returns the empty disk that a node gets after it lost this one: with
// the next epoch, so that no dot is issued twice.
func (s *Store) Replace() *Store {
	fresh := New(s.actor.Node)
	fresh.actor.Epoch = s.actor.Epoch + 1
	return fresh
}

// Drop forgets what is known of a key. What has been issued stays counted.
func (s *Store) Drop(key id.Sym) {
	s.set(key, s.Get(key), nil)
	if len(s.before.Rows()) > 0 {
		delete(s.before.Own(), key)
	}
}

// Issue returns the next dot of this node for a key, and the timestamp of the version that
// gets it: what the node's clock says, or just after the previous timestamp of this node
// and key, whichever is later (as Cassandra's ClientState.getTimestamp does for a whole
// coordinator). So the timestamps of one node and key strictly increase, which is all that
// their order is for: that two versions of a key tie depends on no write of another key.
// Both are on the disk before they are used: no dot is issued again, and timestamps
// rise also when the clock has gone back and the node has crashed since.
func (s *Store) Issue(key id.Sym, clock int64) (dot version.Dot, stamp int64) {
	r := s.row(key)
	if r.issued > 0 {
		clock = max(clock, r.stamp+1)
	}
	r.issued++
	r.stamp = clock
	return version.Dot{Actor: s.actor, Counter: r.issued}, clock
}

// Len returns how many keys are known.
func (s *Store) Len() int { return s.known }

// Keys returns the keys that are known, in the order they first appeared in
// the cluster.
func (s *Store) Keys() []id.Sym {
	keys := make([]id.Sym, 0, s.known)
	for r := range s.table.Get().all {
		if r.set != nil {
			keys = append(keys, r.key)
		}
	}
	slices.Sort(keys)
	return keys
}

func sortedKeys[V any](m map[id.Sym]V) []id.Sym {
	keys := make([]id.Sym, 0, len(m))
	// any order: they are sorted below.
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
