// A lesson that the class takes together, as one participant sees it.

package participant

import (
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// A class goes through a lesson together: the room says what there is to read
// and what is covered, and an instructor makes its moves.

// Teaching is what the lesson says to this participant: the verdict on a question is about the
// answer that was given here; what was to be done, the class did together.
func (s *Participant) Teaching(l *class.LessonStep) pane.Teaching {
	t := l.Teaching
	if t.Verdict == nil || t.Verdict.Done {
		return t
	}
	v := *t.Verdict
	t.Verdict = &v
	v.Given = s.Mine().Answer
	if p := s.Room().Poll; p != nil {
		for _, c := range p.Counts {
			if c.Answer == v.Given {
				v.Right, v.Misconception = c.Right, c.Misconception
			}
		}
	}
	*t.Verdict = v
	return t
}

// Act does what an action does in a lesson that the class goes through, and reports
// whether it was for that.
func (s *Participant) Act(a keymaps.Action) bool {
	if s == nil {
		return false
	}
	if asks, ok := s.move(a); ok {
		s.say(asks)
		return true
	}
	return s.read(a)
}

// Takes reports whether an action is for the lesson that the class goes through, whatever
// else it would do.
func (s *Participant) Takes(a keymaps.Action) bool {
	if s == nil {
		return false
	}
	_, moves := s.move(a)
	return moves || a == keymaps.ToLesson && s.ClassLesson() != nil && s.Home == nil
}

// move is what an action asks of the room while the class goes through a
// lesson; false if nothing, or if it is not for this participant.
func (s *Participant) move(a keymaps.Action) (asks class.Request, ok bool) {
	if s.ClassLesson() == nil || s.Home != nil || !s.Mine().Instructor {
		return asks, false
	}
	asks, ok = map[keymaps.Action]class.Request{
		keymaps.NextStep: {Verb: "next"}, keymaps.PreviousStep: {Verb: "previous"}, keymaps.StepAgain: {Verb: "again"},
		keymaps.Hint: {Verb: "hint"}, keymaps.ShowAnswer: {Verb: "reveal"}, keymaps.LeaveLesson: {Verb: "lesson", Rest: "off"},
	}[a]
	return asks, ok
}

// read is what an action does with the pane of the class's lesson where
// somebody follows: it is brought into view, and scrolled, by everybody alone. It says
// whether the action was for that.
func (s *Participant) read(a keymaps.Action) bool {
	if s.ClassLesson() == nil || s.Home != nil {
		return false
	}
	if a == keymaps.ToLesson {
		if s.reads = !s.Focus.Teaches(); s.reads {
			s.GoTo(layout.Lesson)
		} else if s.Following() {
			s.mirror(s.Room().Place)
		}
		return true
	}
	if !s.Following() || s.Book.Top() != nil {
		return false
	}
	step, ok := map[keymaps.Action]workspace.Step{
		keymaps.Up: workspace.LineUp, keymaps.Down: workspace.LineDown, keymaps.PageUp: workspace.PageUp, keymaps.PageDown: workspace.PageDown, keymaps.Home: workspace.ToStart, keymaps.End: workspace.ToEnd,
	}[a]
	if ok {
		s.Panels[layout.Lesson].Scroll(s.PanelDesk(), step.By(s.Rows(layout.Lesson)))
	}
	return ok
}

// lookWithLesson moves the driver's screen to what a step shows, and back after the lesson.
func (s *Participant) lookWithLesson() {
	l := s.ClassLesson()
	_, drives := s.Lease()
	drives = drives && !s.inOwn && !s.looks
	if l == nil {
		lesson.DrawRanges(&s.Workspace, presets.Show{})
		if s.left != nil && drives { // a key of the lesson means nothing here
			s.Key, s.Op, s.Node = s.left.Key, s.left.Op, s.left.Node
		}
		s.left = nil
	}
	if l == nil || l.Turn == s.turn {
		return
	}
	s.turn = l.Turn
	if s.left == nil && drives {
		left := s.Place
		s.left = &left
	}
	lesson.DrawRanges(&s.Workspace, l.Show)
	s.Scrolls[layout.Lesson] = 0
	if l.Verdict != nil { // it is at the end
		s.Scrolls[layout.Lesson] = pane.ToEnd
	}
	if drives {
		s.Op = 0
		s.Follow()
		lesson.LookFor(&s.Workspace, l.Show)
		s.Focus = s.Upper
	}
}
