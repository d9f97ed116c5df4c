// This file asks the processor for what there is of a key before it is needed.

package store

import (
	"ringside/engine/id"
	"ringside/internal/prefetch"
)

// Prefetches is how many steps it takes until all that there is of a key is at hand.
const Prefetches = 4

// Prefetch asks for what there is of a key: at each step for what the one before it has led
// to. What is not at hand when it is called is waited for.
func (s *Store) Prefetch(key id.Sym, step int) {
	if step == 0 {
		s.place.Prefetch(key)
		return
	}
	at, there := s.place.Find(key)
	rows := *s.rows.Get()
	switch {
	case !there:
	case step == 1:
		prefetch.Item(rows, int(at))
	default:
		rows[at].set.Prefetch(step - 2)
	}
}
