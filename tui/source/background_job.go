// Jobs: work that runs time as fast as the computer can.

package source

import (
	"errors"
	"time"
)

// Job is such work. It runs a slice at a time between two frames, so that the screen
// shows its progress and a key can end it.
type Job struct {
	Name string
	// Slice runs about that many events and reports whether the job is done.
	Slice func(budget int) (done bool, err error)
	Part  func() float64 // its progress, from 0 to 1; nil: unknown
	Done  func()         // what to do at its end; nil: nothing
	Stop  func()         // what to do when it is over or stopped, first of all; nil: nothing
	// Judges is true if its result reveals facts of the cluster.
	Judges bool
	// Plays is true if it is a move of a lesson or of a challenge, which reveals no more
	// than its file does: it goes on while a class is asked something.
	Plays bool
}

// Here reports whether it is a job that runs here. The one of a class's cluster is only
// told of, and nil is none.
func (j *Job) Here() bool { return j != nil && j.Slice != nil }

// OfLesson reports whether it is a move of a lesson or of a challenge.
func (j *Job) OfLesson() bool { return j != nil && j.Plays }

// ErrWaits is what a slice returns when nothing can be done before an answer is there.
var ErrWaits = errors.New("waiting for an answer")

const (
	// sliceTime is how long a job may keep the screen waiting.
	sliceTime = 15 * time.Millisecond
	// sliceBudget is how many events happen between two looks at the clock.
	sliceBudget = 100
	// maxSlices bounds a frame where the clock does not.
	maxSlices = 2000
)

// Go runs the job for one frame, and reports whether it is done.
func (j *Job) Go(clock Clock) (done bool, err error) {
	end := clock.Now().Add(sliceTime)
	for range maxSlices {
		done, err := j.Slice(sliceBudget)
		switch {
		case errors.Is(err, ErrWaits):
			return false, nil
		case done || err != nil:
			return done, err
		}
		if !clock.Now().Before(end) {
			break
		}
	}
	return false, nil
}

// PartOf returns how much of a stretch of a cluster's time has passed.
func PartOf(c Shown, stretch time.Duration) func() float64 {
	from := c.Now()
	return func() float64 { return float64(c.Now()-from) / float64(max(stretch, time.Nanosecond)) }
}
