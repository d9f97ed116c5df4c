// This file takes a history to another moment a piece at a time.

package source

import (
	"errors"
	"iter"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// Journey takes a history to another moment a piece at a time, on a fork: whoever looks
// at it, saves it or forks it meanwhile finds it where it was, until it is there at once.
//
//	history ──────────── as it was ──────────────▶ history, at the other moment
//	   └─ Fork ─▶ Advance ─▶ Advance ─▶ Advance ─────┘ Become
//
// One that has not come to its end is to be cancelled. It belongs to one goroutine, as
// its history does; what is done to that before the end ends the journey.
type Journey struct {
	whole, fork *history.History
	from        history.Moment
	revision    uint64
	next        func() (struct{}, bool)
	stop        func()
	err         error
}

// NewJourney begins to carry out a command that travels.
func NewJourney(h *history.History, cmd engine.Command) *Journey {
	j := &Journey{whole: h, fork: h.Fork(), from: h.Position(), revision: h.Revision()}
	j.next, j.stop = iter.Pull(func(yield func(struct{}) bool) {
		j.fork.Pausing(func() bool { return yield(struct{}{}) })
		j.err = script.Travel(j.fork, cmd)
		j.fork.Pausing(nil)
	})
	return j
}

// Advance goes on by a piece, and says whether the history is there. The error says why
// it can't be; then it is where it was.
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

// Part says how much of the way is done, from 0 to 1.
func (j *Journey) Part() float64 { return j.fork.Way() }

// Effort is that of the history as it will be, without what is done to it meanwhile.
func (j *Journey) Effort() uint64 { return j.fork.Effort() }

// Cancel gives the journey up. The history is where it was.
func (j *Journey) Cancel() { j.stop() }
