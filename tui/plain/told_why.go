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
		p.whyTold = whyLine(v, op)
		p.say(p.whyTold)
	}
}

// whyLine says why a request came out as it did and, of a read, how many bytes the other replicas
// sent, which the operation's pane shows with each of them.
func whyLine(v *engine.View, op *engine.OpView) string {
	line := fmt.Sprintf("why op %d: %s", op.ID, explain.Why(v, op))
	if v.Outside != nil { // there the reason says who sent what
		return line
	}
	for i := range op.Answers {
		switch a := &op.Answers[i]; {
		case a.Bytes == 0:
		case a.Digest:
			line += fmt.Sprintf("; %s sent a checksum, %s B", v.Nodes[a.Node].Name, engine.Count(a.Bytes))
		default:
			line += fmt.Sprintf("; %s sent a full copy, %s B", v.Nodes[a.Node].Name, engine.Count(a.Bytes))
		}
	}
	return line
}
