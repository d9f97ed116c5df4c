package tui

import (
	"ringside/tui/layout"
)

// openLanes opens the operation in hand as a space-time diagram, or closes it.
func (m *Model) openLanes() {
	if m.page.kind == lanesPage {
		m.closePage()
		return
	}
	if m.operation() == nil {
		m.say("no operation yet")
		return
	}
	m.page = page{kind: lanesPage, following: m.log.Follow}
	m.beginLanes()
}

// beginLanes goes to the first row of an operation that is over, and follows one
// that goes on.
func (m *Model) beginLanes() {
	m.lanes = m.frame.lanes.Begin(m.pageScene())
	m.lanesInLog()
}

// keepLanes follows an operation that has begun while another was looked at.
func (m *Model) keepLanes() {
	if op := m.operation(); m.page.kind == lanesPage && op != nil && m.lanes.Op != op.ID {
		m.beginLanes()
	}
}

// lanesInLog has the log show what is selected in the lanes.
func (m *Model) lanesInLog() {
	if m.lanes.Step == 0 {
		m.follow()
		return
	}
	m.log = m.frame.log.Show(m.scene(layout.Log), m.lanes.Step, m.rows(layout.Log))
}

// moveLanes chooses another row, which is the one selected in the log as well;
// to the left and right other lanes come into view, or where all are another
// operation.
func (m *Model) moveLanes(s step) {
	size, _ := inner(m.screen.Page, m.screen.Shape)
	scene := m.pageScene()
	if s == columnLeft || s == columnRight {
		if place, shifts := m.frame.lanes.Shift(scene, s.by(1), size.X, size.Y); shifts {
			m.lanes = place
		} else {
			m.turnOp(s.by(1))
		}
		return
	}
	m.lanes = m.frame.lanes.Move(scene, s.by(max(size.Y-2, 1)))
	m.lanesInLog()
}

// clickLanes chooses the row at a line of the page.
func (m *Model) clickLanes(y int) {
	if m.page.kind != lanesPage {
		return
	}
	size, bare := inner(m.screen.Page, m.screen.Shape)
	if !bare {
		y--
	}
	if place, ok := m.frame.lanes.At(m.pageScene(), y, size.X, size.Y); ok {
		m.lanes = place
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
	following, level := m.page.following, m.log.Level
	m.goTo(layout.Log)
	m.selectStep(step)
	m.page = page{kind: causePage, from: lanesPage, following: following, level: level}
}

// closePage goes back to where a page was opened from. The log follows again
// if it did before it was made to show what the lanes do.
func (m *Model) closePage() {
	was := m.page
	m.page = page{kind: was.from}
	switch {
	case was.from == lanesPage:
		m.page.following, m.log.Level = was.following, was.level
		m.lanesInLog()
	case was.following:
		m.follow()
	}
}
