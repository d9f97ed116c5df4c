package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/class"
	"ringside/tui/lesson"
	"ringside/tui/source"
)

// job is something that lets time go on as fast as the computer can, a slice at
// a time between two frames, so that the screen shows how far it has come and
// esc can end it.
type job struct {
	name string
	// slice goes on for about so many happenings and reports whether all is done.
	slice func(budget int) (done bool, err error)
	part  func() float64 // how much of it is done, from 0 to 1; nil: nobody knows
	done  func()         // what to do at its end; nil: nothing
	// judges is true if what it comes to tells facts of the cluster.
	judges bool
}

const (
	// sliceTime is how long a job may keep the screen waiting.
	sliceTime = 15 * time.Millisecond
	// sliceBudget is how many things happen between two looks at the clock.
	sliceBudget = 100
	// maxSlices bounds a frame where the clock does not.
	maxSlices = 2000
)

// goOn lets time go on for one frame, if it is this explorer that does.
func (m *Model) goOn() {
	switch {
	case m.driven == nil || m.stands():
		return
	case m.job == nil:
		if m.pace.Playing {
			m.letPass()
		}
		return
	}
	end := m.clock.Now().Add(sliceTime)
	for range maxSlices {
		done, err := m.job.slice(sliceBudget)
		if err != nil {
			m.fail(err.Error())
			m.endJob()
			return
		}
		if done {
			finished := m.job.done
			m.endJob()
			if finished != nil {
				finished()
			}
			return
		}
		if !m.clock.Now().Before(end) {
			return
		}
	}
}

// start begins a job, unless it is over in its first slice.
func (m *Model) start(j job) {
	m.pace.Stop()
	m.job = &j
	m.goOn()
}

// endJob ends the job, where it is.
func (m *Model) endJob() {
	if m.driven == nil {
		m.control(class.Stop)
		return
	}
	m.job = nil
	m.runner.Cancel()
	m.pace.Stop()
}

// sync brings virtual time up to the present before something is done, so that
// the command lands where the screen says that time is.
func (m *Model) sync() {
	switch {
	case m.driven == nil || m.job != nil || m.stands():
	case m.lesson != nil && m.lesson.Watching() && m.pace.Playing:
		m.lesson.WatchOn(m.lessonDesk())
	default:
		m.pace.Sync(m.driven, m.clock.Now())
	}
}

// letPass lets time go on up to the present.
func (m *Model) letPass() {
	if !m.afford("time stands: ") {
		m.pace.Playing = false
		return
	}
	if m.lesson != nil && m.lesson.Watching() {
		m.lesson.WatchOn(m.lessonDesk())
		return
	}
	m.pace.Advance(m.driven, m.clock.Now())
}

// schedule asks for the next frame if something moves, unless an earlier one is
// on its way already.
func (m *Model) schedule() tea.Cmd {
	wait, needed := m.frameAfter()
	if !needed && m.frame.unfinished() {
		wait, needed = source.FrameTime, true // a filter has not seen all yet, say
	}
	if !needed {
		m.pace.Stop()
		m.due = time.Time{}
		m.awaited++ // a frame that is on its way comes to nothing
		return nil
	}
	now := m.clock.Now()
	m.pace.Start(now)
	due := now.Add(wait)
	if !m.due.IsZero() && !due.Before(m.due) {
		return nil
	}
	m.awaited++
	m.due = due
	return m.clock.After(wait, frameMsg{m.awaited})
}

// frameAfter returns how long it is until time has to go on again; false if it
// stands, or is not this explorer's.
func (m *Model) frameAfter() (time.Duration, bool) {
	switch {
	case m.driven == nil || m.stands():
		return 0, false
	case m.job != nil && m.seat != nil:
		return source.FrameTime, true // others want the processor too
	case m.job != nil:
		return time.Millisecond, true
	case m.lesson != nil && m.lesson.Watching():
		return source.FrameTime, m.pace.Playing && !lesson.Unseen(m.lessonDesk())
	}
	return m.pace.Wait(m.driven)
}
