package tui

import (
	"slices"
	"strings"

	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// A class goes through a lesson together: the room says what there is to read
// and what is covered, and whoever teaches makes its moves.

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
	if !m.following() || m.Page.Kind != noPage {
		return false
	}
	s, ok := map[keymaps.Action]step{
		keymaps.Up: lineUp, keymaps.Down: lineDown, keymaps.PageUp: pageUp, keymaps.PageDown: pageDown, keymaps.Home: toStart, keymaps.End: toEnd,
	}[a]
	if ok {
		m.scroll(layout.Lesson, s.by(m.rows(layout.Lesson)))
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
	if _, drives := m.seat.Wheel(); drives && !m.seat.inOwn && !m.seat.looks {
		m.Op = 0
		m.follow()
		m.lookFor(l.Show)
		m.Focus = m.Upper
	}
}

// notes is the page of whoever teaches: what is right, what has been answered,
// and what comes next.
type notes struct {
	now   []string // what there is to note
	said  []string // what was drawn
	theme *theme.Theme
	w, h  int
	at    int
	text  text
	lines []string
}

// Title returns the page's name.
func (p *notes) Title(pane.Scene) (string, []string) { return "Notes", nil }

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *notes) Lines(s pane.Scene, w, h int) []string {
	if p.lines != nil && p.theme == s.Theme && p.w == w && p.h == h && p.at == s.Cursor && slices.Equal(p.said, p.now) {
		return p.lines
	}
	p.text = text{}
	for _, line := range p.now {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			if len(p.text.lines) > 0 {
				p.text.add()
			}
			p.text.wrapped(" ", s.Theme.Say(heading), w-1, s.Theme.Strong)
			continue
		}
		p.text.wrapped(" ", s.Theme.Say(line), w-1, s.Theme.Text)
	}
	if len(p.now) == 0 {
		p.text.wrapped(" ", "Nothing is asked and there is no lesson: nothing to note.", w-1, s.Theme.Dim)
	}
	p.said, p.theme, p.w, p.h, p.at = p.now, s.Theme, w, h, s.Cursor
	p.lines = p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

func (p *notes) overflow(h int) int { return p.text.overflow(h) }

// openNotes opens the notes, or says whose they are.
func (m *Model) openNotes() {
	if !m.seat.Mine().Instructor {
		m.fail("notes: they are for those who teach")
		return
	}
	m.Page = workspace.Page{Kind: notesPage}
}
