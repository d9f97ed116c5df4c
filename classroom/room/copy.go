// This file holds what a seat drives: a copy of its own, the class's past, and how much
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

// Copy is a cluster of somebody's own: the shared one as it was at a step, or that
// of a lesson, and what was done to it since. It belongs to one session's goroutine.
// What it takes of the processor and of memory counts for its seat.
type Copy struct {
	*history.History
	meter
	holds *holdings
	as    holding
	began int // bytes that it was taken with
}

// holding is what a seat can hold that takes memory.
type holding uint8

const (
	ownCopy holding = iota
	ownLesson
	offeredCopy
	holdingKinds
)

// holdings is how much memory what a seat holds takes. Its methods can be called from
// any goroutine.
type holdings struct{ bytes [holdingKinds]atomic.Int64 }

// note says how much one thing takes now.
func (h *holdings) note(what holding, bytes int) { h.bytes[what].Store(int64(max(bytes, 0))) }

// most returns how much the largest takes.
func (h *holdings) most() (bytes int) {
	for i := range h.bytes {
		bytes = max(bytes, int(h.bytes[i].Load()))
	}
	return bytes
}

// full says why nothing more can be held; nil if it can.
func (h *holdings) full() error {
	var all int64
	for i := range h.bytes {
		all += h.bytes[i].Load()
	}
	if all < class.SeatBytes {
		return nil
	}
	return fmt.Errorf("your seat is full: its copy, the copy it offers and its lesson take %d MiB together; "+
		":offer off, :fork or leaving the lesson frees some", class.SeatBytes>>20)
}

// newCopy makes a copy for a seat, of a history that is given away; of what may be done
// there so much is left, nil if all.
func (s *seat) newCopy(h *history.History, as holding, left *left) *Copy {
	h.BoundLeft(class.CopyBounds(), left.within(class.CopyBounds()))
	c := &Copy{History: h, meter: meter{s.budget, h.Effort()}, holds: &s.holds, as: as, began: h.Held()}
	c.holds.note(as, 0)
	return c
}

// Own returns what to drive the cluster of a lesson with. What it took to make it is
// the seat's to pay.
func (m *Member) Own(h *history.History) source.Cluster {
	m.seat.budget.charge(h.Effort())
	return m.seat.newCopy(h, ownLesson, nil)
}

// Afford says why nothing more can be worked out for this seat now; nil if it can.
func (m *Member) Afford() error { return m.seat.budget.afford() }

// Afford says why nothing more can be worked out now; nil if it can.
func (c *Copy) Afford() error { return c.budget.afford() }

// Full says why nothing more can happen; nil if it can.
func (c *Copy) Full() error {
	if err := c.Afford(); err != nil {
		return err
	}
	return c.spent()
}

// spent says why nothing more can be recorded.
func (c *Copy) spent() error {
	if err := c.History.Full(); err != nil {
		return err
	}
	if c.Ahead() > 0 {
		return nil
	}
	return c.holds.full()
}

// work has something done in the copy.
func (c *Copy) work(do func()) error {
	err := c.meter.work(c.History, do)
	c.holds.note(c.as, c.Held()-c.began)
	return err
}

// Apply carries out a command, if the seat can afford it.
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

// Step and Advance let time go on, as far as the seat can afford it.
func (c *Copy) Step() (more bool) {
	if c.spent() == nil {
		_ = c.work(func() { more = c.History.Step() }) // Full says why it is not
	}
	return more
}

func (c *Copy) Advance(until time.Duration, budget int) (there bool) {
	if c.spent() == nil {
		_ = c.work(func() { there = c.History.Advance(until, budget) }) // as for Step
	}
	return there
}

// Back, Forward, Undo, Redo and Switch go to another moment. Whether the seat can afford
// it, who asks for it has asked Afford; what can't be does nothing.
func (c *Copy) Back(n int) (gone int) {
	_ = c.work(func() { gone = c.History.Back(n) })
	return gone
}

func (c *Copy) Forward(n int) (gone int) {
	_ = c.work(func() { gone = c.History.Forward(n) })
	return gone
}

func (c *Copy) Undo() (cmd engine.Command, ok bool) {
	_ = c.work(func() { cmd, ok = c.History.Undo() })
	return cmd, ok
}

func (c *Copy) Redo() (cmd engine.Command, ok bool) {
	_ = c.work(func() { cmd, ok = c.History.Redo() })
	return cmd, ok
}

func (c *Copy) Switch(branch int) (err error) {
	if refused := c.work(func() { err = c.History.Switch(branch) }); refused != nil {
		return refused
	}
	return err
}

// Split begins a branch, if the seat can afford it.
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

// textOfEffort is for how many bytes of commands a fork costs one unit of effort more:
// mostly they are written somewhere.
const textOfEffort = 64

// Fork returns a history of its own, to be kept, offered, or written as a code: that
// counts for the seat, too.
func (c *Copy) Fork() *history.History {
	f := c.History.Fork()
	c.Toil(f.Effort() - c.Effort() + uint64(c.Text()/textOfEffort))
	c.pay(c.History, 0)
	return f
}

// Keep tells the room how the copy stands that this seat has, for the case that the
// server ends before it is laid aside. The history is given away.
func (m *Member) Keep(h *history.History) {
	m.room.post(func() {
		if s := m.seat; s.member == m && m.given != nil {
			s.kept = h
			m.room.mark()
		}
	})
}

// Past is the shared cluster as it was at a moment, to look around in: it can be
// taken to any step that is recorded, and nothing can be done to it. What that takes of
// the processor counts for the seat that looks.
type Past struct {
	h *history.History
	meter
}

// newPast makes one for a seat, of a history that is given away.
func (s *seat) newPast(h *history.History) *Past { return &Past{h, meter{s.budget, h.Effort()}} }

// Afford says why it can't be taken to another moment now; nil if it can.
func (p *Past) Afford() error { return p.budget.afford() }

// View returns the cluster as it was.
func (p *Past) View(w engine.Watch) *engine.View { return p.h.View(w) }

// Motion says what was going on.
func (p *Past) Motion() engine.Motion { return p.h.Motion() }

// Now returns the virtual time.
func (p *Past) Now() time.Duration { return p.h.Now() }

// Ahead returns how many events are recorded after it.
func (p *Past) Ahead() int { return p.h.Ahead() }

// Branches lists the courses of events that are recorded.
func (p *Past) Branches() []history.Branch { return p.h.Branches() }

// Back, Forward, Undo, Redo and Switch go to another moment that is recorded.
func (p *Past) Back(n int) (gone int) {
	_ = p.work(p.h, func() { gone = p.h.Back(n) }) // here and below: as for Copy
	return gone
}

func (p *Past) Forward(n int) (gone int) {
	_ = p.work(p.h, func() { gone = p.h.Forward(n) })
	return gone
}

func (p *Past) Undo() (cmd engine.Command, ok bool) {
	_ = p.work(p.h, func() { cmd, ok = p.h.Undo() })
	return cmd, ok
}

func (p *Past) Redo() (cmd engine.Command, ok bool) {
	_ = p.work(p.h, func() { cmd, ok = p.h.Redo() })
	return cmd, ok
}

func (p *Past) Switch(branch int) (err error) {
	if refused := p.work(p.h, func() { err = p.h.Switch(branch) }); refused != nil {
		return refused
	}
	return err
}
