// This file gives waiting items other times.

package sim

import (
	"sort"
	"time"
)

// Retime gives every item that waits, but for those of PushLast, the time that at returns.
// Items of one time keep their order.
func (q *Queue) Retime(at func(Item) time.Duration) {
	for i := range q.heap {
		q.heap[i].At = at(q.heap[i])
	}
	// Sorted items are a heap.
	sort.Slice(q.heap, func(i, j int) bool { return q.heap[i].Before(&q.heap[j]) })
}
