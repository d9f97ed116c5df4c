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
	// any order: each owner's are copied by themselves.
	for owner, mine := range c.hints {
		c.hints[owner] = maps.Clone(mine)
	}
	c.before = maps.Clone(s.before)
	return c
}
