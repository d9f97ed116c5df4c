// What if some nodes were gone: what the panes show of it.

package pane

import (
	"ringside/engine/failures"
	"ringside/engine/ring"
)

// Supposed is what if some nodes were gone. It is never written to once a Scene has it.
type Supposed struct {
	Gone []bool          // by node
	Lost []failures.Lost // by slot of the ring; nil while it is being worked out
}

// gone reports whether a node is taken to be gone.
func (s *Supposed) gone(n ring.NodeID) bool {
	return s != nil && n >= 0 && int(n) < len(s.Gone) && s.Gone[n]
}

// lost returns what would be lost of a slot's range.
func (s *Supposed) lost(slot int) failures.Lost {
	if s == nil || slot < 0 || slot >= len(s.Lost) {
		return 0
	}
	return s.Lost[slot]
}
