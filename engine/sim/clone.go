package sim

import (
	"maps"
	"slices"
)

// Clone returns a queue of the same items that goes on independently of q.
func (q *Queue) Clone() Queue {
	c := *q
	c.heap = slices.Clone(q.heap)
	c.lane = slices.Clone(q.lane)
	return c
}

// Clone returns the same faults, to be changed independently of l.
func (l *Links) Clone() Links {
	c := *l
	c.cut = maps.Clone(l.cut)
	c.slow = maps.Clone(l.slow)
	return c
}
