// Trips of a participant through their copy or the class's past, a piece at a time: one
// who goes far keeps nobody else waiting.

package room

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/tui/source"
)

// trip is a journey whose pieces are charged to a participant as they are gone.
type trip struct {
	*source.Journey
	h      *history.History
	meter  *meter
	passed func() // after each piece
}

// depart begins a trip, if the participant can afford one. Once begun it goes on: what is too far
// for the budget leaves a debt, as everything that is done in one piece does.
func (m *meter) depart(h *history.History, name string, way source.Way, passed func()) (source.Trip, error) {
	if err := m.budget.afford(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &trip{source.NewJourney(h, way), h, m, passed}, nil
}

// Advance goes on by a piece, when it is the participant's turn.
func (t *trip) Advance() (done bool, err error) {
	defer t.meter.budget.takeTurn()()
	done, err = t.Journey.Advance()
	t.meter.payTo(t.Effort(), leastCharge)
	if done && err == nil {
		t.meter.pay(t.h, leastCharge)
	}
	t.passed()
	return done, err
}

// Cancel gives the trip up. What it took stays charged, beside what the history itself
// will take.
func (t *trip) Cancel() {
	t.Journey.Cancel()
	if t.meter.paid > t.h.Effort() {
		t.meter.paid = t.h.Effort()
	}
}

// Depart begins a command that travels, if the participant can afford it.
func (c *Copy) Depart(cmd engine.Command) (source.Trip, error) {
	if cmd.Verb == engine.Fork {
		if err := c.holds.full(); err != nil {
			return nil, fmt.Errorf("%s: %w", cmd.Verb, err)
		}
	}
	return c.Lead(cmd.String(), source.WayOf(cmd))
}

// Lead begins a way that is no command's, if the participant can afford it.
func (c *Copy) Lead(name string, way source.Way) (source.Trip, error) {
	return c.depart(c.History, name, way, func() { c.holds.note(c.as, c.Held()-c.began) })
}

// Depart begins a command that travels, if the participant can afford it. There is no beginning
// of a branch in what is only looked at.
func (p *Past) Depart(cmd engine.Command) (source.Trip, error) {
	if cmd.Verb == engine.Fork {
		return nil, script.Travel(p, cmd)
	}
	return p.depart(p.h, cmd.String(), source.WayOf(cmd), func() {})
}
