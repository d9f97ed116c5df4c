package store

import "maps"

// Clone returns an equal disk that goes on independently of s. The versions
// are shared, since they never change; what is known of all keys is, until either
// disk is written to.
func (s *Store) Clone() *Store {
	c := new(Store)
	s.CloneInto(c)
	return c
}

// CloneInto makes c what Clone returns.
func (s *Store) CloneInto(c *Store) {
	*c = *s
	c.place, c.rows, c.before = s.place.Lend(), s.rows.Lend(), s.before.Lend()
	c.hints = maps.Clone(s.hints)
	// any order: each owner's are copied by themselves.
	for owner, mine := range c.hints {
		c.hints[owner] = maps.Clone(mine)
	}
}
