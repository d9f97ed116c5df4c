// This file asks the processor for sets and contexts before they are needed.

package version

import "ringside/internal/prefetch"

// Prefetches is how many steps it takes until a set is at hand.
const Prefetches = 2

// Prefetch asks for a set: at step 0 for itself, at step 1 for what it has.
func (s *Set) Prefetch(step int) {
	switch {
	case s == nil:
	case step == 0:
		prefetch.All(s)
	default:
		s.Context.Prefetch()
		for i := range min(len(s.Siblings), mostPrefetched) {
			prefetch.Line(&s.Siblings[i])
		}
	}
}

// mostPrefetched is how many siblings of a set are asked for.
const mostPrefetched = 3

// Prefetch asks for a context. What it has is mostly beside it.
func (c *Context) Prefetch() { prefetch.Line(c) }
