// This file gives waiting items other times.

package sim

import (
	"cmp"
	"slices"
	"time"
)

// Retime gives every item that waits, but for those of PushLast, the time that at returns.
// Items of one time keep their order.
func (q *Queue) Retime(at func(Item) time.Duration) {
	for i := range q.heap {
		q.heap[i].At = at(q.heap[i])
	}
	// Sorted items are a heap.
	slices.SortFunc(q.heap, func(a, b Item) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seq, b.Seq)) })
}
