package room

import (
	"fmt"
	"time"

	"ringside/engine"
	"ringside/tui"
)

// mostEvents is how much may happen in a copy, so that many in one process do
// not take all its memory.
const mostEvents = 200_000

// Copy is a cluster of somebody's own: the shared one as it was at a step, or that
// of a lesson, and what was done to it since. It belongs to one session's goroutine.
type Copy struct{ *engine.History }

// Own returns what to drive the cluster of a lesson with.
func (m *Member) Own(h *engine.History) tui.Cluster { return &Copy{h} }

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

// full says whether no more can happen in it.
func (c *Copy) full() bool { return c.Position().Step+c.Position().Turn >= 2*mostEvents }

// Apply carries a command out, unless the copy is full.
func (c *Copy) Apply(cmd engine.Command) error {
	if c.full() {
		return fmt.Errorf("%s: this copy is full after %d events; go back in it, or :fork takes a new one", cmd.Verb, c.Position().Step)
	}
	return c.History.Apply(cmd)
}

// Step lets the next thing happen, unless the copy is full.
func (c *Copy) Step() bool { return !c.full() && c.History.Step() }

// Advance lets time go on, and stands still when the copy is full.
func (c *Copy) Advance(until time.Duration, budget int) bool {
	return c.full() || c.History.Advance(until, budget)
}

// Next returns when the next thing will happen, which in a full copy is never.
func (c *Copy) Next() (time.Duration, bool) {
	if c.full() {
		return 0, false
	}
	return c.History.Next()
}

// Motion says what is going on.
func (c *Copy) Motion() engine.Motion {
	if c.full() {
		return engine.Quiet
	}
	return c.History.Motion()
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
