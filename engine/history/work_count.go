// This file counts what a history gives the processor to do, travelling included.

package history

import "ringside/engine"

// Going back, forth, undoing and switching branches make events again from a keyframe,
// and that takes as long as when they happened first. None of it is recorded, and so
// none of it counts against the Bounds. Effort counts all of it, in one unit: a thing
// that happens, or an event that it leaves. On usual machines that is about a
// microsecond.

// What else takes the processor, in that unit, as measured.
const (
	effortOfBranch = 30  // a branch that is copied, or described
	effortOfView   = 100 // a View that is made anew
)

// Effort returns how much the processor has had to do for the history so far: events
// that happened, events that were made again, and what was copied or looked at. It is
// the same for the same calls, whatever the machine. A fork has that of its origin, and
// what it took to make it.
func (h *History) Effort() uint64 { return h.effort }

// Toil adds effort that another history had for this one.
func (h *History) Toil(effort uint64) { h.effort += effort }

// happened counts a thing that has happened, and the events that it has left since the
// trace had so many.
func (h *History) happened(before int) { h.effort += 1 + uint64(h.live.Trace().Len()-before) }

// copied counts that a cluster has been copied.
func (h *History) copied(c *engine.Cluster) { h.effort += c.CopyEffort() }
