// This file holds nodes that leave against what they may store.

package check

import (
	"ringside/engine/event"
	"ringside/engine/ring"
)

// RuleTakes is the rule for nodes that leave, from when they know that they do.
const RuleTakes = "a node that leaves stores nothing new but writes that are planned with those that come in its place, and no hint"

// leavers is what is remembered of nodes that leave, and of the ring versions that nodes
// and requests go by while any does.
type leavers struct {
	since   map[ring.NodeID]int64 // who leaves, and since which ring version
	knows   map[ring.NodeID]int64 // the newest ring version that each has learned of; 0 is the first
	planned map[uint32]int64      // by which one the writes of an operation were sent
}

func newLeavers() leavers {
	return leavers{make(map[ring.NodeID]int64), make(map[ring.NodeID]int64), make(map[uint32]int64)}
}

// see takes an event in, and reports whether it may be.
func (l *leavers) see(t *event.Trace, e *event.Event) bool {
	switch e.Kind {
	case event.Learn:
		l.knows[e.Node] = e.Arg
		if e.Node == e.To && t.Text(e.Text) == "leaves" {
			l.since[e.Node] = e.Arg
		}
	case event.Depart:
		if delete(l.since, e.Node); len(l.since) == 0 {
			clear(l.planned)
		}
	case event.Send:
		if _, known := l.planned[e.Op]; e.Type == event.Write && len(l.since) > 0 && !known {
			l.planned[e.Op] = l.knows[e.From]
		}
	case event.Hint:
		_, leaves := l.since[e.Node]
		return !leaves || e.Op == 0 || e.Why == event.Outdated // one of its own may be for others now
	case event.Store:
		since, leaves := l.since[e.Node]
		return !leaves || !e.Fresh || l.knows[e.Node] == since && l.writes(t, e, since)
	}
	return true
}

// writes reports whether what was stored came with a write that was planned by a ring
// version.
func (l *leavers) writes(t *event.Trace, stored *event.Event, version int64) bool {
	by := t.At(int(stored.Cause))
	if by.Kind != event.Deliver {
		return by.Kind == event.Invoke // its own part in what it coordinates
	}
	return by.Type == event.Write && l.planned[stored.Op] == version
}
