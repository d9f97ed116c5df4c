package tui

import (
	"fmt"
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

func moveIntents(all map[keymaps.Action]intent) {
	for action, s := range map[keymaps.Action]workspace.Step{
		keymaps.Up: workspace.LineUp, keymaps.Down: workspace.LineDown, keymaps.Left: workspace.ColumnLeft, keymaps.Right: workspace.ColumnRight,
		keymaps.PageUp: workspace.PageUp, keymaps.PageDown: workspace.PageDown, keymaps.Home: workspace.ToStart, keymaps.End: workspace.ToEnd,
	} {
		all[action] = look(func(m *Model) { m.move(s) })
	}
	all[keymaps.NextPane] = look(func(m *Model) {
		if m.Focus == layout.Lesson { // it is about this one
			m.goTo(min(m.Upper, layout.Log))
			return
		}
		m.goTo((m.Focus + 1) % m.panes())
	})
	all[keymaps.PreviousPane] = look(func(m *Model) { m.goTo((m.Focus + m.panes() - 1) % m.panes()) })
	all[keymaps.Detail] = intent{looks: true, do: func(m *Model) tea.Cmd { return m.detail() }}
	all[keymaps.NextOp] = look(func(m *Model) { m.turnOp(+1) })
	all[keymaps.PreviousOp] = look(func(m *Model) { m.turnOp(-1) })
}

// goTo gives a pane the focus.
func (m *Model) goTo(p layout.Pane) {
	if p != m.Focus {
		m.Pages.Clear()
	}
	m.Focus = p
	if p < layout.Log || p == layout.Log && m.learning() {
		m.Upper = p
	}
}

// panes is how many there are: the lesson's only in one.
func (m *Model) panes() layout.Pane {
	if !m.learning() {
		return layout.Lesson
	}
	return layout.Panes
}

// detail shows more of what is chosen in the pane that has the focus, or closes the
// page.
func (m *Model) detail() tea.Cmd {
	if m.open() != nil {
		m.closePage()
		return nil
	}
	if m.detailCovered() {
		return nil
	}
	return m.panels[m.Focus].Detail(m.panelDesk())
}

// move chooses or scrolls in the pane that has the focus, or on the page that
// lies over all.
func (m *Model) move(s workspace.Step) {
	if open := m.open(); open != nil {
		if !m.pageCovered() {
			open.Move(m.desk(), s)
		}
		return
	}
	m.panels[m.Focus].Move(m.panelDesk(), s)
}

// turnOp shows an operation so many before or after the one that is shown.
func (m *Model) turnOp(by int) {
	if m.covers(presets.CoverClock) { // how many there are would tell
		m.say(m.coverWords())
		return
	}
	if why := m.TurnOperation(by); why != "" {
		m.say(why)
	}
}

// pickKey handles a key while the other end is being chosen, and reports whether it
// was for that.
func (m *Model) pickKey(key string) bool {
	a, ok := m.keys.Match(keymaps.Dialog, key)
	if !ok {
		a, _ = m.keys.Match(keymaps.Nodes, key)
	}
	switch a {
	case keymaps.Confirm:
		from := m.From
		m.Picking = false
		m.apply(engine.Command{Verb: engine.Cut, Node: m.NodeName(from), Peer: m.NodeName(m.Node)})
		m.Node = from
	case keymaps.Refuse, keymaps.Escape:
		m.StopPicking()
	case keymaps.Up, keymaps.Left:
		m.MoveNode(-1)
	case keymaps.Down, keymaps.Right:
		m.MoveNode(+1)
	default:
		return false
	}
	return true
}

// pickLine says what is being picked.
func (m *Model) pickLine() string {
	return fmt.Sprintf("cut %s %s %s", m.NodeName(m.From), m.Theme.Signs.Cut, m.NodeName(m.Node))
}

// press routes a key: to what is being typed, to what lies over the panes, else
// to the pane that has the focus.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "ctrl+c": // whatever the keymap says
		return m.interrupt()
	case "ctrl+z": // the terminal is in raw mode, where the shell does not see it
		if m.seat != nil {
			return nil // it would be the server that stops
		}
		return tea.Suspend
	}
	if m.prompt != nil {
		return m.promptKey(msg)
	}
	m.asked, m.note = m.note.leaving, note{}
	if m.Picking {
		if m.pickKey(key) {
			return nil
		}
		m.StopPicking()
	}
	if m.lesson != nil && m.lesson.Key(m.lessonDesk(), key) {
		return nil
	}
	for _, scope := range m.scopes() {
		if a, ok := m.keys.Match(scope, key); ok {
			return m.act(a)
		}
	}
	return nil
}

// scopes are where a key is looked for. A page that stands beside the panes has
// its own keys and leaves them theirs.
func (m *Model) scopes() []keymaps.Scope {
	here := m.panels[m.Focus].About().Scope
	open := m.open()
	switch {
	case open == nil:
		return []keymaps.Scope{here}
	case open.About().Alone:
		return []keymaps.Scope{open.About().Scope}
	}
	return []keymaps.Scope{open.About().Scope, here}
}

// firstLine returns the text up to the first line break, and whether there is
// anything behind it.
func firstLine(s string) (line string, more bool) {
	line, rest, _ := strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest != ""
}

// paste puts text into what is being typed; with nothing open it goes into the
// command line, where it can be looked at before it is carried out.
func (m *Model) paste(text string) tea.Cmd {
	if m.prompt == nil {
		m.note = note{}
		m.Pages.Clear()
		m.Picking = false
		m.askCommand()
		if line, more := firstLine(text); !more {
			text = line
		}
	}
	if lines := m.prompt.Paste(text); lines != nil {
		return m.runLines(lines)
	}
	return nil
}

// click gives the pane under the pointer the focus, or chooses the row of the
// lanes.
func (m *Model) click(at tea.Mouse) {
	if m.prompt != nil || at.Button != tea.MouseLeft || m.following() {
		return
	}
	if (image.Point{X: at.X, Y: at.Y}).In(m.Screen.Page) {
		if open := m.open(); open != nil && !m.pageCovered() {
			open.Click(m.desk(), at.Y-m.Screen.Page.Min.Y)
		}
		return
	}
	if p, ok := m.Screen.At(at.X, at.Y); ok {
		m.goTo(p)
	}
}

// wheel scrolls what is under the pointer.
func (m *Model) wheel(at tea.Mouse) {
	s := workspace.LineDown
	switch at.Button {
	case tea.MouseWheelUp:
		s = workspace.LineUp
	case tea.MouseWheelDown:
	default:
		return
	}
	if (image.Point{X: at.X, Y: at.Y}).In(m.Screen.Page) {
		m.move(s)
		return
	}
	p, ok := m.Screen.At(at.X, at.Y)
	if !ok || m.prompt != nil || m.following() {
		return
	}
	if p == layout.Lesson { // where a step would choose an answer
		m.panels[p].Scroll(m.panelDesk(), s.By(1))
		return
	}
	was, open := m.Focus, m.Pages
	m.Focus, m.Pages = p, workspace.Pages{}
	m.move(s)
	m.Focus, m.Pages = was, open
}
