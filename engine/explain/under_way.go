// This file has the words for messages that have neither arrived nor been dropped.

package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/lanes"
	"ringside/engine/ring"
)

// UnderWay says what a message of a diagram does that does not come to its end in it. The trace
// does not tell whether it has reached a node that hangs, which takes nothing in.
func UnderWay(t *event.Trace, d *lanes.Diagram, m *lanes.Message, names func(ring.NodeID) string) string {
	to, last := m.To.Node(), 0
	for i := range d.Rows {
		last = max(last, slices.Max(d.Rows[i].Steps))
	}
	for at := last; at > 0 && to != ring.None; at-- {
		switch e := t.At(at); {
		case e.Kind == event.Settle && e.Why == event.Untold:
			return "the trace does not say that it arrived"
		case e.Node != to:
		case e.Kind == event.Hang:
			return "not taken in by " + names(to) + ", which hangs"
		case e.Kind == event.Resume, e.Kind == event.Start, e.Kind == event.Crash, e.Kind == event.Depart:
			return "on its way"
		}
	}
	return "on its way"
}

// Flights counts the messages that do not come to their end in a diagram of what has happened
// until now: those that are on the way, and those that wait in nodes that hang.
func Flights(v *engine.View, d *lanes.Diagram) string {
	flying, waiting := 0, 0
	var in []ring.NodeID
	for i := range d.Messages {
		m := &d.Messages[i]
		to := m.To.Node()
		switch {
		case m.Fate != lanes.Flying:
		case to == ring.None || v.Nodes[to].Health != engine.Hung || slices.ContainsFunc(v.Messages, func(f engine.MessageView) bool { return f.ID == m.ID }):
			flying++
		default:
			if waiting++; !slices.Contains(in, to) {
				in = append(in, to)
			}
		}
	}
	var parts []string
	if v.Outside != nil && flying > 0 {
		return fmt.Sprintf("the trace does not say what became of %d", flying)
	}
	if flying > 0 {
		parts = append(parts, fmt.Sprintf("%d on the way", flying))
	}
	if t := (explanation{View: v}); waiting > 0 {
		hang := "hangs"
		if len(in) > 1 {
			hang = "hang"
		}
		parts = append(parts, fmt.Sprintf("%d waiting in %s, which %s", waiting, t.and(in), hang))
	}
	return strings.Join(parts, ", ")
}

// Whereabouts says why a message, which an event of the trace tells of, is not in flight.
func Whereabouts(v *engine.View, msg uint32) string {
	for at := v.Trace.Len(); at > 0 && msg != 0; at-- {
		e := v.Trace.At(at)
		if e.Msg != msg || e.Kind != event.Send && e.Kind != event.Deliver && e.Kind != event.Drop {
			continue
		}
		switch {
		case e.Kind == event.Deliver:
			return fmt.Sprintf("message %d has arrived", msg)
		case e.Kind == event.Drop:
			return fmt.Sprintf("message %d was dropped", msg)
		case v.Nodes[e.To].Health == engine.Hung:
			return fmt.Sprintf("message %d waits in %s, which hangs", msg, v.Node(e.To))
		}
		return fmt.Sprintf("message %d is not in flight any more", msg)
	}
	return "that message has never been in flight"
}
