// This file has the fewest words for an event, as they stand beside an arrow.

package explain

import (
	"fmt"
	"strings"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Brief says in a few words what happened at a step, for a screen that shows beside it
// when, to whom and of which key: the label of an arrow or of a mark. Like a
// Line it holds no control character.
func Brief(t *event.Trace, step int, names func(ring.NodeID) string) string {
	e := t.At(step)
	switch e.Kind {
	case event.Invoke:
		what := e.Verb.String() + " " + event.Show(t.Text(e.Key), event.LongestShown)
		if e.Verb == event.Put {
			what += " " + event.Show(t.Text(e.Text), event.LongestShown)
		}
		return what
	case event.Send, event.Deliver, event.Drop, event.Delay:
		return briefMessage(e, names)
	case event.Store:
		return briefStore(e, names)
	case event.Reply:
		return briefReply(t, e)
	case event.Settle:
		return fmt.Sprintf("deadline: %d of %d answered", e.N, e.Need)
	case event.Hint:
		if e.Why == event.Outdated {
			return "discards a hint for " + names(e.To) + ": " + event.DotText(e.Dot, names)
		}
		return "hint for " + names(e.To) + " " + event.DotText(e.Dot, names)
	case event.Unhint:
		if e.Why != 0 {
			return "hint for " + names(e.To) + " dropped: " + WhyText(e.Why)
		}
		return "hint for " + names(e.To) + " delivered"
	case event.StandIn:
		return names(e.To) + " stands in for " + names(e.From)
	case event.Pass:
		return "skips " + names(e.To)
	case event.AddPending:
		return "writes to " + names(e.To) + " too"
	case event.Suspect:
		return "believes " + names(e.To) + " down"
	case event.Trust:
		return "believes " + names(e.To) + " up"
	case event.Cut:
		return names(e.From) + " → " + names(e.To) + " cut"
	case event.Mend:
		return names(e.From) + " → " + names(e.To) + " mended"
	case event.Missed, event.Older, event.Resurrected, event.Safe, event.AtRisk, event.Unreachable, event.InFlight, event.Lost, event.Shadowed, event.Superseded:
		if e.Key != 0 {
			return briefState(e, names)
		}
	case event.Crash:
		return "crashed"
	case event.Start:
		return "started"
	case event.Hang:
		return "hangs"
	case event.Resume:
		return "resumed"
	}
	return Event(t, step, names).What
}

func briefMessage(e *event.Event, names func(ring.NodeID) string) string {
	what := e.Type.String()
	switch e.Type {
	case event.Write, event.Repair, event.Handoff, event.Stream:
		what += " " + event.DotText(e.Dot, names)
	case event.WriteAck, event.RepairAck, event.HandoffAck:
		if e.Why == event.InMemory {
			what += " from memory"
		}
	case event.Data:
		switch {
		case e.Dot.Counter == 0:
			what = "has nothing"
		case e.Arg > 1:
			what += fmt.Sprintf(" %s and %d more", event.DotText(e.Dot, names), e.Arg-1)
		default:
			what += " " + event.DotText(e.Dot, names)
		}
	}
	switch {
	case e.Kind == event.Delay:
		return what + " delayed by " + event.Millis(time.Duration(e.Arg))
	case e.Kind == event.Drop && e.Why == event.ByHand:
		return what + " " + WhyText(e.Why)
	case e.Kind == event.Drop:
		return what + " dropped: " + WhyText(e.Why)
	case e.Kind == event.Deliver && e.Late && e.Fresh:
		return what + fmt.Sprintf(", not counted, %d of %d", e.N, e.Need)
	case e.Kind == event.Deliver && e.Late:
		return what + ", late"
	case e.Kind == event.Deliver && e.Need > 0 && e.Type != event.Refused:
		return what + fmt.Sprintf(", %d of %d", e.N, e.Need)
	}
	return what
}

func briefState(e *event.Event, names func(ring.NodeID) string) string {
	dot := event.DotText(e.Dot, names)
	switch e.Kind {
	case event.Missed:
		return "stale: missed " + dot
	case event.Older:
		return "older: had been read before: " + dot
	case event.Safe:
		return dot + " safe now: on " + disks(e.N)
	case event.AtRisk:
		return fmt.Sprintf("%s at risk: on %s of %d", dot, disks(e.N), e.Need)
	case event.Unreachable:
		return dot + " only on nodes that are down"
	case event.InFlight:
		return dot + " in flight only"
	}
	return dot + " " + e.Kind.String()
}

func briefReply(t *event.Trace, e *event.Event) string {
	count := fmt.Sprintf(", %d of %d", e.N, e.Need)
	switch e.Outcome {
	case event.OK:
		what := "OK"
		if e.Verb == event.Get {
			var shown []string
			for _, v := range t.SetOf(e).Values() {
				shown = append(shown, event.Show(v, event.LongestShown))
			}
			what += " " + strings.Join(shown, " | ")
		}
		return what + count
	case event.NotFound:
		return "not found" + count
	case event.Unavailable:
		return fmt.Sprintf("unavailable: %d of %d believed up", e.N, e.Need)
	case event.CoordinatorLost:
		return "the coordinator is gone"
	}
	return e.Outcome.String() + count
}

func briefStore(e *event.Event, names func(ring.NodeID) string) string {
	dot := event.DotText(e.Dot, names)
	switch {
	case e.Why == event.Outdated:
		return "discards " + dot
	case e.N > 0:
		return "has " + dot + " already"
	case e.Why == event.InMemory:
		return dot + " in memory only"
	case e.Arg > 1:
		return fmt.Sprintf("stored %s, now %d siblings", dot, e.Arg)
	}
	return "stored " + dot
}
