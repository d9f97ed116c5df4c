// How time goes by.

package drive

import (
	"time"

	"ringside/engine"
	"ringside/tui/lesson"
	"ringside/tui/source"
)

// GoOn advances time by one frame, if this explorer runs the clock.
func (d *Driver) GoOn() {
	switch {
	case d.Stands():
		return
	case !d.Job.Here():
		if d.Local != nil && d.Playback.Playing {
			d.letPass()
		}
		return
	}
	job := d.Job
	done, err := job.Go(d.Clock)
	switch finished := job.Done; {
	case d.Job != job: // it has put something else in its place
	case err != nil:
		d.Fail(err.Error())
		d.StopJob()
	case done:
		d.StopJob()
		if finished != nil {
			finished()
		}
	}
}

// Start begins a job, unless it is over in its first slice.
func (d *Driver) Start(j source.Job) {
	d.Playback.Stop()
	d.Job = &j
	d.GoOn()
}

// StopJob ends the job, where it is.
func (d *Driver) StopJob() {
	if d.Local == nil && !d.Job.Here() {
		d.control(source.Stop)
		return
	}
	if d.Job != nil && d.Job.Stop != nil {
		d.Job.Stop()
	}
	d.Job = nil
	if d.Local != nil {
		d.Local.Cancel()
	}
	d.Playback.Stop()
}

// EndJob ends the job, if there is one.
func (d *Driver) EndJob() {
	if d.Job != nil {
		d.StopJob()
	}
}

// Sync brings virtual time up to the present before something is done, so that
// the command lands where the screen says that time is.
func (d *Driver) Sync() {
	switch {
	case d.Local == nil || d.Job != nil || d.Stands():
	case d.Lesson != nil && d.Lesson.Watching() && d.Playback.Playing:
		d.Lesson.WatchOn(d.LessonDesk())
	default:
		d.Playback.Sync(d.Local.Cluster, d.Clock.Now())
	}
}

// letPass advances the cluster to the present.
func (d *Driver) letPass() {
	if !d.Afford("time stands: ") {
		d.Playback.Playing = false
		return
	}
	if d.Lesson != nil && d.Lesson.Watching() {
		d.Lesson.WatchOn(d.LessonDesk())
		return
	}
	d.Playback.Advance(d.Local.Cluster, d.Clock.Now())
}

// Afford reports whether more may be worked out now, and says why not.
func (d *Driver) Afford(what string) bool {
	err := d.Gate.Afford()
	if err != nil {
		d.Fail(what + err.Error())
	}
	return err == nil
}

// Stands reports whether time stands in a cluster of one's own because the class is
// asked something. What a lesson plays goes on: it is the same for everybody.
func (d *Driver) Stands() bool {
	return d.Local != nil && (d.Lesson == nil || !d.Lesson.Watching()) && !d.Job.OfLesson() && d.Gate.Withheld() != ""
}

// FrameAfter returns how long it is until the next frame is due; false if time stands, or
// this explorer does not run the clock.
func (d *Driver) FrameAfter() (time.Duration, bool) {
	switch {
	case d.Stands():
		return 0, false
	case d.Job.Here() && d.Gate.Class() != nil:
		return source.FrameTime, true // others want the processor too
	case d.Job.Here():
		return time.Millisecond, true
	case d.Local == nil:
		return 0, false
	case d.Lesson != nil && d.Lesson.Watching():
		return source.FrameTime, d.Playback.Playing && !lesson.Unseen(d.LessonDesk())
	}
	return d.Playback.Wait(d.Local.Cluster)
}

// Now is the real time.
func (d *Driver) Now() time.Time { return d.Clock.Now() }

// Halt stops the clock.
func (d *Driver) Halt() {
	d.Sync()
	d.Playback.Playing = false
	d.Playback.Stop()
}

// PlayPause starts or stops the clock.
func (d *Driver) PlayPause() {
	if d.Local == nil {
		d.control(map[bool]source.Control{true: source.Pause, false: source.Play}[d.Playback.Playing])
		return
	}
	d.Sync()
	d.Playback.Playing = !d.Playback.Playing
	d.Playback.Stop()
}

// StepOnce lets the next thing happen.
func (d *Driver) StepOnce() {
	if d.Local == nil {
		d.elsewhere(engine.Command{Verb: engine.Step, Count: 1})
		return
	}
	d.Halt()
	if !d.Local.Step() {
		d.Say("nothing is left to happen")
		return
	}
	d.Kept.Passes(engine.Command{Verb: engine.Step})
}

// Faster changes the speed by so many places; negative is slower.
func (d *Driver) Faster(by int) {
	if d.Local == nil {
		d.control(map[bool]source.Control{true: source.Faster, false: source.Slower}[by > 0])
		return
	}
	d.Sync()
	if d.Playback.Faster(by) {
		d.Say("messages travel at " + d.Playback.Ratio(engine.Moving) + " of their speed")
	} else {
		d.Say("that is the limit: " + d.Playback.Ratio(engine.Moving))
	}
}
