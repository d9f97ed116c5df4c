package store

import "maps"

// Clone returns an equal disk that goes on independently of s. The versions
// are shared: they never change.
func (s *Store) Clone() *Store {
	c := new(Store)
	*c = *s
	c.data = maps.Clone(s.data)
	c.issued = maps.Clone(s.issued)
	c.hints = maps.Clone(s.hints)
	c.before = maps.Clone(s.before)
	c.before = maps.Clone(s.before)
	return c
}
