// This file says how much memory a store takes.

package store

import (
	"unsafe"

	"ringside/engine/version"
)

const (
	perSibling = int(unsafe.Sizeof(version.Sibling{}))
	perDot     = int(unsafe.Sizeof(version.Entry{}))
	// perSet is what a set takes beside its siblings and what its context lists. A
	// version that replaces all others is one set on all replicas, and half of that is
	// said to be each one's.
	perSet = int(unsafe.Sizeof(version.Set{})+unsafe.Sizeof(version.Context{})) / 2
	// perRow is what a row takes, with the room that its table leaves.
	perRow = 32
)

// weigh returns about how many bytes a set takes without the texts of its values,
// which the trace keeps.
func weigh(s *version.Set) int {
	if s == nil {
		return 0
	}
	n := perSet + len(s.Siblings)*perSibling
	if c := s.Context; c != nil {
		n += (len(c.Seen) + len(c.Cloud)) * perDot
	}
	return n
}

// Bytes returns about how much memory the store takes, without the texts of values.
// It is quickly said: nothing is counted anew.
func (s *Store) Bytes() int {
	n := s.weight + s.table.Get().used*perRow
	if unsynced := len(s.before.Rows()); unsynced > 0 {
		n += unsynced * (perRow + s.weight/max(s.known, 1))
	}
	return n + s.Hints()*2*perRow
}
