// This file asks the processor for what there is of a key before it is needed.

package store

import (
	"ringside/engine/id"
	"ringside/engine/version"
	"ringside/internal/prefetch"
)

// Prefetches is how many steps it takes until it is at hand what is known of a key.
const Prefetches = 2

// Prefetch asks for what there is of a key: at each step for what the one before it has led
// to. What is not at hand when it is called is waited for. After the last step it returns
// what is known of the key.
func (s *Store) Prefetch(key id.Sym, step int) *version.Set {
	if step == 0 {
		s.place.Prefetch(key)
		return nil
	}
	at, there := s.place.Find(key)
	rows := *s.rows.Get()
	switch {
	case !there:
		return nil
	case step == 1:
		prefetch.Item(rows, int(at))
		return nil
	}
	return rows[at].set
}
