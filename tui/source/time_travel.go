// Journeys: a history taken to another moment, a piece at a time.

package source

import (
	"errors"
	"fmt"
	"iter"
	"runtime"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// Trip is a way to another moment, of which a piece is gone at a time. It must end or be
// cancelled. *Journey is one.
type Trip interface {
	// Advance goes on by a piece, and reports whether it has arrived.
	Advance() (done bool, err error)
	// Part returns how much of the way is done, from 0 to 1.
	Part() float64
	// Cancel gives the trip up: the cluster is where it was.
	Cancel()
}

// Departer is a cluster that travels a piece at a time in a way of its own.
type Departer interface {
	Depart(engine.Command) (Trip, error)
}

// Leader is a cluster of a lesson that goes a way that is no command's a piece at a time.
type Leader interface {
	Lead(name string, way Way) (Trip, error)
}

// Way leads a fork of a history from where it is to another moment, or says why it can't.
type Way func(fork *history.History) error

// Depart begins a command that travels. The error says why that can't be.
func Depart(c Shown, cmd engine.Command) (Trip, error) {
	switch c := c.(type) {
	case Departer:
		return c.Depart(cmd)
	case *history.History:
		return NewJourney(c, WayOf(cmd)), nil
	}
	if err := script.Travel(c, cmd); err != nil {
		return nil, err
	}
	return arrived{}, nil
}

// Lead begins a way that is no command's, as that of a lesson back to its course. The error
// says why that can't be.
func Lead(c Shown, name string, way Way) (Trip, error) {
	switch c := c.(type) {
	case Leader:
		return c.Lead(name, way)
	case *history.History:
		return NewJourney(c, way), nil
	}
	return nil, fmt.Errorf("%s: this cluster can't go back in time", name)
}

// arrived is a trip that is over.
type arrived struct{}

func (arrived) Advance() (bool, error) { return true, nil }
func (arrived) Part() float64          { return 1 }
func (arrived) Cancel()                {}

// Journey takes a history to another moment a piece at a time, on a fork: until it
// arrives, anyone who looks at the history, saves it or forks it finds it where it was.
//
//	history ──────────── as it was ──────────────▶ history, at the other moment
//	   └─ Fork ─▶ Advance ─▶ Advance ─▶ Advance ─────┘ Become
//
// A journey that has not ended is to be cancelled; one that nobody has any more cancels
// itself. It belongs to one goroutine, like its history; a change to the history before
// the end ends the journey.
type Journey struct {
	whole     *history.History
	from      history.Moment
	revision  uint64
	next      func() (struct{}, bool)
	stop      func()
	way       *way
	forgotten runtime.Cleanup // stops it when nobody has it any more
}

// way is what the coroutine of a journey has: not the journey, which it would keep.
type way struct {
	fork *history.History
	err  error
}

// WayOf returns the way of a command that travels.
func WayOf(cmd engine.Command) Way {
	return func(fork *history.History) error { return script.Travel(fork, cmd) }
}

// ToStep returns the command that goes from one step of the recording to another one.
func ToStep(from, to int) engine.Command {
	if to < from {
		return engine.Command{Verb: engine.Back, Count: from - to}
	}
	return engine.Command{Verb: engine.Forward, Count: to - from}
}

// NewJourney starts a journey.
func NewJourney(h *history.History, lead Way) *Journey {
	w := &way{fork: h.Fork()}
	j := &Journey{whole: h, from: h.Position(), revision: h.Revision(), way: w}
	j.next, j.stop = iter.Pull(func(yield func(struct{}) bool) {
		w.fork.Pausing(func() bool { return yield(struct{}{}) })
		w.err = lead(w.fork)
		w.fork.Pausing(nil)
	})
	j.forgotten = runtime.AddCleanup(j, func(stop func()) { stop() }, j.stop)
	return j
}

// Advance goes on by a piece, and reports whether the history has arrived. After an error
// the history is where it was.
func (j *Journey) Advance() (done bool, err error) {
	if _, more := j.next(); more {
		return false, nil
	}
	w := j.way
	j.forgotten.Stop() // it would keep the fork until the collector has come by twice
	if w.err == nil && (j.whole.Position() != j.from || j.whole.Revision() != j.revision) {
		w.err = errOvertaken
	}
	if w.err == nil {
		j.whole.Become(w.fork)
	}
	return true, w.err
}

var errOvertaken = errors.New("something else was done meanwhile")

// Part returns how much of the way is done, from 0 to 1.
func (j *Journey) Part() float64 { return j.way.fork.Way() }

// Effort returns the effort of the history as it will be, without what is done to it
// meanwhile.
func (j *Journey) Effort() uint64 { return j.way.fork.Effort() }

// Cancel cancels the journey. The history is where it was.
func (j *Journey) Cancel() {
	j.forgotten.Stop()
	j.stop()
}
