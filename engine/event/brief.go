package event

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine/ring"
)

// Brief says in a few words what happened at a step, for whoever shows beside it
// when, to whom and of which key: the label of an arrow or of a mark. Like a
// Line it holds no control character.
func (t *Trace) Brief(step int, names func(ring.NodeID) string) string {
	e := t.At(step)
	switch e.Kind {
	case Invoke:
		what := e.Verb.String() + " " + Show(t.Text(e.Key), LongestShown)
		if e.Verb == Put {
			what += " " + Show(t.Text(e.Text), LongestShown)
		}
		return what
	case Send, Deliver, Drop, Delay:
		return e.briefMessage(names)
	case Store:
		return e.briefStore(names)
	case Reply:
		return t.briefReply(e)
	case Settle:
		return fmt.Sprintf("deadline: %d of %d answered", e.N, e.Need)
	case Hint:
		return "hint for " + names(e.To) + " " + DotText(e.Dot, names)
	case Unhint:
		if e.Why != 0 {
			return "hint for " + names(e.To) + " dropped: " + e.Why.String()
		}
		return "hint for " + names(e.To) + " delivered"
	case StandIn:
		return names(e.To) + " stands in for " + names(e.From)
	case Pass:
		return "passes over " + names(e.To)
	case Enlist:
		return "writes to " + names(e.To) + " too"
	case Suspect:
		return "believes " + names(e.To) + " down"
	case Trust:
		return "believes " + names(e.To) + " up"
	case Cut:
		return names(e.From) + " → " + names(e.To) + " cut"
	case Join:
		return names(e.From) + " → " + names(e.To) + " joined"
	case Missed, Older, Resurrected, Safe, AtRisk, Unreachable, InFlight, Lost, Shadowed, Superseded:
		if e.Key != 0 {
			return e.briefState(names)
		}
	case Crash:
		return "crashed"
	case Start:
		return "started"
	case Hang:
		return "hangs"
	case Resume:
		return "goes on"
	}
	return t.Line(step, names).What
}

func (e *Event) briefMessage(names func(ring.NodeID) string) string {
	what := e.Type.String()
	switch e.Type {
	case Write, Repair, Handoff, Stream:
		what += " " + DotText(e.Dot, names)
	case WriteAck, RepairAck, HandoffAck:
		if e.Why == InMemory {
			what += " from memory"
		}
	case Data:
		switch {
		case e.Dot.Counter == 0:
			what = "has nothing"
		case e.Arg > 1:
			what += fmt.Sprintf(" %s and %d more", DotText(e.Dot, names), e.Arg-1)
		default:
			what += " " + DotText(e.Dot, names)
		}
	}
	switch {
	case e.Kind == Delay:
		return what + " delayed by " + Millis(time.Duration(e.Arg))
	case e.Kind == Drop && e.Why == ByHand:
		return what + " " + e.Why.String()
	case e.Kind == Drop:
		return what + " dropped: " + e.Why.String()
	case e.Kind == Deliver && e.Late:
		return what + ", late"
	case e.Kind == Deliver && e.Need > 0 && e.Type != Refused:
		return what + fmt.Sprintf(", %d of %d", e.N, e.Need)
	}
	return what
}

func (e *Event) briefState(names func(ring.NodeID) string) string {
	dot := DotText(e.Dot, names)
	switch e.Kind {
	case Missed:
		return "stale: missed " + dot
	case Older:
		return "older: had been read before: " + dot
	case Safe:
		return dot + " safe now: on " + disks(e.N)
	case AtRisk:
		return fmt.Sprintf("%s at risk: on %s of %d", dot, disks(e.N), e.Need)
	case Unreachable:
		return dot + " only on nodes that are down"
	case InFlight:
		return dot + " in flight only"
	}
	return dot + " " + e.Kind.String()
}

func (t *Trace) briefReply(e *Event) string {
	count := fmt.Sprintf(", %d of %d", e.N, e.Need)
	switch e.Outcome {
	case OK:
		what := "OK"
		if e.Verb == Get {
			var shown []string
			for _, v := range t.SetOf(e).Values() {
				shown = append(shown, Show(v, LongestShown))
			}
			what += " " + strings.Join(shown, " | ")
		}
		return what + count
	case NotFound:
		return "not found" + count
	case Unavailable:
		return fmt.Sprintf("unavailable: %d of %d believed up", e.N, e.Need)
	case CoordinatorLost:
		return "the coordinator is gone"
	}
	return e.Outcome.String() + count
}

func (e *Event) briefStore(names func(ring.NodeID) string) string {
	dot := DotText(e.Dot, names)
	switch {
	case e.Why == Outdated:
		return "does not keep " + dot
	case !e.Fresh:
		return "has " + dot + " already"
	case e.Why == InMemory:
		return dot + " in memory only"
	case e.Arg > 1:
		return fmt.Sprintf("stored %s, now %d siblings", dot, e.Arg)
	}
	return "stored " + dot
}
