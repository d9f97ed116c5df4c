package tui

import (
	"ringside/tui/layout"
	"ringside/tui/workspace"
)

// openLanes opens the operation in hand as a space-time diagram, or closes it.
func (m *Model) openLanes() {
	if m.Page.Kind == lanesPage {
		m.closePage()
		return
	}
	if m.operation() == nil {
		m.say("no operation yet")
		return
	}
	m.Page = workspace.Page{Kind: lanesPage, Following: m.Log.Follow}
	m.beginLanes()
}

// beginLanes goes to the first row of an operation that is over, and follows one
// that goes on.
func (m *Model) beginLanes() {
	m.Lanes = m.frame.lanes.Begin(m.pageScene())
	m.lanesInLog()
}

// keepLanes follows an operation that has begun while another was looked at.
func (m *Model) keepLanes() {
	if op := m.operation(); m.Page.Kind == lanesPage && op != nil && m.Lanes.Op != op.ID {
		m.beginLanes()
	}
}

// lanesInLog has the log show what is selected in the lanes.
func (m *Model) lanesInLog() {
	if m.Lanes.Step == 0 {
		m.follow()
		return
	}
	m.Log = m.frame.log.Show(m.scene(layout.Log), m.Lanes.Step, m.rows(layout.Log))
}

// moveLanes chooses another row, which is the one selected in the log as well;
// to the left and right other lanes come into view, or where all are another
// operation.
func (m *Model) moveLanes(s step) {
	size, _ := inner(m.screen.Page, m.screen.Shape)
	scene := m.pageScene()
	if s == columnLeft || s == columnRight {
		if place, shifts := m.frame.lanes.Shift(scene, s.by(1), size.X, size.Y); shifts {
			m.Lanes = place
		} else {
			m.turnOp(s.by(1))
		}
		return
	}
	m.Lanes = m.frame.lanes.Move(scene, s.by(max(size.Y-2, 1)))
	m.lanesInLog()
}

// clickLanes chooses the row at a line of the page.
func (m *Model) clickLanes(y int) {
	if m.Page.Kind != lanesPage {
		return
	}
	size, bare := inner(m.screen.Page, m.screen.Shape)
	if !bare {
		y--
	}
	if place, ok := m.frame.lanes.At(m.pageScene(), y, size.X, size.Y); ok {
		m.Lanes = place
		m.lanesInLog()
	}
}

// lanesCause opens the causes of the selected row; escape comes back from there.
func (m *Model) lanesCause() {
	step := m.frame.lanes.Step(m.pageScene())
	if step == 0 {
		m.say("nothing has happened yet")
		return
	}
	following, level := m.Page.Following, m.Log.Level
	m.goTo(layout.Log)
	m.selectStep(step)
	m.Page = workspace.Page{Kind: causePage, From: lanesPage, Following: following, Level: level}
}

// closePage goes back to where a page was opened from. The log follows again
// if it did before it was made to show what the lanes do.
func (m *Model) closePage() {
	was := m.Page
	m.Page = workspace.Page{Kind: was.From}
	switch {
	case was.From == lanesPage:
		m.Page.Following, m.Log.Level = was.Following, was.Level
		m.lanesInLog()
	case was.Following:
		m.follow()
	}
}
