// The faults that a scene shows.

package pane

import (
	"ringside/engine"
	"ringside/engine/ring"
)

// maxFaults is how many faults are examined: a partition of a large cluster cuts more
// links than anybody could tell apart.
const maxFaults = 4096

// faults lists the examined faults of a kind.
func (s *Scene) faults(kind engine.FaultKind) (all []engine.Fault) {
	for _, f := range s.View.Faults[:min(len(s.View.Faults), maxFaults)] {
		if f.Kind == kind {
			all = append(all, f)
		}
	}
	return all
}

// isolated returns the nodes that run but that no message reaches.
func (s *Scene) isolated() map[ring.NodeID]bool {
	var all map[ring.NodeID]bool
	for _, f := range s.faults(engine.FaultIsolated) {
		if all == nil {
			all = make(map[ring.NodeID]bool)
		}
		all[f.Node] = true
	}
	return all
}
