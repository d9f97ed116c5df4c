// This file asks the processor for what is remembered of a key before it is needed.

package oracle

import "ringside/internal/prefetch"

// Prefetch asks for what is remembered of a key: at each of three steps for what the one
// before it has led to.
func (o *Observer) Prefetch(s Subject, step int) {
	if int(s) >= len(o.histories) {
		return
	}
	h := &o.histories[s]
	switch step {
	case 0:
		prefetch.All(h)
	case 1:
		last := len(h.writes) - 1
		prefetch.Item(h.writes, last)
		prefetch.Item(h.writes[:cap(h.writes)], last+1)
		h.acked.Prefetch(0)
		h.seen.Prefetch(0)
		h.read.Prefetch(0)
	default:
		h.acked.Prefetch(1)
		h.seen.Prefetch(1)
		h.read.Prefetch(1)
	}
}
