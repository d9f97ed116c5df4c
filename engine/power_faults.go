// Power faults of racks and data centres.

package engine

import (
	"fmt"
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/nearest"
)

// The words after a place that bring its power back: power r1 on, blackout dc1 over.
const (
	PowerOn      = "on"
	BlackoutOver = "over"
)

// place returns the name of a node's rack or data centre, as a power command takes it.
func (r *roster) place(id ring.NodeID, by Verb) string {
	n := r.ring.Nodes()[id]
	if by == Power {
		return n.DC + "/" + n.Rack
	}
	return n.DC
}

// preparePower finds the nodes of a rack or a data centre that lose their power or get it
// back. A rack is named DC/RACK, or by its own name if only one data centre has a rack of
// that name.
func (c *Cluster) preparePower(cmd Command) (func(uint32), error) {
	var ids []ring.NodeID
	var places []string
	owners := make(map[string]bool) // the data centres that have a rack of the name
	for i, n := range c.ring.Nodes() {
		if c.takenOut(ring.NodeID(i)) {
			continue
		}
		place, short := c.place(ring.NodeID(i), cmd.Verb), n.DC
		if cmd.Verb == Power {
			short = n.Rack
		}
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
		if cmd.Node == place || cmd.Node == short {
			ids = append(ids, ring.NodeID(i))
			owners[n.DC] = true
		}
	}
	what := map[Verb]string{Power: "rack", Blackout: "data centre"}[cmd.Verb]
	dark := func(id ring.NodeID) bool { return c.members[id].powerLoss.dark() }
	lit := func(id ring.NodeID) bool { return !dark(id) }
	switch {
	case len(ids) == 0:
		return nil, fmt.Errorf("%s: no %s %s%s", cmd.Verb, what, event.Show(cmd.Node, event.LongestShown), nearest.List("known", places))
	case len(owners) > 1:
		return nil, fmt.Errorf("%s: several data centres have a rack %s; say which%s", cmd.Verb, event.Quote(cmd.Node), nearest.List("racks", places))
	case cmd.To != "" && !slices.ContainsFunc(ids, dark):
		return nil, fmt.Errorf("%s: it has power", cmd)
	case cmd.To == "" && !slices.ContainsFunc(ids, lit):
		return nil, fmt.Errorf("%s: it is without power already", cmd)
	}
	return func(cause uint32) {
		for _, id := range ids {
			switch {
			case cmd.To == "":
				c.powerOff(id, cmd.Verb, cause)
			case dark(id):
				c.start(id, cause)
			}
		}
	}, nil
}
