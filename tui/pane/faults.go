package pane

import (
	"ringside/engine"
	"ringside/engine/ring"
)

// maxFaults is how many faults are looked at: a partition of a large cluster
// cuts more links than anybody could tell apart.
const maxFaults = 4096

// faults lists those of a kind that are looked at.
func (s *Scene) faults(kind engine.FaultKind) (all []engine.Fault) {
	for _, f := range s.View.Faults[:min(len(s.View.Faults), maxFaults)] {
		if f.Kind == kind {
			all = append(all, f)
		}
	}
	return all
}

// isolated returns the nodes that nothing reaches, though they run.
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
