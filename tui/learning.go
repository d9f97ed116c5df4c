package tui

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/page"
)

// openedMsg: a lesson or a challenge has been opened, or could not be.
type openedMsg struct {
	lesson  *presets.Lesson
	attempt *presets.Attempt
	at      int // the step at which it is taken up; 0: it begins
	err     error
}

// keptMsg: the place in a lesson has been kept, or could not be.
type keptMsg struct{ err error }

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
	diary := m.diary
	return func() tea.Msg {
		p, err := presets.Load(name)
		if err != nil {
			return openedMsg{err: err}
		}
		return openPreset(p, diary, anew)
	}
}

// title is that of what was opened.
func (msg openedMsg) title() string {
	if msg.attempt != nil {
		return msg.attempt.Preset().Title
	}
	return msg.lesson.Preset().Title
}

// openPreset opens a lesson where it was left, if it was, or a challenge.
func openPreset(p *presets.Preset, diary class.Diary, anew bool) (msg openedMsg) {
	switch p.Kind() {
	case presets.KindChallenge:
		msg.attempt, msg.err = presets.NewAttempt(p)
		return msg
	case presets.KindWalkthrough:
	default:
		msg.err = fmt.Errorf("%s is a cluster; there is nothing to learn in it step by step", p.Name)
		return msg
	}
	if diary != nil && !anew {
		if was, ok := diary.Of(p.Name); ok && was.Step > 1 && was.Step < len(p.Steps) {
			msg.at = was.Step
			msg.lesson, msg.err = presets.Resume(p, was)
			return msg
		}
	}
	msg.lesson, msg.err = presets.NewLesson(p)
	return msg
}

// opened shows what was opened.
func (m *Model) opened(msg openedMsg) tea.Cmd {
	m.opening = false
	if msg.err != nil {
		m.fail(msg.err.Error())
		return nil
	}
	if m.seat != nil {
		if why := m.studyOff(msg.title()); why != "" {
			m.fail(why)
			return nil
		}
		m.beginStudy()
	}
	switch {
	case msg.attempt != nil:
		m.tryIt(msg.attempt)
		return nil
	}
	m.learn(msg.lesson)
	if msg.at > 0 {
		m.endWatch()
		m.say(fmt.Sprintf("taken up where you stopped, at step %d; %s starts over", msg.at, m.keyName(keymaps.RestartLesson)))
	}
	return m.keepPlace()
}

// learns says whether it is this that is being learned.
func (m *Model) learns(name string) bool {
	return m.lesson != nil && m.lesson.Preset().Name == name || m.attempt != nil && m.attempt.Preset().Name == name
}

// nextLesson goes on to the lesson after this one, or to the list.
func (m *Model) nextLesson() tea.Cmd {
	if name := m.lessonAfter(); name != "" {
		return m.learnNamed(name, false)
	}
	return m.show(page.Lessons)
}

// lessonAfter is the name of the lesson that comes after this one; "" if there is
// none.
func (m *Model) lessonAfter() string {
	names := presets.Lessons()
	for i, name := range names[:max(len(names)-1, 0)] {
		if m.learns(name) {
			return names[i+1]
		}
	}
	return ""
}

// keepPlace keeps where the reader is, for the next time.
func (m *Model) keepPlace() tea.Cmd {
	if m.lesson == nil {
		return nil
	}
	return m.keep(m.lesson.Progress())
}

// keep writes how far the reader is, on the side and one after the other: two that
// write at once might leave the older one.
func (m *Model) keep(p presets.Progress) tea.Cmd {
	if m.diary == nil {
		return nil
	}
	if m.keeping != nil {
		m.toKeep = &p
		return nil
	}
	diary, done := m.diary, make(chan struct{})
	m.keeping = done
	return func() tea.Msg {
		defer close(done)
		return keptMsg{diary.Write(p)}
	}
}

// kept goes on to what came to be kept meanwhile. That nothing can be is said once.
func (m *Model) hasKept(msg keptMsg) tea.Cmd {
	m.keeping = nil
	if msg.err != nil {
		m.diary = nil
		var path interface{ Unwrap() error }
		text := msg.err.Error()
		if errors.As(msg.err, &path) {
			text = draw.CleanTo(text, 120)
		}
		m.fail(text + "; it is not kept")
		return nil
	}
	if p := m.toKeep; p != nil {
		m.toKeep = nil
		return m.keep(*p)
	}
	return nil
}

// quitting waits until what is being written is, writes what is not kept yet, and
// quits.
func (m *Model) quitting() tea.Cmd {
	p, diary, writing := m.toKeep, m.diary, m.keeping
	if writing == nil {
		return tea.Quit // then nothing waits to be kept, either
	}
	return func() tea.Msg {
		<-writing
		if p != nil && diary != nil {
			_ = diary.Write(*p) // there is nobody left to tell
		}
		return tea.QuitMsg{}
	}
}
