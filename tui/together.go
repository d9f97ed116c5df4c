package tui

import (
	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// A class goes through a lesson together: the room says what there is to read
// and what is covered, and an instructor makes its moves.

// classLesson is the step that the class is at, nil if there is none.
func (m *Model) classLesson() *class.Lesson {
	if m.seat == nil {
		return nil
	}
	return m.seat.Room().Lesson
}

// classTeaching is what the lesson says in this seat: the verdict is about the
// answer that was given here.
func (m *Model) classTeaching(l *class.Lesson) pane.Teaching {
	t := l.Teaching
	if t.Verdict == nil {
		return t
	}
	v := *t.Verdict
	t.Verdict = &v
	v.Given = m.seat.Mine().Answer
	if p := m.seat.Room().Poll; p != nil {
		for _, c := range p.Counts {
			v.Right = v.Right || c.Right && c.Answer == v.Given
		}
	}
	*t.Verdict = v
	return t
}

// classMove is what an action asks of the room while the class goes through a
// lesson; "" if nothing, or if it is not for this seat.
func (m *Model) classMove(a keymaps.Action) string {
	if m.classLesson() == nil || m.home != nil || !m.seat.Mine().Instructor {
		return ""
	}
	return map[keymaps.Action]string{
		keymaps.NextStep: "next", keymaps.PreviousStep: "previous", keymaps.StepAgain: "again",
		keymaps.Hint: "hint", keymaps.ShowAnswer: "reveal", keymaps.LeaveLesson: "lesson off",
	}[a]
}

// readClassLesson is what an action does with the pane of the class's lesson where
// somebody follows: it is brought into view, and scrolled, by everybody alone. It says
// whether the action was for that.
func (m *Model) readClassLesson(a keymaps.Action) bool {
	if m.classLesson() == nil || m.home != nil {
		return false
	}
	if a == keymaps.ToLesson {
		if m.seat.reads = m.Focus != layout.Lesson; m.seat.reads {
			m.goTo(layout.Lesson)
		} else if m.following() {
			m.mirror(m.seat.Room().Place)
		}
		return true
	}
	if !m.following() || m.open() != nil {
		return false
	}
	s, ok := map[keymaps.Action]workspace.Step{
		keymaps.Up: workspace.LineUp, keymaps.Down: workspace.LineDown, keymaps.PageUp: workspace.PageUp, keymaps.PageDown: workspace.PageDown, keymaps.Home: workspace.ToStart, keymaps.End: workspace.ToEnd,
	}[a]
	if ok {
		m.entry().Scroll(m.panelDesk(), s.By(m.Rows(layout.Lesson)))
	}
	return ok
}

// lookWithLesson has the driver look where a step wants to be looked at.
func (m *Model) lookWithLesson() {
	l := m.classLesson()
	if l == nil || l.Turn == m.seat.turn {
		return
	}
	m.seat.turn = l.Turn
	m.Scrolls[layout.Lesson] = 0
	if l.Verdict != nil { // it is at the end
		m.Scrolls[layout.Lesson] = pane.ToEnd
	}
	if _, drives := m.seat.Lease(); drives && !m.seat.inOwn && !m.seat.looks {
		m.Op = 0
		m.Follow()
		lesson.LookFor(&m.Workspace, l.Show)
		m.Focus = m.Upper
	}
}
