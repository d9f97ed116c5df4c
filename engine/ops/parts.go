// This file counts the answers of an operation by data centre, where its level does.

package ops

import (
	"slices"
	"time"

	"ringside/engine/event"
)

// setParts takes in what an operation waits for by data centre, as its Invoke or its Reply
// says: a coordinator that hung may have planned otherwise than was seen at first.
func (o *Operation) setParts(t *event.Trace, step int) {
	parts := t.PartsAt(step)
	if parts == nil && o.Parts == nil {
		return
	}
	if parts != nil {
		o.Parts = make([]Part, len(parts))
	}
	for i, p := range parts {
		o.Parts[i] = Part{DC: t.Text(p.DC), N: int(p.N), Need: int(p.Need), Of: int(p.Of)}
	}
	if parts != nil && o.Outcome == event.Pending {
		o.Need = int(t.At(step).Need)
	}
}

// count counts the answers that count in each data centre. When so many had come as must,
// the data centre's part was met.
func (o *Operation) count() {
	if o.Parts == nil || o.Outcome == event.Unavailable {
		return
	}
	o.Acks = 0
	for i := range o.Parts {
		p := &o.Parts[i]
		var came []time.Duration
		for j := range o.Answers {
			if a := &o.Answers[j]; a.Counts && a.In == i+1 {
				came = append(came, a.Answered)
			}
		}
		slices.Sort(came)
		if p.N, p.Met = min(len(came), p.Need), 0; p.N > 0 && p.N == p.Need {
			p.Met = came[p.Need-1]
		}
		o.Acks += p.N
	}
}
