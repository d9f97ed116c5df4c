// This file asks the processor for what there is of a key before it is needed.

package store

import (
	"ringside/engine/id"
	"ringside/engine/version"
)

// Prefetches is how many steps it takes until it is at hand what is known of a key.
const Prefetches = 1

// Prefetch asks for what there is of a key: at step 0 for where it is. After that it returns
// what is known of the key.
func (s *Store) Prefetch(key id.Sym, step int) *version.Set {
	if step == 0 {
		s.table.Get().prefetch(key)
		return nil
	}
	return s.Get(key)
}
