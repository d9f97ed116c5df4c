// This file asks the processor for what is remembered of a key before it is needed.

package oracle

import "ringside/internal/prefetch"

// lately is how many of the last writes of a key are asked for.
const lately = 2

// Prefetch asks for what is remembered of a key: at each of two steps for what the one
// before it has led to.
func (o *Observer) Prefetch(s Subject, step int) {
	if int(s) >= len(o.histories) {
		return
	}
	h := &o.histories[s]
	last := len(h.writes) - 1
	switch step {
	case 0:
		prefetch.All(h)
	case 1:
		for i := range lately {
			prefetch.Item(h.writes, last-i)
		}
		prefetch.Item(h.writes[:cap(h.writes)], last+1)
		h.acked.Prefetch()
		h.seen.Prefetch()
		h.read.Prefetch()
	}
}
