// What the keys do: the table of all intents, and whether one may be carried out now.

package tui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/action"
	"ringside/tui/console"
	"ringside/tui/paint"
	"ringside/tui/panel"
	"ringside/tui/participant"
	"ringside/tui/workspace"
)

// newTable returns what each action does.
func (m *Model) newTable() action.Table {
	d, b := m.desk, m.book
	class := action.NewGroup(participant.Title, b, m.participant.Intents())
	learning := action.NewGroup("In the lesson", b, d.InLesson(m.leaveLesson))
	program := action.NewGroup("The program", b, m.program())
	program.Typed = console.Rows(m.participant != nil)
	return action.NewTable(
		action.NewGroup("Ask, as a client", b, d.Client()),
		action.NewGroup("Tune", b, d.Tune()),
		action.NewGroup("Faults", b, d.Faults()),
		action.NewGroup("The chosen message", b, d.Messages()),
		action.NewGroup("Time", b, d.Time()),
		action.NewGroup("Move about", b, d.Moves()),
		action.NewGroup("Show", b, d.Show(), m.appearance()),
		learning, class, program,
	)
}

// appearance is how the screen looks, and what is copied from it.
func (m *Model) appearance() action.Intents {
	return action.Intents{
		keymaps.Theme: action.Plain(func() { m.Say("theme " + string(m.lookLike(m.looks.Asked.Next()))) }),
		keymaps.Copy:  {Do: m.copy},
	}
}

// program is what concerns the explorer itself.
func (m *Model) program() action.Intents {
	return action.Intents{
		keymaps.Command: action.Plain(m.console.Open),
		keymaps.Mouse:   action.Plain(m.turnMouse),
		keymaps.Redraw:  {Do: func() tea.Cmd { return paint.Redraw }},
		keymaps.Escape:  action.Plain(m.back),
		keymaps.Quit: {Do: func() tea.Cmd {
			if m.book.Top() != nil {
				m.book.Shut()
				return nil
			}
			return m.leave(m.asked, m.KeyName(keymaps.Quit)+" again")
		}},
	}
}

// act carries out an action, or says why it can't be.
func (m *Model) act(a keymaps.Action) tea.Cmd {
	in, ok := m.intents.Find(a)
	if !ok || m.participant.Act(a) {
		return nil
	}
	if why := m.disabled(a); why != "" {
		m.Refuse(why)
		return nil
	}
	if act, ok := m.book.Act(a); ok && a != keymaps.Escape {
		return act.Do()
	}
	return in.Do()
}

// disabled says why an action can't be carried out now, "" if it can.
func (m *Model) disabled(a keymaps.Action) string {
	if m.participant.Takes(a) {
		return ""
	}
	in, _ := m.intents.Find(a)
	if in.Drives && !(a == keymaps.Play && m.Local == nil && !m.Gate.Roams()) {
		if why := m.Gate.Withheld(); why != "" {
			return why
		}
	}
	if why := cmp.Or(m.Unattached(a), m.Can(in.Needs), m.participant.Off(in), m.desk.Forbids(in)); why != "" {
		return why
	}
	if in.Drives && m.Job != nil {
		return m.Busy()
	}
	if act, ok := m.book.Act(a); ok {
		return act.Off
	}
	if in.Off != nil {
		return in.Off()
	}
	return ""
}

// back backs out of what is open, the innermost first.
func (m *Model) back() {
	switch {
	case m.Job.Here() || m.Job != nil && m.Gate.HandsOff() == "":
		m.endJob()
	case m.StopLines():
	case m.book.Top() != nil:
		if act, ok := m.book.Act(keymaps.Escape); ok {
			act.Do()
			return
		}
		m.book.Shut()
	case m.Lesson.NotYet(m.LessonDesk()):
	case m.desk.Unfilter():
	case !m.Log.Follow:
		m.Follow()
	case m.Op != 0:
		m.Op = 0
	case m.ComeBack():
	}
}

// copy puts what is chosen into the clipboard.
func (m *Model) copy() tea.Cmd { return m.console.Copy(m.chosenText()) }

// chosenText returns what is chosen in the pane, else the text of the pane or the
// page, and what it is.
func (m *Model) chosenText() (text, what string) {
	r, p, s := m.Screen.Panes[m.Focus], m.paneOf(m.Focus), m.scene(m.Focus)
	if m.book.Top() != nil {
		r = m.Screen.Page
		p, s = m.book.Drawn(m.CoverWords)
	} else if text, what, ok := m.panels[m.Focus].Text(m.desk.PanelDesk()); ok {
		return text, what
	}
	size, _ := workspace.Inner(r, m.Screen.Shape)
	return panel.Text(p, s, size.X, size.Y)
}
