// Keys, pasted text and the mouse: who they are for.

package tui

import (
	"cmp"
	"image"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/entry"
	"ringside/tui/paint"
	"ringside/tui/workspace"
)

// press routes a key: to what is being typed, to what lies over the panes, else
// to the pane that has the focus.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "ctrl+c": // whatever the keymap says
		return m.interrupt()
	case "ctrl+z": // the terminal is in raw mode, where the shell does not see it
		if m.participant != nil {
			return nil // it would be the server that stops
		}
		return tea.Suspend
	}
	switch a, _ := m.Keys.Match(keymaps.Dialog, key); {
	case a == keymaps.Redraw:
		return paint.Redraw
	case msg.Mod.Contains(tea.ModAlt) && msg.Text == "" && !m.means(msg):
		return nil // perhaps the beginning of a reply, whose rest comes late
	case m.Prompt != nil:
		return m.promptKey(msg)
	}
	m.asked, m.Note = m.Note.Leaving, bar.Note{}
	if m.Picking {
		if m.desk.PickKey(key) {
			return nil
		}
		m.StopPicking()
	}
	if m.Lesson != nil && m.Lesson.Key(m.LessonDesk(), m.Keys.Place(key), msg.Text) {
		return nil
	}
	for _, scope := range m.desk.Scopes() {
		if a, ok := m.Keys.Match(scope, key); ok {
			return m.act(a)
		}
	}
	if a, where := m.desk.Elsewhere(key); where != "" {
		m.Refuse(cmp.Or(m.disabled(a), where))
	}
	return nil
}

// means reports whether a key with Alt does anything now.
func (m *Model) means(msg tea.KeyPressMsg) bool {
	if m.Prompt != nil {
		return m.Prompt.Means(m.Keys, msg)
	}
	return slices.ContainsFunc(m.desk.Scopes(), func(s keymaps.Scope) bool {
		_, ok := m.Keys.Match(s, msg.String())
		return ok
	})
}

// click gives the pane under the pointer the focus and chooses the row there, or chooses
// the row of a page. Who follows somebody chooses only on pages of their own.
func (m *Model) click(at tea.Mouse) {
	cell, open := image.Pt(at.X, at.Y), m.book.Top()
	if m.Prompt != nil || at.Button != tea.MouseLeft || m.participant.Following() && (open == nil || !open.Of.Private) {
		return
	}
	if cell.In(m.Screen.Page) {
		m.book.Click(cell.Sub(m.Screen.Page.Min))
	} else if p, ok := m.Screen.At(at.X, at.Y); ok && !m.participant.Following() {
		m.desk.Click(p, cell)
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
		m.book.Wheel(s)
		return
	}
	p, ok := m.Screen.At(at.X, at.Y)
	if !ok {
		return
	}
	if m.panels[p].About().Glides { // what one reads is one's own
		m.panels[p].Scroll(m.desk.PanelDesk(), s.By(1))
		return
	}
	if m.participant.Following() || m.Prompt != nil {
		return
	}
	was, open := m.Focus, m.Pages
	m.Focus, m.Pages = p, workspace.Pages{}
	m.desk.Move(s)
	m.Focus, m.Pages = was, open
}

// promptKey handles a key while something is being typed.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	is, say := m.Prompt.Key(m.Keys, msg)
	switch is {
	case entry.Entered:
		p := m.Prompt
		m.Prompt, m.Note = nil, bar.Note{}
		return p.Enter(p.Text())
	case entry.Cancelled:
		m.Unask()
	case entry.Changed:
		m.Note = bar.Note{}
	case entry.Completed:
		m.Note = bar.Note{Text: say}
	case entry.Ignored:
		m.desk.ReadOn(msg.String())
	}
	return nil
}
