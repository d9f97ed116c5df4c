package tui

import (
	"ringside/engine"
	"ringside/tui/layout"
	"ringside/tui/source"
)

// watchedBy is the clock by which a lesson is watched.
func (m *Model) watchedBy() source.Watched { return source.Watched{Pace: &m.pace} }

// watchPlayed goes back to where the last move began, and lets time pass.
func (m *Model) watchPlayed() {
	if !m.lesson.Begin(m.watchedBy()) {
		m.endWatch()
		return
	}
	m.lesson.resting = false
	m.told = lastTold(m.cluster.View(m.Watch))
}

// watchOn lets time go on for one frame of what is watched.
func (m *Model) watchOn() {
	now := m.clock.Now()
	if m.unseen() {
		m.pace.Hold(now)
		return
	}
	if m.lesson.On(m.watchedBy(), now) {
		m.endWatch()
	}
}

// unseen says whether what is watched is not in view: on a narrow screen that
// shows the lesson.
func (m *Model) unseen() bool {
	return m.Screen.Shape == layout.Narrow && m.Focus == layout.Lesson
}

// endWatch goes to the end of what is watched.
func (m *Model) endWatch() {
	m.endAnyJob()
	if err := m.lesson.End(m.watchedBy()); err != nil {
		m.fail(err.Error())
	}
	m.atRest()
}

// atRest has time stand where the lesson is.
func (m *Model) atRest() {
	m.lesson.resting = true
	m.told = lastTold(m.cluster.View(m.Watch))
	m.Op = 0
}

// wake lets time go on if it is the lesson that has it stand.
func (m *Model) wake() {
	if m.lesson != nil && m.lesson.resting {
		m.lesson.resting = false
		m.pace.Playing = true
		m.pace.Stop()
	}
}

// inLesson says whether what is looked at is what the lesson has played, and not
// what the reader does.
func (m *Model) inLesson() bool { return m.lesson != nil && (m.lesson.Watching() || m.lesson.resting) }

// aheadShown is how many events the header says are recorded ahead: those of a
// lesson that is where it should be are no news.
func (m *Model) aheadShown() int {
	if m.inLesson() || m.lesson != nil && m.lesson.Open() {
		return 0
	}
	return m.ahead
}

// atCalm says whether time stands where a lesson is and nothing waits for it.
func (m *Model) atCalm() bool {
	return m.lesson != nil && m.lesson.resting && m.cluster.Motion() <= engine.Background
}
