// What is typed at the foot of the screen.

package tui

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

// ask asks for a line.
func (m *Model) ask(q entry.Question) {
	m.prompt = entry.New(q)
	m.note = note{}
}

// promptKey handles a key while something is being typed.
func (m *Model) promptKey(msg tea.KeyPressMsg) tea.Cmd {
	is, say := m.prompt.Key(m.keys, msg)
	switch is {
	case entry.Entered:
		p := m.prompt
		m.prompt, m.note = nil, note{}
		return p.Enter(p.Text())
	case entry.Cancelled:
		m.closePrompt()
	case entry.Changed:
		m.note = note{}
	case entry.Completed:
		m.note = note{text: say}
	}
	return nil
}

func (m *Model) closePrompt() {
	p := m.prompt
	m.prompt, m.note = nil, note{}
	if p.Back != nil {
		p.Back()
	}
}

// promptBelow reports whether something is typed in the last line of the screen.
func (m *Model) promptBelow() bool {
	return m.prompt != nil && !(m.prompt.Answers && m.InView(layout.Lesson))
}

// cursorAt returns where the cursor stands while something is typed, and whether
// there is room for it.
func (m *Model) cursorAt() (image.Point, bool) {
	switch f := m.Screen.Footer; {
	case m.prompt == nil:
		return image.Point{}, false
	case m.promptBelow():
		_, column := m.prompt.Draw(f.Dx(), m.Theme)
		return image.Pt(column, f.Min.Y), !f.Empty()
	}
	r := m.Screen.Panes[layout.Lesson]
	size, _ := workspace.Inner(r, m.Screen.Shape)
	x, y, ok := m.entry().EntryAt()
	border := (r.Dx() - size.X) / 2
	return r.Min.Add(image.Pt(x+border, y+border)), ok
}
