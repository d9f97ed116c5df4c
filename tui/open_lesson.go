// Lessons and challenges that are opened.

package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/lesson"
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
	if !m.participant.Begin(msg.Title()) {
		return nil
	}
	if msg.ChallengeRun != nil {
		m.Try(msg.ChallengeRun)
		return nil
	}
	m.Learn(msg.Lesson)
	if msg.At > 0 {
		m.Lesson.EndWatch(m.LessonDesk())
		m.Say(fmt.Sprintf("continued where you stopped, at step %d; %s starts over", msg.At, m.KeyName(keymaps.RestartLesson)))
	}
	return m.keeper.Keep(m.Lesson.Progress())
}

// leaveLesson goes back from a lesson of one's own.
func (m *Model) leaveLesson() {
	if m.participant != nil {
		m.participant.Leave()
		return
	}
	m.GoHome()
}
