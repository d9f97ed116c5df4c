// Package store is what one node holds.
//
// Everything in a Store is on the disk and outlives a crash, but for what Volatile
// took in since the last Sync. What is on its way to the disk belongs to the node
// that is writing it, and is lost with it.
package store

import (
	"math"
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
	data   shared.Map[id.Sym, *version.Set]
	issued shared.Map[id.Sym, uint32]
	stamp  int64                            // the last timestamp that was given out
	hints  map[ring.NodeID]map[id.Sym]Hint  // for others, by owner; nil if there never was one
	before shared.Map[id.Sym, *version.Set] // of what is in memory only: what the disk has
	weight int                              // bytes of the sets of data and hints, see Bytes
}

// New returns the empty disk of a node.
func New(node ring.NodeID) *Store {
	return &Store{actor: version.Actor{Node: node}, stamp: math.MinInt64} // a clock may be before the start
}

// Get returns what is known of a key; nil if nothing.
func (s *Store) Get(key id.Sym) *version.Set { return s.data.Rows()[key] }

// Both returns what is known of a key, and what would be left of that after a
// crash; nil if nothing.
func (s *Store) Both(key id.Sym) (known, onDisk *version.Set) {
	known = s.data.Rows()[key]
	if len(s.before.Rows()) > 0 {
		if set, unsynced := s.before.Rows()[key]; unsynced {
			return known, set
		}
	}
	return known, known
}

// Merge takes in versions of a key and returns what is known of it now, and
// whether that is more than before.
func (s *Store) Merge(key id.Sym, in *version.Set, p version.Policy) (now *version.Set, fresh bool) {
	if len(s.before.Rows()) > 0 {
		if disk, unsynced := s.before.Rows()[key]; unsynced {
			s.before.Own()[key] = p.Merge(disk, in) // what was in memory only still is
		}
	}
	return s.merge(key, in, p)
}

func (s *Store) merge(key id.Sym, in *version.Set, p version.Policy) (now *version.Set, fresh bool) {
	old := s.data.Rows()[key]
	now = p.Merge(old, in)
	if now == old {
		return now, false
	}
	s.data.Own()[key] = now
	s.weight += weigh(now) - weigh(old)
	return now, true
}

// Volatile is Merge into memory: the disk follows with Sync. Until then a crash
// takes it.
func (s *Store) Volatile(key id.Sym, in *version.Set, p version.Policy) (now *version.Set, fresh bool) {
	old := s.data.Rows()[key]
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
	data := s.data.Own()
	// any order: each key by itself.
	for key, set := range s.before.Rows() {
		s.weight += weigh(set) - weigh(data[key])
		if set == nil {
			delete(data, key)
		} else {
			data[key] = set
		}
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
	data := s.data.Own()
	s.weight -= weigh(data[key])
	delete(data, key)
	if len(s.before.Rows()) > 0 {
		delete(s.before.Own(), key)
	}
}

// Issue returns the next dot of this node for a key. It is never issued again:
// the count is on the disk before the dot is used.
func (s *Store) Issue(key id.Sym) version.Dot {
	issued := s.issued.Own()
	issued[key]++
	return version.Dot{Actor: s.actor, Counter: issued[key]}
}

// Stamp returns a timestamp for a new version: what the node's clock says, or just
// after the last one that was given out, whichever is later (Cassandra's
// ClientState.getTimestamp). It is on the disk before it is used, so that it rises
// also when the clock has gone back and the node has crashed since.
func (s *Store) Stamp(clock int64) int64 {
	s.stamp = max(clock, s.stamp+1)
	return s.stamp
}

// Len returns how many keys are known.
func (s *Store) Len() int { return len(s.data.Rows()) }

// Keys returns the keys that are known, in the order they first appeared in
// the cluster.
func (s *Store) Keys() []id.Sym { return sortedKeys(s.data.Rows()) }

func sortedKeys[V any](m map[id.Sym]V) []id.Sym {
	keys := make([]id.Sym, 0, len(m))
	// any order: they are sorted below.
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
