// Work that lets time go on as fast as the computer can.

package source

import "time"

// Job is such work. It goes on a slice at a time between two frames, so that the screen
// shows how far it has come and a key can end it.
type Job struct {
	Name string
	// Slice goes on for about so many happenings and reports whether all is done.
	Slice func(budget int) (done bool, err error)
	Part  func() float64 // how much of it is done, from 0 to 1; nil: nobody knows
	Done  func()         // what to do at its end; nil: nothing
	// Judges is true if what it comes to tells facts of the cluster.
	Judges bool
}

const (
	// sliceTime is how long a job may keep the screen waiting.
	sliceTime = 15 * time.Millisecond
	// sliceBudget is how many things happen between two looks at the clock.
	sliceBudget = 100
	// maxSlices bounds a frame where the clock does not.
	maxSlices = 2000
)

// Go goes on for one frame, and reports whether all is done.
func (j *Job) Go(clock Clock) (done bool, err error) {
	end := clock.Now().Add(sliceTime)
	for range maxSlices {
		if done, err := j.Slice(sliceBudget); done || err != nil {
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
