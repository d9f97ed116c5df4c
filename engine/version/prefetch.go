// This file asks the processor for sets and contexts before they are needed.

package version

import "ringside/internal/prefetch"

// Prefetch asks for a set: at step 0 for itself, at step 1 for what it has.
func (s *Set) Prefetch(step int) {
	switch {
	case s == nil:
	case step == 0:
		prefetch.All(s)
	default:
		s.Context.Prefetch(0)
		for i := range min(len(s.Siblings), mostPrefetched) {
			prefetch.Line(&s.Siblings[i])
		}
	}
}

// mostPrefetched is how many siblings of a set are asked for.
const mostPrefetched = 4

// Prefetch asks for a context: at step 0 for itself, at step 1 for what it has.
func (c *Context) Prefetch(step int) {
	switch {
	case c == nil:
	case step == 0:
		prefetch.All(c)
	default:
		prefetch.Item(c.Seen, 0)
		prefetch.Item(c.Cloud, 0)
	}
}
