// This file has what is wrong with a read's answer, as claims and in a few words for each.

package explain

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
)

// ReadFaults returns what is wrong with a read's answer: that it missed a write, was outranked
// where the last write wins, is older than an earlier read, or returned what was deleted.
func ReadFaults(o *engine.OpView) Claims {
	one := Claim{Node: ring.None, Peer: ring.None, By: ring.None, Op: o.ID}
	var cs Claims
	say := func(k Kind, f engine.ReadFault) {
		if one.Kind, one.Ref, one.Dot = k, f.Op, f.Dot; f.Found {
			cs = append(cs, one)
		}
	}
	if o.Returned.Seen().Contains(o.Missed.Dot) {
		say(Outranked, o.Missed)
	} else {
		say(MissedWrite, o.Missed)
	}
	if o.Returned.Seen().Contains(o.Older.Dot) {
		say(OutrankedRead, o.Older)
	} else {
		say(MissedRead, o.Older)
	}
	say(CameBack, o.Resurrected)
	return cs
}

// FaultWords returns the words for a claim of ReadFaults: what kind of fault it is, and, after
// the version, what it has to do with which operation.
func FaultWords(c *Claim) (kind, rest string) {
	op := "long ago"
	if c.Ref != 0 {
		op = "#" + strconv.Itoa(int(c.Ref))
	}
	switch c.Kind {
	case Outranked:
		return "outranked", ", the acknowledged write of " + op + ", by an older one with a later timestamp"
	case MissedRead:
		return "older", ": lacks it, and had been read by " + op
	case OutrankedRead:
		return "older", ": outranked by an older one with a later timestamp, and had been read by " + op
	case CameBack:
		return "resurrected", ", which was deleted by " + op
	}
	return "missed", ", the acknowledged write of " + op
}
