package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/drive"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/workspace"
)

// learnNamed opens a lesson or a challenge of a name: on the side, for all that was done
// in it before is done again.
func (m *Model) learnNamed(name string, anew bool) tea.Cmd {
	if m.opening {
		return nil // a key that is held down opens it once
	}
	if !m.Afford("") {
		return nil
	}
	m.opening = true
	progressStore := m.keeper.ProgressStore
	return func() tea.Msg { return lesson.OpenNamed(name, progressStore, anew) }
}

// opened shows what was opened.
func (m *Model) opened(msg lesson.OpenedMsg) tea.Cmd {
	m.opening = false
	if msg.Err != nil {
		m.Fail(msg.Err.Error())
		return nil
	}
	if !m.seat.Begin(msg.Title()) {
		return nil
	}
	switch {
	case msg.ChallengeRun != nil:
		m.tryIt(msg.ChallengeRun)
		return nil
	}
	m.learn(msg.Lesson)
	if msg.At > 0 {
		m.Lesson.EndWatch(m.LessonDesk())
		m.Say(fmt.Sprintf("taken up where you stopped, at step %d; %s starts over", msg.At, m.KeyName(keymaps.RestartLesson)))
	}
	return m.keeper.Keep(m.Lesson.Progress())
}

// learns reports whether it is this that is being learned.
func (m *Model) learns(name string) bool {
	return m.Lesson != nil && m.Lesson.Preset().Name == name || m.ChallengeRun != nil && m.ChallengeRun.Preset().Name == name
}

// learn begins a lesson in place of what is looked at.
func (m *Model) learn(l *presets.Lesson) {
	s := drive.Look(m.Stage, m.Gate.Own(l.History()), l.Preset().Name)
	s.Lesson = lesson.New(l)
	s.Focus = layout.Lesson
	m.Enter(s)
	m.Lesson.AtStep(m.LessonDesk())
}

// tryIt begins a challenge in place of what is looked at.
func (m *Model) tryIt(a *presets.ChallengeRun) {
	s := drive.Look(m.Stage, m.Gate.Own(a.History()), a.Preset().Name)
	s.ChallengeRun = lesson.Try(a)
	s.Focus, s.Upper = layout.Lesson, layout.Nodes
	m.Enter(s)
	m.Told = workspace.LastTold(m.View)
	if op := workspace.Latest(m.View); op != nil {
		m.Key = op.Key
	}
}

// aheadShown is how many events the header says are recorded ahead: those of a
// lesson that is where it should be are no news.
func (m *Model) aheadShown() int {
	if m.Lesson != nil && (m.Lesson.Holds() || m.Lesson.Open()) {
		return 0
	}
	return m.Ahead
}

// atCalm reports whether time stands where a lesson is and nothing waits for it.
func (m *Model) atCalm() bool {
	return m.Lesson != nil && m.Lesson.Resting() && m.Cluster.Motion() <= engine.Background
}

// leaveLesson goes back from a lesson of one's own.
func (m *Model) leaveLesson() {
	if m.seat != nil {
		m.seat.Leave()
		return
	}
	m.GoHome()
}
