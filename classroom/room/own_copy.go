// What a participant drives: a copy of their own or the class's past, and how much memory and work
// these may take together.

package room

import (
	"fmt"
	"sync/atomic"
	"time"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/tui/class"
	"ringside/tui/source"
)

// Copy is a participant's own cluster: the shared one as it was at a step, or that of a
// lesson, with what was done to it since. It belongs to one session's goroutine. The
// processor time and the memory that it takes count for its participant.
type Copy struct {
	*history.History
	meter
	holds *holdings
	as    holding
	began int // bytes that it had when it was taken
}

// holding is a kind of thing that a participant can hold and that takes memory.
type holding uint8

const (
	ownCopy holding = iota
	ownLesson
	offeredCopy
	holdingKinds
)

// holdings is how much memory a participant's things take. Its methods can be called from any
// goroutine.
type holdings struct{ bytes [holdingKinds]atomic.Int64 }

// note records how much one thing takes now.
func (h *holdings) note(what holding, bytes int) { h.bytes[what].Store(int64(max(bytes, 0))) }

// most returns how much the largest takes.
func (h *holdings) most() (bytes int) {
	for i := range h.bytes {
		bytes = max(bytes, int(h.bytes[i].Load()))
	}
	return bytes
}

// full returns an error if nothing more can be held; nil if it can.
func (h *holdings) full() error {
	var all int64
	for i := range h.bytes {
		all += h.bytes[i].Load()
	}
	if all < class.ParticipantBytes {
		return nil
	}
	return fmt.Errorf("your memory here is full: your copy, the copy you offer and your lesson take %d MiB together; "+
		":offer off, :fork or leaving the lesson frees some", class.ParticipantBytes>>20)
}

// newCopy makes a copy for a participant from a history, which it takes over. The allowance is
// how much may still be done there; nil: all of it.
func (s *participant) newCopy(h *history.History, as holding, left *left) *Copy {
	h.BoundLeft(class.CopyBounds(), left.within(class.CopyBounds()))
	c := &Copy{History: h, meter: meter{s.budget, h.Effort()}, holds: &s.holds, as: as, began: h.Held()}
	c.holds.note(as, 0)
	return c
}

// Own returns the cluster of a lesson, charged to this participant, as is the work of making it.
func (m *Member) Own(h *history.History) source.Cluster {
	m.participant.budget.charge(h.Effort())
	return m.participant.newCopy(h, ownLesson, nil)
}

// Afford returns nil if more can be computed for this participant now, else the reason.
func (m *Member) Afford() error { return m.participant.budget.afford() }

// Afford returns nil if more can be computed now, else the reason.
func (c *Copy) Afford() error { return c.budget.afford() }

// Full returns nil if more can happen, else the reason.
func (c *Copy) Full() error {
	if err := c.Afford(); err != nil {
		return err
	}
	return c.spent()
}

// spent returns an error if nothing more can be recorded.
func (c *Copy) spent() error {
	if err := c.History.Full(); err != nil {
		return err
	}
	if c.Ahead() > 0 {
		return nil
	}
	return c.holds.full()
}

// work runs do in the copy, and charges it.
func (c *Copy) work(do func()) error {
	err := c.meter.work(c.History, do)
	c.holds.note(c.as, c.Held()-c.began)
	return err
}

// Apply carries out a command, if the participant can afford it.
func (c *Copy) Apply(cmd engine.Command) (err error) {
	refused := c.holds.full()
	if refused == nil {
		refused = c.work(func() { err = c.History.Apply(cmd) })
	}
	if refused != nil {
		return fmt.Errorf("%s: %w", cmd.Verb, refused)
	}
	return err
}

// Step makes the next event happen, if the participant can afford it, and reports whether there
// was one.
func (c *Copy) Step() (more bool) {
	if c.spent() == nil {
		_ = c.work(func() { more = c.History.Step() }) // Full says why it is not
	}
	return more
}

// Advance lets time pass until a moment or until budget events have happened, if the participant
// can afford it. It reports whether the moment has been reached.
func (c *Copy) Advance(until time.Duration, budget int) (there bool) {
	if c.spent() == nil {
		_ = c.work(func() { there = c.History.Advance(until, budget) }) // as for Step
	}
	return there
}

// Back goes n events back, and returns how many there were. Here and in the methods below
// the caller has asked Afford; a participant without budget stays where they are.
func (c *Copy) Back(n int) (gone int) {
	_ = c.work(func() { gone = c.History.Back(n) })
	return gone
}

// Forward goes n recorded events forward, and returns how many there were.
func (c *Copy) Forward(n int) (gone int) {
	_ = c.work(func() { gone = c.History.Forward(n) })
	return gone
}

// Undo goes back to before the last command, and returns it; false if there is none.
func (c *Copy) Undo() (cmd engine.Command, ok bool) {
	_ = c.work(func() { cmd, ok = c.History.Undo() })
	return cmd, ok
}

// Redo goes forward past the next recorded command, and returns it; false if there is none.
func (c *Copy) Redo() (cmd engine.Command, ok bool) {
	_ = c.work(func() { cmd, ok = c.History.Redo() })
	return cmd, ok
}

// Switch goes to a branch. It returns an error if there is no such branch, or if the participant
// can't afford it.
func (c *Copy) Switch(branch int) (err error) {
	if refused := c.work(func() { err = c.History.Switch(branch) }); refused != nil {
		return refused
	}
	return err
}

// Split begins a branch, if the participant can afford it.
func (c *Copy) Split() (err error) {
	refused := c.holds.full()
	if refused == nil {
		refused = c.work(func() { err = c.History.Split() })
	}
	if refused != nil {
		return refused
	}
	return err
}

// textOfEffort is how many bytes of commands add one unit of effort to a fork: forks are
// usually written somewhere.
const textOfEffort = 64

// Fork returns an independent history to keep, to offer or to write as a code; that is
// charged to the participant too.
func (c *Copy) Fork() *history.History {
	f := c.History.Fork()
	c.Toil(f.Effort() - c.Effort() + uint64(c.Text()/textOfEffort))
	c.pay(c.History, 0)
	return f
}

// Keep gives the room the current state of this participant's copy, in case the server ends
// before the copy is laid aside. The room takes the history over.
func (m *Member) Keep(h *history.History) {
	m.room.post(func() {
		if s := m.participant; s.member == m && m.given != nil {
			s.kept = h
			m.room.mark()
		}
	})
}

// Past is the shared cluster as it was at a moment, to look around in: it can go to any
// recorded step, and can't be changed. The processor time is charged to the participant who
// looks.
type Past struct {
	h *history.History
	meter
}

// newPast makes one for a participant from a history, which it takes over.
func (s *participant) newPast(h *history.History) *Past { return &Past{h, meter{s.budget, h.Effort()}} }

// Afford returns nil if it can go to another moment now, else the reason.
func (p *Past) Afford() error { return p.budget.afford() }

// View returns the cluster as it was.
func (p *Past) View(w engine.Watch) *engine.View { return p.h.View(w) }

// Motion returns what was going on.
func (p *Past) Motion() engine.Motion { return p.h.Motion() }

// Now returns the virtual time.
func (p *Past) Now() time.Duration { return p.h.Now() }

// Ahead returns how many events are recorded after it.
func (p *Past) Ahead() int { return p.h.Ahead() }

// Branch returns the branch that it is on, and how many there are.
func (p *Past) Branch() (on, of int) { return p.h.Branch() }

// Branches lists the recorded branches.
func (p *Past) Branches() []history.Branch { return p.h.Branches() }

// Back goes n events back, and returns how many there were.
func (p *Past) Back(n int) (gone int) {
	_ = p.work(p.h, func() { gone = p.h.Back(n) }) // here and below: as for Copy
	return gone
}

// Forward goes n recorded events forward, and returns how many there were.
func (p *Past) Forward(n int) (gone int) {
	_ = p.work(p.h, func() { gone = p.h.Forward(n) })
	return gone
}

// Undo goes back to before the last command, and returns it; false if there is none.
func (p *Past) Undo() (cmd engine.Command, ok bool) {
	_ = p.work(p.h, func() { cmd, ok = p.h.Undo() })
	return cmd, ok
}

// Redo goes forward past the next recorded command, and returns it; false if there is none.
func (p *Past) Redo() (cmd engine.Command, ok bool) {
	_ = p.work(p.h, func() { cmd, ok = p.h.Redo() })
	return cmd, ok
}

// Switch goes to a branch. It returns an error if there is no such branch, or if the participant
// can't afford it.
func (p *Past) Switch(branch int) (err error) {
	if refused := p.work(p.h, func() { err = p.h.Switch(branch) }); refused != nil {
		return refused
	}
	return err
}
