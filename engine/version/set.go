// Sets of siblings: how a put makes one, and how two are merged.

package version

import "slices"

// Write returns the set that one put makes: s replaces whatever seen contains, and nothing
// else. A nil seen is a blind put. The dot of s must be new.
func Write(seen *Context, s Sibling) *Set {
	s.sum = textSum(s.Value)
	return one(seen.With(s.Dot), s)
}

// one returns a set of one sibling, in one allocation.
func one(c *Context, s Sibling) *Set {
	set := roomFor(1)
	set.Context = c
	set.Siblings = append(set.Siblings, s)
	return set
}

// Merge merges a and b and keeps concurrent values: a sibling survives if both have it, or
// if the one that lacks it has not seen its dot. It is commutative, associative and
// idempotent, and returns one of its arguments, preferably a, if that is already the
// result; then it does not allocate.
func Merge(a, b *Set) *Set {
	switch {
	case a == b || b == nil:
		return a
	case a == nil:
		return b
	}
	t := meet(a, b)
	switch {
	case t.dropA == 0 && a.Context.Covers(b.Context):
		return a
	case t.dropB == 0 && b.Context.Covers(a.Context):
		return b
	}
	set := roomFor(t.both + t.fromA + t.fromB)
	out := set.Siblings
	i, j := 0, 0
	for i < len(a.Siblings) || j < len(b.Siblings) {
		switch order := heads(a.Siblings[i:], b.Siblings[j:]); {
		case order == 0:
			out = append(out, a.Siblings[i])
			i, j = i+1, j+1
		case order < 0:
			if !b.Context.Contains(a.Siblings[i].Dot) {
				out = append(out, a.Siblings[i])
			}
			i++
		default:
			if !a.Context.Contains(b.Siblings[j].Dot) {
				out = append(out, b.Siblings[j])
			}
			j++
		}
	}
	set.Context, set.Siblings = Union(a.Context, b.Context), out
	return set
}

// tally counts the siblings of two sets to be merged: those that both have and, of those
// in only one set, how many survive and how many the other set has seen replaced.
type tally struct{ both, fromA, dropA, fromB, dropB int }

func meet(a, b *Set) (t tally) {
	i, j := 0, 0
	for i < len(a.Siblings) || j < len(b.Siblings) {
		switch order := heads(a.Siblings[i:], b.Siblings[j:]); {
		case order == 0:
			t.both++
			i, j = i+1, j+1
		case order < 0:
			if b.Context.Contains(a.Siblings[i].Dot) {
				t.dropA++
			} else {
				t.fromA++
			}
			i++
		default:
			if a.Context.Contains(b.Siblings[j].Dot) {
				t.dropB++
			} else {
				t.fromB++
			}
			j++
		}
	}
	return t
}

// heads compares the first dots of two lists; an empty list comes last.
func heads(a, b []Sibling) int {
	switch {
	case len(b) == 0:
		return -1
	case len(a) == 0:
		return +1
	}
	return a[0].Dot.Compare(b[0].Dot)
}

// Has reports whether the sibling that d names is in the set.
func (s *Set) Has(d Dot) bool {
	if s == nil {
		return false
	}
	for i := range s.Siblings {
		if s.Siblings[i].Dot == d {
			return true
		}
	}
	return false
}

// Seen returns the context; nil for a nil Set.
func (s *Set) Seen() *Context {
	if s == nil {
		return nil
	}
	return s.Context
}

// Live reports whether there is a value: a sibling that is not a tombstone.
func (s *Set) Live() bool {
	if s == nil {
		return false
	}
	for i := range s.Siblings {
		if !s.Siblings[i].Tombstone {
			return true
		}
	}
	return false
}

// Values returns the values without the tombstones, in the order of their dots. Two
// concurrent writes of equal values are two values.
func (s *Set) Values() []string {
	if s == nil {
		return nil
	}
	var out []string
	for i := range s.Siblings {
		if !s.Siblings[i].Tombstone {
			out = append(out, s.Siblings[i].Value)
		}
	}
	return out
}

// Equal reports whether two sets are equal. A nil set equals an empty one.
func Equal(a, b *Set) bool {
	if a == b {
		return true
	}
	if a == nil {
		a = &Set{}
	}
	if b == nil {
		b = &Set{}
	}
	return Compare(a.Context, b.Context) == Same &&
		slices.EqualFunc(a.Siblings, b.Siblings, func(x, y Sibling) bool {
			return x.Dot == y.Dot && x.Stamp == y.Stamp && x.Tombstone == y.Tombstone && x.Value == y.Value
		})
}
