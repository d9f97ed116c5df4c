package tui

import (
	"slices"

	"ringside/engine"
)

// sameWalks reports whether all keys have the same walks in two Views, so that a
// walk need not be walked again at each frame.
func sameWalks(a, b *engine.View) bool {
	if a.Ring != b.Ring || a.Settings.Quorum != b.Settings.Quorum ||
		a.Settings.Placement.N != b.Settings.Placement.N ||
		!slices.Equal(a.Settings.Placement.PerDC, b.Settings.Placement.PerDC) {
		return false
	}
	if a.Settings.Quorum != engine.Sloppy {
		return true
	}
	// Who stands in depends on who is down.
	return slices.EqualFunc(a.Nodes, b.Nodes, func(x, y engine.NodeView) bool { return x.Health == y.Health })
}
