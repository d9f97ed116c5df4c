// Clones of the queue and of the link faults.

package sim

import (
	"maps"
	"slices"
)

// Clone returns a queue with the same items that is independent of q.
func (q *Queue) Clone() Queue {
	c := *q
	c.heap = slices.Clone(q.heap)
	c.lane = slices.Clone(q.lane)
	return c
}

// Clone returns the same faults, independent of l.
func (l *Links) Clone() Links {
	c := *l
	c.cut = maps.Clone(l.cut)
	c.slow = maps.Clone(l.slow)
	return c
}
