// The walk to the selected key.

package workspace

import (
	"slices"

	"ringside/engine"
)

// Rewalk walks to the selected key again, if the walk may be another than in the View that
// was looked at before. It reports whether the View or the key has changed.
func (w *Workspace) Rewalk(was *engine.View) bool {
	switch {
	case w.View == was && w.Walk.Key == w.Key:
		return false
	case w.Key == "":
		w.Walk = engine.Walk{}
	case was == nil || w.Walk.Key != w.Key || !sameWalks(was, w.View):
		w.Walk = w.View.Walk(w.Key)
	}
	return true
}

// sameWalks reports whether all keys have the same walks in two Views, so that a
// walk need not be walked again at each frame.
func sameWalks(a, b *engine.View) bool {
	if a.Ring != b.Ring || a.Settings.StandIns() != b.Settings.StandIns() ||
		a.Settings.Placement.N != b.Settings.Placement.N ||
		a.Settings.Placement.AtOnce != b.Settings.Placement.AtOnce ||
		!slices.Equal(a.Settings.Placement.PerDC, b.Settings.Placement.PerDC) {
		return false
	}
	// Who is about to be a replica depends on who comes or goes.
	if (a.Change == nil) != (b.Change == nil) || a.Change != nil && a.Change.Next != b.Change.Next {
		return false
	}
	if !a.Settings.StandIns() {
		return true
	}
	// Who stands in depends on that as well, on who is down, and on who knows that.
	return slices.EqualFunc(a.Nodes, b.Nodes, func(x, y engine.NodeView) bool {
		return x.Health == y.Health && slices.Equal(x.DownBy, y.DownBy)
	})
}

// ExampleKey is the key of the walk that is shown before any key is chosen.
const ExampleKey = "cart:42"

// Example returns a walk to show while no key is chosen: that of ExampleKey in the ring as
// it is.
func (w *Workspace) Example() engine.Walk {
	if w.exampleOf != w.View {
		if w.exampleOf == nil || !sameWalks(w.exampleOf, w.View) {
			w.example = w.View.Walk(ExampleKey)
		}
		w.exampleOf = w.View
	}
	return w.example
}
