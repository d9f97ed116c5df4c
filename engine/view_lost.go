// Which nodes of a real cluster are gone.

package engine

import "ringside/engine/ring"

// Lost reports whether a node of a real cluster is gone, as far as that is known: its process is
// Ringside's own and does not run, or others call it down and none says that it is up. It is false of
// one that has left, and of all nodes of an embedded cluster.
func (v *View) Lost(id ring.NodeID) bool {
	o, n := v.Outside, &v.Nodes[id]
	if o == nil || n.Standing == Gone {
		return false
	}
	down := false
	for by := range o.Holders {
		if ring.NodeID(by) == id || v.Nodes[by].Standing == Gone {
			continue
		}
		switch o.Holders[by].Of[id] {
		case HeardUp:
			return o.Own && n.Health != Up
		case HeardDown:
			down = true
		}
	}
	return down || o.Own && n.Health != Up
}
