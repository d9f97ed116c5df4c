// What tables say of a node: where it is, and how it is.

package pane

import (
	"time"

	"ringside/engine"
	"ringside/internal/timespan"
	"ringside/tui/theme"
)

// location is where a node is: dc1/r1, or only the rack if there are no data centres.
func (s *Scene) location(n *engine.NodeView) string {
	if n.DC == "" {
		return s.text(n.Rack, 20)
	}
	return s.text(n.DC+"/"+n.Rack, 20)
}

// within returns a node's data centre and rack, or its rack alone where all are in one data centre.
func (s *Scene) within(n *engine.NodeView) string {
	for i := range s.View.Nodes {
		if s.View.Nodes[i].DC != n.DC {
			return s.location(n)
		}
	}
	return s.text(n.Rack, 20)
}

// offRing reports whether a node has left the ring: then no other node has a belief about
// it.
func (s *Scene) offRing(n *engine.NodeView) bool {
	c := s.View.Change
	return n.Standing == engine.Gone || n.Standing == engine.Leaving && (c == nil || c.Node != n.ID)
}

// clockOff says how far a node's clock is off, as in +5s, in ten characters at most; "" if it is right.
func clockOff(n *engine.NodeView) string {
	off, sign := n.Skew, ""
	if off > 0 {
		sign = "+"
	}
	switch size := off.Abs(); {
	case size == 0:
		return ""
	case size >= time.Hour:
		off = off.Round(time.Minute)
	case size >= time.Minute:
		off = off.Round(time.Second)
	case size >= time.Second:
		off = off.Round(time.Millisecond)
	case size >= time.Millisecond:
		off = off.Round(time.Microsecond)
	}
	return sign + timespan.Text(off)
}

// condition is the true state of a node.
func (s *Scene) condition(n *engine.NodeView, isolated bool) (string, theme.Ink) {
	_, word, ink := ill(s.Theme, n.Health)
	if n.Health == engine.Up && isolated {
		return "isolated", s.Theme.Doubt
	}
	if n.Health == engine.Up && n.Slow != 1000 && n.Slow != 0 {
		return s.Theme.Spell("slow ×" + thousandths(n.Slow)), s.Theme.Doubt
	}
	if n.Health == engine.Up && (n.Standing == engine.Joining || n.Standing == engine.Leaving) {
		if n.Waits != "" {
			return n.Standing.String(), s.Theme.Doubt
		}
		return n.Standing.String(), s.Theme.Value
	}
	return word, ink
}
