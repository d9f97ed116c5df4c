// This file has the claims about a read: who was asked, whose answers count, what these
// lacked, and what has become of that since.

package explain

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// readClaims says who was asked, whose answers counted, what they lacked, and what
// has become of that since.
func (t *explanation) readClaims() {
	o := t.o
	for i := range o.Answers {
		a := &o.Answers[i]
		counted := slices.Contains(o.Counted, a.Node)
		if a.Ask.Stage != engine.Unsent || a.State == engine.Acked || a.State == engine.Late || counted {
			t.claim(Asked, a.Node)
			late := a.State == engine.Late || a.State == engine.Sent || a.State == engine.Silent
			if late && !counted && o.Outcome != event.Pending {
				t.claim(Missing, a.Node)
				switch {
				case a.Again: // asked twice, and one of its answers has come
				case a.Ask.Stage == engine.Dropped:
					t.claimWhy(SentLost, a.Node, a.Ask.Why)
				case a.Back.Stage == engine.Dropped:
					t.claimWhy(AckLost, a.Node, a.Back.Why)
				}
			}
		}
		if a.Again {
			t.claim(Differed, a.Node)
		}
		if a.State == engine.RefusedConn {
			t.claim(Refused, a.Node)
		}
		if a.State == engine.Declined {
			t.claim(Declined, a.Node)
		}
		if counted {
			t.claim(Counted, a.Node)
			t.behind(a)
		}
		if a.RepairRefused {
			t.claim(RepairRefused, a.Node)
		}
		if a.Repair.Stage != engine.Unsent && a.RepairAck.Stage != engine.Arrived && !a.RepairRefused {
			t.claim(Unrepaired, a.Node)
		}
	}
	t.heardOf()
	for _, id := range o.Overlap {
		t.claim(Overlaps, id)
	}
	if o.Missed.Found && !o.Returned.Seen().Contains(o.Missed.Dot) {
		for _, id := range o.Counted {
			t.claims = append(t.claims, t.unknown(id))
		}
	}
}

// heardOf claims how many answers count; or how many could have, if nobody was asked.
func (t *explanation) heardOf() {
	c := Claim{Kind: HeardOf, Node: ring.None, Peer: ring.None, N: t.o.Acks, Need: t.o.Need}
	switch {
	case t.o.Coordinator == ring.None:
		return
	case t.o.Outcome == event.Unavailable:
		c.Kind, c.Node = SaysUnavailable, t.o.Coordinator
	}
	t.claims = append(t.claims, c)
	for i := range t.o.Parts {
		p := &t.o.Parts[i]
		one := Claim{Kind: HeardIn, Node: t.o.Coordinator, Peer: ring.None, Text: p.DC, N: p.N, Need: p.Need}
		if t.o.Outcome == event.Unavailable {
			if one.Kind = BelievedIn; p.Enough() {
				continue
			}
		}
		t.claims = append(t.claims, one)
	}
}

// behind claims what an answer lacked, and whether the node still does.
func (t *explanation) behind(a *engine.AnswerView) {
	if !a.Mismatch || t.o.Outcome != event.OK && t.o.Outcome != event.NotFound {
		return
	}
	switch {
	case a.Has == (version.Dot{}):
		t.claim(HadNothing, a.Node)
	case t.o.United.Counter != 0:
		t.claim(HadLess, a.Node)
	case !t.o.Returned.Has(a.Has):
		t.claim(HadOlder, a.Node)
	case a.Values > len(t.o.Returned.Siblings):
		t.claim(HadMore, a.Node)
	case t.hadSame(a):
		t.claim(HadSame, a.Node)
	default:
		t.claim(HadPart, a.Node)
	}
	switch {
	case t.stand(a.Node).Copy != engine.NoCopy:
		t.claim(Repaired, a.Node)
	case t.flying(a.Node, event.Repair):
		t.claim(Repairing, a.Node)
	case a.Repair.Stage == engine.Dropped:
		t.claimWhy(RepairLost, a.Node, a.Repair.Why)
	default:
		t.claim(Behind, a.Node)
	}
}

// hadSame reports whether the version of an answer is the one that was returned, or would have been.
func (t *explanation) hadSame(a *engine.AnswerView) bool {
	if t.o.Returned == nil {
		return a.Values == 1 && !slices.ContainsFunc(t.o.Answers, func(b engine.AnswerView) bool {
			return slices.Contains(t.o.Counted, b.Node) && (b.Values != 1 || b.Has != a.Has)
		})
	}
	return t.o.Returned.Has(a.Has) && len(t.o.Returned.Siblings) == 1 && a.Values == 1
}
