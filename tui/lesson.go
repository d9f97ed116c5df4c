// A lesson or a challenge in the explorer: its keys, and what it may ask for.

package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// lessonPanel is the pane of a lesson, in which an answer can be chosen as well.
type lessonPanel struct {
	panel.Lesson
	m *Model
}

// newPanels returns the panes of the explorer.
func newPanels(m *Model) panel.Set {
	all := panel.New()
	all[layout.Lesson] = &lessonPanel{m: m}
	return all
}

// Move chooses the answer above or below, or scrolls.
func (p *lessonPanel) Move(d panel.Desk, s workspace.Step) {
	if l := p.m.lesson; l != nil && l.Shift(p.m.lessonDesk(), s) {
		return
	}
	p.Lesson.Move(d, s)
}

// Detail goes on with the lesson, or asks for a command in a challenge.
func (p *lessonPanel) Detail(panel.Desk) tea.Cmd {
	switch {
	case p.m.lesson != nil:
		return p.m.lesson.GoOn(p.m.lessonDesk())
	case p.m.challengeRun != nil:
		p.m.askCommand()
	}
	return nil
}

// entry is the pane of the lesson, in which an answer is typed.
func (m *Model) entry() *lessonPanel { return m.panels[layout.Lesson].(*lessonPanel) }

// lessonIntents are the keys of a lesson.
func lessonIntents(all map[keymaps.Action]intent) {
	pageIntents("In the lesson")(all)
	in := func(do func(m *Model) tea.Cmd, off func(l *lesson.Lesson) string) intent {
		return intent{do: do, off: func(m *Model) string {
			switch {
			case m.lesson == nil:
				return "this is no lesson; " + m.keyName(keymaps.Lessons) + " lists them"
			case off != nil:
				return off(m.lesson)
			}
			return ""
		}}
	}
	open := func(l *lesson.Lesson) string {
		if !l.Open() {
			return "no question is open"
		}
		return ""
	}
	all[keymaps.ToLesson] = in(func(m *Model) tea.Cmd {
		m.Pages.Clear()
		m.Focus = layout.Lesson
		if step, _ := m.lesson.Step(); m.lesson.Open() && step.Ask.Kind != presets.AskChoice {
			m.lesson.AskFor(m.lessonDesk(), "")
		}
		return nil
	}, nil)
	next := in(func(m *Model) tea.Cmd { return m.lesson.Go(m.lessonDesk(), m.lesson.Next) }, nil)
	all[keymaps.NextStep] = intent{do: next.do, off: func(m *Model) string {
		if m.lesson != nil && m.lesson.Open() {
			return "the question is open; answer it, or " + m.keyName(keymaps.ShowAnswer) + " shows the answer"
		}
		return next.off(m)
	}}
	all[keymaps.PreviousStep] = in(func(m *Model) tea.Cmd {
		return m.lesson.Go(m.lessonDesk(), func() error { _, err := m.lesson.Back(); return err })
	}, func(l *lesson.Lesson) string {
		if _, number := l.Step(); number == 1 {
			return "this is the first step"
		}
		return ""
	})
	all[keymaps.StepAgain] = in(func(m *Model) tea.Cmd { return m.lesson.Go(m.lessonDesk(), m.lesson.Again) }, nil)
	all[keymaps.RestartLesson] = either(in(func(m *Model) tea.Cmd { return m.lesson.Go(m.lessonDesk(), m.lesson.Restart) }, nil),
		func(m *Model) tea.Cmd { return m.challengeRun.Again(m.lessonDesk()) })
	all[keymaps.BackToLesson] = in(func(m *Model) tea.Cmd { m.lesson.BackTo(m.lessonDesk()); return nil }, func(l *lesson.Lesson) string {
		if l.Where() == presets.OnCourse {
			return "here is where the lesson is"
		}
		return ""
	})
	hint := func(m *Model, more func() bool) tea.Cmd {
		m.goTo(layout.Lesson)
		if !more() {
			m.say("there is no other hint")
		}
		m.Scrolls[layout.Lesson] = pane.ToEnd
		return nil
	}
	all[keymaps.Hint] = either(in(func(m *Model) tea.Cmd { return hint(m, m.lesson.Hint) }, open),
		func(m *Model) tea.Cmd { return hint(m, m.challengeRun.Hint) })
	all[keymaps.ShowAnswer] = in(func(m *Model) tea.Cmd { return m.lesson.ShowAnswer(m.lessonDesk()) }, open)
	leave := func(m *Model) tea.Cmd {
		if m.seat != nil {
			m.leaveStudy()
			return nil
		}
		m.goHome()
		return nil
	}
	all[keymaps.LeaveLesson] = either(in(leave, nil), leave)
}

// either makes an intent of what an action does in a lesson, and in a challenge.
func either(walk intent, challenge func(m *Model) tea.Cmd) intent {
	return intent{do: func(m *Model) tea.Cmd {
		if m.challengeRun != nil {
			return challenge(m)
		}
		return walk.do(m)
	}, off: func(m *Model) string {
		if m.challengeRun != nil {
			return ""
		}
		return walk.off(m)
	}}
}

// teach brings up to date what the lesson or the challenge says.
func (m *Model) teach() {
	switch {
	case m.lesson != nil:
		m.said = m.lesson.Said(m.lessonDesk())
	case m.challengeRun != nil:
		m.said = m.challengeRun.Said(m.lessonDesk())
	case m.classLesson() != nil:
		m.said = lesson.Newer(m.said, m.classTeaching(m.classLesson()))
	default:
		m.said = nil
	}
}

func (m *Model) lessonDesk() lesson.Desk {
	return lesson.Desk{Workspace: &m.Workspace, Host: host{m}}
}

// Key is the key of an action, as the screen shows it; false if it has none.
func (h host) Key(a keymaps.Action) (string, bool) {
	name, ok := h.m.keys.Key(a)
	return h.m.keyLabel(name), ok
}

// Pace is how fast time goes by.
func (h host) Pace() *source.Pace { return &h.m.pace }

// Now is the real time.
func (h host) Now() time.Time { return h.m.clock.Now() }

// Afford reports whether more may be worked out now, and says why not.
func (h host) Afford(what string) bool { return h.m.afford(what) }

// EndJob ends what lets time go on, if anything does.
func (h host) EndJob() {
	if h.m.job != nil {
		h.m.endJob()
	}
}

// Told takes what has happened so far for told.
func (h host) Told() { h.m.told = workspace.LastTold(h.m.cluster.View(h.m.Watch)) }

// Typing is the answer that is being typed; nil if none is.
func (h host) Typing() *pane.Entry {
	p, size := h.m.prompt, h.m.Size(layout.Lesson)
	if p == nil || !p.Answers {
		return nil
	}
	shown, column := p.Window(h.m.entry().EntryRoom(size.X, size.Y), h.m.Theme.Signs.More)
	return &pane.Entry{Text: shown, Column: column}
}

// Keep keeps how far somebody has come.
func (h host) Keep(p presets.Progress) tea.Cmd { return h.m.keeper.Keep(p) }
