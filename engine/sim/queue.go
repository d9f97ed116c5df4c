// Package sim is virtual time: what happens next, draws named by what they are for,
// and which links are broken.
//
//	Queue ── the next Item by (At, Seq) ──▶ who drives the cluster
//	  ├─ heap: arrivals, disks          each at a time of its own
//	  └─ lane: timeouts                 all equally far away, so first in, first out
//
// Nothing in it knows what an Item means.
package sim

import (
	"math/bits"
	"time"
)

// Item is one thing that will happen. Ref and Kind are the owner's.
type Item struct {
	At   time.Duration
	Seq  uint64 // the order among equals; also unique
	Ref  uint32
	Kind uint8
}

// Before reports whether i comes before j.
func (i *Item) Before(j *Item) bool { return i.earlier(j) != 0 }

// earlier returns 1 if i comes before j, else 0: the borrow of (i.At, i.Seq) − (j.At, j.Seq), since
// no processor can guess which of two items is the earlier one. No At is negative.
func (i *Item) earlier(j *Item) int {
	_, borrow := bits.Sub64(i.Seq, j.Seq, 0)
	_, borrow = bits.Sub64(uint64(i.At), uint64(j.At), borrow)
	return int(borrow)
}

// Queue gives Items back in the order (At, Seq). A four-ary heap of small
// items; those that are pushed with PushLast cost no comparison at all.
type Queue struct {
	heap []Item
	lane []Item // ascending; the first `gone` are taken
	gone int
	seq  uint64
}

// Len returns how many items wait.
func (q *Queue) Len() int { return len(q.heap) + len(q.lane) - q.gone }

// Push adds an item; Seq is given here.
func (q *Queue) Push(at time.Duration, kind uint8, ref uint32) {
	q.seq++
	item := Item{at, q.seq, ref, kind}
	q.heap = append(q.heap, item)
	i := len(q.heap) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if !item.Before(&q.heap[parent]) {
			break
		}
		q.heap[i] = q.heap[parent]
		i = parent
	}
	q.heap[i] = item
}

// PushLast adds an item that is likely to come after all others that were
// pushed with PushLast, as timers of one constant duration do.
func (q *Queue) PushLast(at time.Duration, kind uint8, ref uint32) {
	if n := len(q.lane); n > q.gone && at < q.lane[n-1].At {
		q.Push(at, kind, ref)
		return
	}
	q.seq++
	q.lane = append(q.lane, Item{at, q.seq, ref, kind})
}

// Peek returns the next item and leaves it; false if there is none.
func (q *Queue) Peek() (Item, bool) {
	switch {
	case q.fromLane():
		return q.lane[q.gone], true
	case len(q.heap) > 0:
		return q.heap[0], true
	}
	return Item{}, false
}

// fromLane reports whether the next item is one of the lane.
func (q *Queue) fromLane() bool {
	return q.gone < len(q.lane) && (len(q.heap) == 0 || q.lane[q.gone].Before(&q.heap[0]))
}

// Pop takes the next item out, which Peek returns; nothing if there is none.
func (q *Queue) Pop() {
	switch {
	case q.fromLane():
		q.gone++
		if q.gone > 1024 && q.gone*2 > len(q.lane) {
			q.lane = q.lane[:copy(q.lane, q.lane[q.gone:])]
			q.gone = 0
		}
	case len(q.heap) > 0:
		q.popHeap()
	}
}

func (q *Queue) popHeap() {
	n := len(q.heap) - 1
	last := q.heap[n]
	q.heap = q.heap[:n]
	if n == 0 {
		return
	}
	i := 0
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		if child+4 <= n {
			four := (*[4]Item)(q.heap[child:])
			low := four[1].earlier(&four[0])
			high := 2 + four[3].earlier(&four[2])
			least += low + (high-low)*four[high&3].earlier(&four[low&3])
		} else {
			for c := child + 1; c < n; c++ {
				least += (c - least) * q.heap[c].earlier(&q.heap[least])
			}
		}
		if !q.heap[least].Before(&last) {
			break
		}
		q.heap[i] = q.heap[least]
		i = least
	}
	q.heap[i] = last
}

// Items calls f for every item that waits, in no particular order.
func (q *Queue) Items(f func(Item)) {
	for _, item := range q.heap {
		f(item)
	}
	for _, item := range q.lane[q.gone:] {
		f(item)
	}
}
