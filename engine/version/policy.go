// The policies for concurrent values: siblings, or last write wins.

package version

import (
	"cmp"
	"strings"
)

// Policy says what happens to concurrent values when two sets meet. The zero
// Policy keeps them.
//
// All replicas of a key should follow the same policy at the same time. What a
// cluster held before a change stays well-formed after it, but a value that one
// policy has given up does not come back under the other: LastWriteWins may
// prefer a value that its successor replaced (with a slower clock), and after a
// change back to KeepSiblings two replicas that preferred different ones have
// each seen the other's replaced: the merge of their sets has no sibling.
type Policy uint8

const (
	// KeepSiblings keeps them side by side: Merge.
	KeepSiblings Policy = iota
	// LastWriteWins keeps the one with the highest stamp: MergeLWW.
	LastWriteWins
)

// Merge returns the merge of a and b under the policy.
func (p Policy) Merge(a, b *Set) *Set {
	if p == LastWriteWins {
		return MergeLWW(a, b)
	}
	return Merge(a, b)
}

// MergeLWW merges a and b and keeps one value: of all siblings of both the one that Beats
// the others. What the writers had seen plays no part in that; the context, which is the
// union, only says which writes have been taken into account. That makes it the join of
// two joins (the largest sibling, the union of contexts): commutative, associative, and
// idempotent for sets of at most one sibling, the only ones it returns. A set with
// several, from before the policy changed, counts as its largest: merging it with itself
// or with nil reduces it to that.
//
// It returns one of its arguments, preferably a, if that is already the result; then it
// does not allocate.
func MergeLWW(a, b *Set) *Set {
	if a == nil {
		a, b = b, nil
	}
	if a == nil || b == nil && len(a.Siblings) <= 1 {
		return a
	}
	if b == nil {
		b = a
	}
	best := largest(b, largest(a, nil))
	switch {
	case only(a, best) && a.Context.Covers(b.Context):
		return a
	case only(b, best) && b.Context.Covers(a.Context):
		return b
	}
	if best == nil {
		return &Set{Context: Union(a.Context, b.Context)}
	}
	return one(Union(a.Context, b.Context), *best)
}

// Beats reports whether s wins over t under last-write-wins: the higher stamp;
// with equal stamps a tombstone over a value, then the larger value bytes
// (Cassandra, db/rows/Cells.java), then the larger dot, so that of two
// different writes exactly one wins.
func (s *Sibling) Beats(t *Sibling) bool {
	if s.Stamp != t.Stamp {
		return s.Stamp > t.Stamp
	}
	return s.breaksTie(t)
}

// breaksTie is Beats for equal stamps.
func (s *Sibling) breaksTie(t *Sibling) bool {
	if s.Tombstone != t.Tombstone {
		return s.Tombstone
	}
	return cmp.Or(strings.Compare(s.Value, t.Value), s.Dot.Compare(t.Dot)) > 0
}

// largest returns the sibling that beats all others of s and best, which may be nil.
func largest(s *Set, best *Sibling) *Sibling {
	for i := range s.Siblings {
		if best == nil || s.Siblings[i].Beats(best) {
			best = &s.Siblings[i]
		}
	}
	return best
}

// only reports whether best is all that s holds; a nil best stands for nothing.
func only(s *Set, best *Sibling) bool {
	if best == nil {
		return len(s.Siblings) == 0
	}
	return len(s.Siblings) == 1 && s.Siblings[0].Dot == best.Dot
}
