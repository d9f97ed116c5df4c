package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
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
	if !m.afford("") {
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
		m.fail(msg.Err.Error())
		return nil
	}
	if m.seat != nil {
		if why := m.studyOff(msg.Title()); why != "" {
			m.fail(why)
			return nil
		}
		m.beginStudy()
	}
	switch {
	case msg.ChallengeRun != nil:
		m.tryIt(msg.ChallengeRun)
		return nil
	}
	m.learn(msg.Lesson)
	if msg.At > 0 {
		m.lesson.EndWatch(m.lessonDesk())
		m.say(fmt.Sprintf("taken up where you stopped, at step %d; %s starts over", msg.At, m.keyName(keymaps.RestartLesson)))
	}
	return m.keeper.Keep(m.lesson.Progress())
}

// learns reports whether it is this that is being learned.
func (m *Model) learns(name string) bool {
	return m.lesson != nil && m.lesson.Preset().Name == name || m.challengeRun != nil && m.challengeRun.Preset().Name == name
}

// learn begins a lesson in place of what is looked at.
func (m *Model) learn(l *presets.Lesson) {
	s := newSight(m.Stage, m.ownCluster(l.History()), l.Preset().Name)
	s.lesson = lesson.New(l)
	s.Focus = layout.Lesson
	m.enter(s)
	m.lesson.AtStep(m.lessonDesk())
}

// tryIt begins a challenge in place of what is looked at.
func (m *Model) tryIt(a *presets.ChallengeRun) {
	s := newSight(m.Stage, m.ownCluster(a.History()), a.Preset().Name)
	s.challengeRun = lesson.Try(a)
	s.Focus, s.Upper = layout.Lesson, layout.Nodes
	m.enter(s)
	m.told = workspace.LastTold(m.View)
	if op := workspace.Latest(m.View); op != nil {
		m.Key = op.Key
	}
}

// learning reports whether there is a lesson or a challenge in a pane.
func (m *Model) learning() bool {
	return m.lesson != nil && !m.lesson.Printed || m.challengeRun != nil || m.classLesson() != nil
}

// aheadShown is how many events the header says are recorded ahead: those of a
// lesson that is where it should be are no news.
func (m *Model) aheadShown() int {
	if m.lesson != nil && (m.lesson.Holds() || m.lesson.Open()) {
		return 0
	}
	return m.ahead
}

// atCalm reports whether time stands where a lesson is and nothing waits for it.
func (m *Model) atCalm() bool {
	return m.lesson != nil && m.lesson.Resting() && m.cluster.Motion() <= engine.Background
}
