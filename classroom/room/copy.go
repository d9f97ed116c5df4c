package room

import (
	"time"

	"ringside/engine"
	"ringside/tui/source"
)

// copyBounds are how much may be done in a copy, with all its branches, in addition to
// what it was taken with: so that many in one process do not take all its memory, and
// saving and opening the class again stays quick.
func copyBounds() engine.Bounds {
	return engine.Bounds{
		Bytes: 32 << 20, Work: 400_000, Text: 8 << 20, Branches: 100,
		What: "this copy", Then: ":fork takes a new one",
	}
}

// classBounds are how much may be done in what the class shares: somebody who drives
// must not be able to fill the machine's memory.
func classBounds() engine.Bounds {
	return engine.Bounds{
		Bytes: 256 << 20, Work: 2_000_000, Text: 16 << 20, Branches: 500,
		What: "the cluster of the class", Then: "an instructor can reset class",
	}
}

// bounded gives a history bounds.
func bounded(h *engine.History, b engine.Bounds) *engine.History {
	h.Bound(b)
	return h
}

// Copy is a cluster of somebody's own: the shared one as it was at a step, or that
// of a lesson, and what was done to it since. It belongs to one session's goroutine.
type Copy struct{ *engine.History }

// newCopy makes a copy of a history that is given away.
func newCopy(h *engine.History) *Copy { return &Copy{bounded(h, copyBounds())} }

// Own returns what to drive the cluster of a lesson with.
func (m *Member) Own(h *engine.History) source.Cluster { return newCopy(h) }

// Keep tells the room how the copy stands that this seat has, for the case that the
// server ends before it is laid aside. The history is given away.
func (m *Member) Keep(h *engine.History) {
	m.room.post(func() {
		if s := m.seat; s.member == m && m.given != nil {
			s.kept = h
			m.room.mark()
		}
	})
}

// Past is the shared cluster as it was at a moment, to look around in: it can be
// taken to any step that is recorded, and nothing can be done to it.
type Past struct{ h *engine.History }

// View returns the cluster as it was.
func (p *Past) View(w engine.Watch) *engine.View { return p.h.View(w) }

// Motion says what was going on.
func (p *Past) Motion() engine.Motion { return p.h.Motion() }

// Now returns the virtual time.
func (p *Past) Now() time.Duration { return p.h.Now() }

// Ahead returns how many events are recorded after it.
func (p *Past) Ahead() int { return p.h.Ahead() }

// Branches lists the courses of events that are recorded.
func (p *Past) Branches() []engine.Branch { return p.h.Branches() }

// Back, Forward, Undo, Redo and Switch go to another moment that is recorded.
func (p *Past) Back(n int) int               { return p.h.Back(n) }
func (p *Past) Forward(n int) int            { return p.h.Forward(n) }
func (p *Past) Undo() (engine.Command, bool) { return p.h.Undo() }
func (p *Past) Redo() (engine.Command, bool) { return p.h.Redo() }
func (p *Past) Switch(branch int) error      { return p.h.Switch(branch) }
