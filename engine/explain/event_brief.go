// This file has the fewest words for an event, as they stand beside an arrow.

package explain

import (
	"ringside/engine/event"
	"ringside/engine/ring"
)

// Brief says in a few words what happened at a step, for a screen that shows beside it
// when, to whom and of which key: the label of an arrow or of a mark. Like a
// Line it holds no control character. It says the same claims.
func Brief(t *event.Trace, step int, names func(ring.NodeID) string) string {
	var room [mostTold]Claim
	var text [128]byte
	w := wording{t, t.At(step), names}
	cs := told(room[:0], t, step)
	b := text[:0]
	for i := range cs {
		b = w.brief(b, &cs[i])
	}
	return string(b)
}

// brief appends the fewest words for a claim.
func (w *wording) brief(b []byte, c *Claim) []byte {
	switch c.Kind {
	case IsMessage:
		if w.e.Type != event.Data || w.e.Dot.Counter != 0 || w.e.Why == event.Untold {
			b = join(b, w.e.Type.String())
		}
	case BringsVersion:
		if w.unnamed(c) {
			break
		}
		b = join(b, " ")
		b = w.dot(b, c)
	case AnswersNothing:
		b = join(b, "has nothing")
	case SaysDurable, GivesUp, DidNotCount, Arrives, MayStillCount, KeepsDisk:
	case BelievedIn:
	case CountsNowhere:
		b = join(b, ", not counted")
	case Counts, HeardOf, CountsIn, HeardIn:
		if w.e.Outcome != event.CoordinatorLost {
			b = join(b, ", ")
			b = w.of(b, c)
		}
	case CountsNot:
		b = join(b, ", not counted, ")
		b = w.of(b, c)
	case ComesLate:
		b = join(b, ", late")
	case Stores, StoresAgain, NowSiblings, NowInMemory, Discards, KeepsHint, DiscardsHint, LetsGoOfHint, HintDelivered, HintDropped:
		b = w.briefStore(b, c)
	case SaysUnavailable:
		b = join(b, "unavailable: ")
		b = w.of(b, c)
		b = join(b, " believed up")
	case SaysFailed, SaysRepairRefused, SaysTimeout, SaysRepairUnacked, SaysRejected, SaysError:
		b = join(b, w.e.Outcome.String())
	case IsOver:
		b = join(b, "timeout: ")
	case AllAnswered:
		b = w.of(b, c)
		b = join(b, " answered")
	case SomeRefused:
		b = join(b, ", ")
		b = number(b, c.N)
		b = join(b, " refused")
	case StoodIn, StoodInAfter, StoodInNext:
		b = join(b, w.names(c.Node), " stands in for ", w.names(c.Peer))
	case Skips:
		b = join(b, "skips ", w.names(c.Peer))
	case WritesToo:
		b = join(b, "writes to ", w.names(c.Peer), " too")
	case BelievesDown:
		b = join(b, "believes ", w.names(c.Peer), " down")
	case BelievesUp, HearsAgain:
		b = join(b, "believes ", w.names(c.Peer), " up")
	case CutsLink:
		b = join(b, w.names(c.Node), " → ", w.names(c.Peer), " cut")
	case MendsLink:
		b = join(b, w.names(c.Node), " → ", w.names(c.Peer), " mended")
	case LosesMemory:
		b = join(b, "crashed")
	case Starts:
		b = join(b, "started")
	case Hangs:
		b = join(b, "hangs")
	case Resumes:
		b = join(b, "resumed")
	case StopsGossip:
		b = join(b, "gossip off")
	case Gossips:
		b = join(b, "gossip on")
	default:
		b = w.briefState(b, c)
	}
	return b
}

// briefStore appends what a node has taken in, or has let go of.
func (w *wording) briefStore(b []byte, c *Claim) []byte {
	switch c.Kind {
	case Stores:
		if w.e.Why != event.InMemory {
			b = join(b, "stored ")
		}
		b = w.dot(b, c)
	case StoresAgain:
		b = join(b, "has ")
		b = w.dot(b, c)
		b = join(b, " already")
	case NowSiblings:
		if w.e.Why != event.InMemory && w.e.N == 0 {
			b = w.what(b, c)
		}
	case NowInMemory:
		if w.e.N == 0 {
			b = join(b, " in memory only")
		}
	case Discards:
		b = join(b, "discards ")
		b = w.dot(b, c)
	case KeepsHint:
		b = join(b, "hint for ", w.names(c.Peer), " ")
		b = w.dot(b, c)
	case DiscardsHint:
		b = join(b, "discards a hint for ", w.names(c.Peer), ": ")
		b = w.dot(b, c)
	case LetsGoOfHint:
		b = join(b, "hint for ", w.names(c.Peer))
	case HintDelivered:
		b = join(b, " delivered")
	case HintDropped:
		b = join(b, " dropped: ", whyText(c.Why))
	}
	return b
}

// briefState appends what the observer says.
func (w *wording) briefState(b []byte, c *Claim) []byte {
	switch c.Kind {
	case MissedWrite:
		b = join(b, "stale: missed ")
		b = w.dot(b, c)
	case Outranked:
		b = join(b, "stale: outranked ")
		b = w.dot(b, c)
	case MissedRead:
		b = join(b, "older: had been read before: ")
		b = w.dot(b, c)
	case OutrankedRead:
		b = join(b, "older: outranked, had been read before: ")
		b = w.dot(b, c)
	case SafeOn:
		b = w.dot(b, c)
		b = join(b, " safe now: on ", disks(c.N))
	case AtRiskOn:
		b = w.dot(b, c)
		b = join(b, " at risk: on ", disks(c.N), " of ")
		b = number(b, c.Need)
	case BothAtRiskOn:
		b = w.dot(b, c)
		b = join(b, " and its successor at risk: on ", disks(c.N), " of ")
		b = number(b, c.Need)
	case OnlyOnDown, BothOnDown:
		b = w.dot(b, c)
		b = join(b, " only on nodes that are down")
	case OnlyInFlight:
		b = w.dot(b, c)
		b = join(b, " in flight only")
	case CameBack, NoCopyLeft, ShadowedNow, ReplacedNow:
		b = w.dot(b, c)
		b = join(b, " ", w.e.Kind.String())
	default:
		b = w.what(b, c)
	}
	return b
}
