package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// say shows a message until the next key; fail shows one that says why
// something can't be done.
func (m *Model) say(text string)  { m.note = note{text: text} }
func (m *Model) fail(text string) { m.note = note{text: text, bad: true} }

func showIntents(all map[keymaps.Action]intent) {
	all[keymaps.Filter] = look(func(m *Model) {
		if m.Page.Kind == shelfPage {
			m.askShelf()
			return
		}
		m.askFilter()
	})
	all[keymaps.Follow] = look(func(m *Model) {
		if m.Log.Follow && m.view.Trace.Len() > 0 {
			m.Log = m.frame.log.Show(m.scene(layout.Log), m.view.Trace.Len(), m.rows(layout.Log))
			return
		}
		m.follow()
	})
	all[keymaps.Level] = look(func(m *Model) {
		m.Log.Level = (m.Log.Level + 1) % (pane.Everything + 1)
		m.keepStep()
	})
	all[keymaps.Lanes] = plain(func(m *Model) { m.openLanes() })
	all[keymaps.Shape] = look(func(m *Model) { m.Flat = !m.Flat })
	all[keymaps.Theme] = plain(func(m *Model) {
		next := map[Look]Look{Auto: Dark, Dark: Light, Light: Mono, Mono: Auto}[m.looks.asked]
		m.looks.asked = next
		m.relook()
		m.say("theme " + string(next))
	})
	all[keymaps.Copy] = intent{do: func(m *Model) tea.Cmd { return m.copy() }}
}

func programIntents(all map[keymaps.Action]intent) {
	all[keymaps.Command] = plain(func(m *Model) { m.askCommand() })
	all[keymaps.Bindings] = plain(func(m *Model) {
		if m.Page.Kind == helpPage {
			m.Page = workspace.Page{}
			return
		}
		m.openHelp()
	})
	all[keymaps.Escape] = plain(func(m *Model) { m.back() })
	all[keymaps.Quit] = intent{do: func(m *Model) tea.Cmd {
		if m.Page.Kind != noPage {
			m.closePage()
			return nil
		}
		return m.leave(m.asked, m.keyName(keymaps.Quit))
	}}
}

func (m *Model) openHelp() {
	m.frame.help = help{keymap: m.keys.Name, sections: m.helpSections()}
	m.Page = workspace.Page{Kind: helpPage}
}

// back backs out of what is open, the innermost first.
func (m *Model) back() {
	switch {
	case m.job != nil && m.handsOff() == "":
		m.say(m.job.name + " stopped")
		m.endJob()
	case m.Page.Kind == shelfPage && m.frame.shelf.filter != "":
		m.frame.shelf.filter = ""
	case m.Page.Kind != noPage:
		m.closePage()
	case m.Log.Filter != "":
		m.Log.Filter = ""
		m.keepStep()
	case !m.Log.Follow:
		m.follow()
	case m.Op != 0:
		m.Op = 0
	}
}

// follow has the log show the newest line again.
func (m *Model) follow() {
	m.Log.Follow, m.Log.Step, m.Log.Top = true, 0, 0
}

// moveLog moves the selection of the log.
func (m *Model) moveLog(s step) {
	h := m.rows(layout.Log)
	by := s.by(h)
	if s == columnLeft || s == columnRight {
		by = 0
	}
	m.Log = m.frame.log.Move(m.scene(layout.Log), by, h)
}

// keepStep keeps the selected event in view when other lines are let through.
func (m *Model) keepStep() {
	if !m.Log.Follow {
		m.Log = m.frame.log.Show(m.scene(layout.Log), m.Log.Step, m.rows(layout.Log))
	}
}

// selectedStep is the step of the event that is selected in the log, 0 if none
// is shown. It selects the newest while the log follows.
func (m *Model) selectedStep() int {
	if m.Log.Follow || m.Log.Step == 0 {
		place := m.frame.log.Move(m.scene(layout.Log), 0, m.rows(layout.Log))
		m.Log.Step = place.Step
	}
	return m.Log.Step
}

// askFilter asks what the log should show, and shows it while it is typed.
func (m *Model) askFilter() {
	was, focus := m.Log, m.Focus
	m.goTo(layout.Log)
	m.ask(prompt{
		label: "/", line: newEditor(m.Log.Filter),
		typed: func(m *Model, text string) { m.Log.Filter = text; m.keepStep() },
		back:  func(m *Model) { m.Log = was; m.goTo(focus) },
		enter: func(m *Model, text string) tea.Cmd {
			m.Log.Filter = text
			m.keepStep()
			return nil
		},
	})
}

// filterOperation shows the log's lines of the operation that is shown, or of
// the key in hand.
func (m *Model) filterOperation() {
	if op := m.operation(); op != nil {
		m.Log.Filter = fmt.Sprintf("op:%d", op.ID)
		m.keepStep()
		m.say(m.keyName(keymaps.Escape) + " shows all lines again")
	}
}

// copy puts what is chosen into the clipboard of the terminal (OSC 52).
func (m *Model) copy() tea.Cmd {
	text, what := m.chosenText()
	if a := m.attempt; a != nil && a.code != "" && m.Focus == layout.Lesson && m.Page.Kind == noPage {
		text, what = a.code, "the code; ringside check --solution takes it"
	}
	if text == "" {
		m.say("nothing to copy here")
		return nil
	}
	m.say("copied " + what)
	return paint.Copy(text)
}

// chosenText returns the selected line of the log, else the text of the pane or
// the page, and what it is.
func (m *Model) chosenText() (text, what string) {
	if m.Focus == layout.Log && m.Page.Kind == noPage && !m.covers("log") {
		step := m.selectedStep()
		if step == 0 {
			return "", ""
		}
		line := explain.Event(&m.view.Trace, step, func(n ring.NodeID) string { return m.nodeName(n) })
		return fineSeconds(m.view.Trace.At(step).At) + "  " + line.String(), "the event"
	}
	r, p, s := m.screen.Panes[m.Focus], m.paneOf(m.Focus), m.scene(m.Focus)
	if m.Page.Kind != noPage {
		r, p, s = m.screen.Page, m.pageOf(m.Page.Kind), m.pageScene()
	}
	size, _ := inner(r, m.screen.Shape)
	var lines []string
	for _, line := range p.Lines(s, size.X, size.Y) {
		lines = append(lines, strings.TrimRight(ansi.Strip(line), " "))
	}
	title, _ := p.Title(s)
	return strings.Trim(strings.Join(lines, "\n"), "\n"), title
}
