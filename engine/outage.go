package engine

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// prepareOutage finds the nodes of a rack or a data centre that lose their power.
// A rack is named as DC/RACK, or by its own name if only one data centre has one
// of that name.
func (c *Cluster) prepareOutage(cmd Command) (func(uint32), error) {
	var ids []ring.NodeID
	var places []string
	owners := make(map[string]bool) // the data centres that have a rack of the name
	for i, n := range c.ring.Nodes() {
		place, short := n.DC, n.DC
		if cmd.Verb == Power {
			place, short = n.DC+"/"+n.Rack, n.Rack
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
	switch {
	case len(ids) == 0:
		return nil, fmt.Errorf("%s: no %s %s; there are %s", cmd.Verb, what, event.Show(cmd.Node, event.LongestShown), strings.Join(places, ", "))
	case len(owners) > 1:
		return nil, fmt.Errorf("%s: several data centres have a rack %s; say which of %s", cmd.Verb, event.Quote(cmd.Node), strings.Join(places, ", "))
	case !slices.ContainsFunc(ids, func(id ring.NodeID) bool { return !c.members[id].dark }):
		return nil, fmt.Errorf("%s %s: it is without power already", cmd.Verb, event.Quote(cmd.Node))
	}
	return func(cause uint32) {
		for _, id := range ids {
			c.powerOff(id, cause)
		}
	}, nil
}
