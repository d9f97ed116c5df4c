// Why each request came out as it did, told unasked once it is over.

package plain

import (
	"fmt"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
)

// tellWhy says of each request that is over why it came out as it did, once; not of those of a
// load.
func (p *talk) tellWhy(v *engine.View) {
	for _, op := range v.Ops {
		owed := slices.Index(p.owed, op.ID)
		if op.Load != 0 || op.ID <= p.why && owed < 0 {
			continue
		}
		if over := op.Outcome != event.Pending && (op.Settled || v.Motion <= engine.Background); !over {
			if owed < 0 {
				p.owed = append(p.owed, op.ID)
			}
			continue
		}
		p.why = max(p.why, op.ID)
		if owed >= 0 {
			p.owed = slices.Delete(p.owed, owed, owed+1)
		}
		p.whyTold = fmt.Sprintf("why op %d: %s", op.ID, explain.Why(v, op))
		p.say(p.whyTold)
	}
}
