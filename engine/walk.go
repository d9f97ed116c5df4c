// The walk that finds a key's replicas, as a View shows it.

package engine

import "ringside/engine/ring"

// Walk is how a key's replicas are found: every hop with its reason.
type Walk struct {
	Key      string
	Token    ring.Token
	Hops     []ring.Hop    // the slots looked at, in order
	Replicas []ring.NodeID // the primaries, in the order of the walk: the preference list
}

// Walk returns how a key's replicas are found under the View's settings. It is the walk
// that coordinators use. If stand-ins may count, those for replicas that are down
// follow after the replicas.
func (v *View) Walk(key string) Walk {
	w := Walk{Key: key, Token: ring.Hash(key)}
	w.Hops = v.Ring.Preference(nil, w.Token, v.Settings.Placement, func(id ring.NodeID) bool {
		return !v.Settings.StandIns() || v.Nodes[id].Health == Up
	})
	for _, h := range w.Hops {
		if h.Decision == ring.Replica {
			w.Replicas = append(w.Replicas, h.Node)
		}
	}
	return w
}
