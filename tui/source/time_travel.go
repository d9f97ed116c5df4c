// Journeys: a history taken to another moment, a piece at a time.

package source

import (
	"errors"
	"iter"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// Journey takes a history to another moment a piece at a time, on a fork: until it
// arrives, anyone who looks at the history, saves it or forks it finds it where it was.
//
//	history ──────────── as it was ──────────────▶ history, at the other moment
//	   └─ Fork ─▶ Advance ─▶ Advance ─▶ Advance ─────┘ Become
//
// A journey that has not ended must be cancelled. It belongs to one goroutine, like its
// history; a change to the history before the end ends the journey.
type Journey struct {
	whole, fork *history.History
	from        history.Moment
	revision    uint64
	next        func() (struct{}, bool)
	stop        func()
	err         error
}

// NewJourney starts a command that travels.
func NewJourney(h *history.History, cmd engine.Command) *Journey {
	j := &Journey{whole: h, fork: h.Fork(), from: h.Position(), revision: h.Revision()}
	j.next, j.stop = iter.Pull(func(yield func(struct{}) bool) {
		j.fork.Pausing(func() bool { return yield(struct{}{}) })
		j.err = script.Travel(j.fork, cmd)
		j.fork.Pausing(nil)
	})
	return j
}

// Advance goes on by a piece, and reports whether the history has arrived. After an error
// the history is where it was.
func (j *Journey) Advance() (done bool, err error) {
	if _, more := j.next(); more {
		return false, nil
	}
	if j.err == nil && (j.whole.Position() != j.from || j.whole.Revision() != j.revision) {
		j.err = errOvertaken
	}
	if j.err == nil {
		j.whole.Become(j.fork)
	}
	return true, j.err
}

var errOvertaken = errors.New("something else was done meanwhile")

// Part returns how much of the way is done, from 0 to 1.
func (j *Journey) Part() float64 { return j.fork.Way() }

// Effort returns the effort of the history as it will be, without what is done to it
// meanwhile.
func (j *Journey) Effort() uint64 { return j.fork.Effort() }

// Cancel cancels the journey. The history is where it was.
func (j *Journey) Cancel() { j.stop() }
