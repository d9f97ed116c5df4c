package tui

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/workspace"
)

// say shows a message until the next key; fail shows one that says why
// something can't be done.
func (m *Model) say(text string)  { m.note = note{text: text} }
func (m *Model) fail(text string) { m.note = note{text: text, bad: true} }

func showIntents(all map[keymaps.Action]intent) {
	all[keymaps.Filter] = look(func(m *Model) { m.askFilter() })
	all[keymaps.Follow] = look(func(m *Model) {
		if m.Log.Follow && m.View.Trace.Len() > 0 {
			m.ShowStep(m.View.Trace.Len())
			return
		}
		m.Follow()
	})
	all[keymaps.Level] = look(func(m *Model) {
		m.Log.Level = (m.Log.Level + 1) % (pane.Everything + 1)
		m.KeepStep()
	})
	pageIntents("Show")(all)
	all[keymaps.Shape] = look(func(m *Model) { m.Flat = !m.Flat })
	all[keymaps.Theme] = plain(func(m *Model) {
		next := m.looks.Asked.Next()
		m.looks.Asked = next
		m.relook()
		m.say("theme " + string(next))
	})
	all[keymaps.Copy] = intent{do: func(m *Model) tea.Cmd { return m.copy() }}
}

func programIntents(all map[keymaps.Action]intent) {
	all[keymaps.Command] = plain(func(m *Model) { m.askCommand() })
	pageIntents("The program")(all)
	all[keymaps.Escape] = plain(func(m *Model) { m.back() })
	all[keymaps.Quit] = intent{do: func(m *Model) tea.Cmd {
		if m.open() != nil {
			m.closePage()
			return nil
		}
		return m.leave(m.asked, m.keyName(keymaps.Quit))
	}}
}

// back backs out of what is open, the innermost first.
func (m *Model) back() {
	switch {
	case m.job != nil && m.handsOff() == "":
		m.say(m.job.name + " stopped")
		m.endJob()
	case m.open() != nil:
		if act, ok := m.pageAct(keymaps.Escape); ok {
			act.Do()
			return
		}
		m.closePage()
	case m.Log.Filter != "":
		m.Log.Filter = ""
		m.KeepStep()
	case !m.Log.Follow:
		m.Follow()
	case m.Op != 0:
		m.Op = 0
	}
}

// askFilter asks what the log should show, and shows it while it is typed.
func (m *Model) askFilter() {
	was, focus := m.Log, m.Focus
	m.goTo(layout.Log)
	m.ask(entry.Question{
		Label: "/", Text: m.Log.Filter,
		Typed: func(text string) { m.Log.Filter = text; m.KeepStep() },
		Back:  func() { m.Log = was; m.goTo(focus) },
		Enter: func(text string) tea.Cmd {
			m.Log.Filter = text
			m.KeepStep()
			return nil
		},
	})
}

// copy puts what is chosen into the clipboard of the terminal (OSC 52).
func (m *Model) copy() tea.Cmd {
	text, what := m.chosenText()
	if a := m.challengeRun; a != nil && a.Proof != "" && m.Focus == layout.Lesson && m.open() == nil {
		text, what = a.Proof, "the code; ringside check --solution takes it"
	}
	if text == "" {
		m.say("nothing to copy here")
		return nil
	}
	m.say("copied " + what)
	return paint.Copy(text)
}

// chosenText returns what is chosen in the pane, else the text of the pane or the
// page, and what it is.
func (m *Model) chosenText() (text, what string) {
	r, p, s := m.Screen.Panes[m.Focus], m.paneOf(m.Focus), m.scene(m.Focus)
	if open := m.open(); open != nil {
		r, p, s = m.Screen.Page, m.drawnAs(open), open.Scene(m.desk())
	} else if text, what, ok := m.panels[m.Focus].Text(m.panelDesk()); ok {
		return text, what
	}
	size, _ := workspace.Inner(r, m.Screen.Shape)
	return panel.Text(p, s, size.X, size.Y)
}
