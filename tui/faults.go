package tui

import (
	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// openFaults opens the page of what is broken, or closes it.
func (m *Model) openFaults() {
	if m.Page.Kind == faultPage {
		m.Page = workspace.Page{}
		return
	}
	m.Page = workspace.Page{Kind: faultPage}
}

// keepFault keeps what is chosen on the page of faults chosen when faults come
// and go above it.
func (m *Model) keepFault() {
	if m.Page.Kind != faultPage {
		return
	}
	s := m.pageScene()
	for row := range s.FaultRows() {
		if m.Page.Line != "" && s.FaultLine(row) == m.Page.Line {
			m.Page.Cursor = row
			return
		}
	}
	m.Page.Cursor = min(m.Page.Cursor, max(s.FaultRows()-1, 0))
	m.Page.Line = s.FaultLine(m.Page.Cursor)
}

// chosenFault is the fault that is chosen on the page of faults; nil if none is
// or the page is not open.
func (m *Model) chosenFault() *engine.Fault {
	if m.Page.Kind != faultPage || m.pageCovered(faultPage) {
		return nil
	}
	s := m.pageScene()
	return s.Fault()
}

// chosenBreak is the way to break something that is chosen on that page.
func (m *Model) chosenBreak() (pane.Break, bool) {
	s := m.pageScene()
	breaks, i := s.Breaks(), s.Cursor-len(s.View.Faults)
	if i < 0 || i >= len(breaks) || m.pageCovered(faultPage) {
		return pane.Break{}, false
	}
	return breaks[i], true
}

// takeFault mends the chosen fault; or it puts the line that breaks something
// into the command line, where it can be changed before it is carried out.
func (m *Model) takeFault() {
	if f := m.chosenFault(); f != nil {
		m.act(keymaps.Heal)
		return
	}
	if b, ok := m.chosenBreak(); ok {
		m.askCommand()
		m.prompt.line = newEditor(b.Line)
	}
}

// faultVerb is what enter does on the page of faults.
func (m *Model) faultVerb() string {
	if m.chosenFault() != nil {
		return "mend it"
	}
	return "break it"
}

// moveFault chooses another row of the page, or with left and right another node
// for what could be broken.
func (m *Model) moveFault(s step) {
	if s == columnLeft || s == columnRight {
		m.moveNode(s.by(1))
		m.Page.Line = ""
		return
	}
	scene := m.pageScene()
	size, _ := inner(m.screen.Page, m.screen.Shape)
	m.Page.Cursor = min(max(m.Page.Cursor+s.by(max(size.Y, 1)), 0), max(scene.FaultRows()-1, 0))
	m.Page.Line = scene.FaultLine(m.Page.Cursor)
}
