// Clone of a store.

package store

import "maps"

// Clone returns an equal store that goes on independently of s. Versions are shared, since
// they never change; the tables of keys are shared until either store is written to.
func (s *Store) Clone() *Store {
	c := new(Store)
	s.CloneInto(c)
	return c
}

// CloneInto makes c a clone of s.
func (s *Store) CloneInto(c *Store) {
	*c = *s
	c.table, c.before = s.table.Lend(), s.before.Lend()
	c.hints = maps.Clone(s.hints)
	// any order: each owner's hints are copied independently.
	for owner, mine := range c.hints {
		c.hints[owner] = maps.Clone(mine)
	}
}

// Share prepares the store to be cloned by several goroutines at once: from now on nothing
// is written when it is.
func (s *Store) Share() {
	s.table.Lend()
	s.before.Lend()
}
