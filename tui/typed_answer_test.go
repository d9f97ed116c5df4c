// Tests of answers that are typed while letters are commands elsewhere.

package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/layout"
	"ringside/tui/theme"
)

// atTyped opens a lesson at its first typed question.
func atTyped(t *testing.T, w, h int) *rig {
	t.Helper()
	r := open(t, preset(t, "default"), Options{Learn: loaded(t, "reads"), Look: theme.Dark}, w, h)
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	r.m.GoTo(layout.Lesson)
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	if q := r.m.Lesson.Asking(); q == nil || q.Kind == presets.AskChoice {
		t.Fatal("no typed answer is open")
	}
	return r
}

// names fails the test unless all words stand on the screen.
func (r *rig) names(words ...string) {
	r.t.Helper()
	for _, w := range words {
		if !strings.Contains(r.screen(), w) {
			r.t.Errorf("no %q:\n%s", w, r.screen())
		}
	}
}

// TestWhatIsTypedIsTheAnswer: while a typed answer is open any letter or digit begins it,
// whatever else the key is for, and the screen says so and names none that would be typed. No
// answer begins with : or ?, so these stay commands.
func TestWhatIsTypedIsTheAnswer(t *testing.T) {
	for _, first := range []string{"C", "n", "w", "q", "4", "l", "é", "G"} {
		r := atTyped(t, 120, 36)
		r.names("type your answer", "esc commands", "esc V show me", "? help")
		steps := r.m.View.Trace.Len()
		r.write(first + "C n")
		if p := r.m.Prompt; p == nil || !p.Answers || p.Text() != first+"C n" || r.m.Pages.Top() != nil || r.m.View.Trace.Len() != steps {
			t.Errorf("%q does not begin the answer:\n%s", first, r.screen())
		}
	}
	r := atTyped(t, 40, 12)
	r.names("type your answer", "esc m hint")

	r = open(t, preset(t, "default"), Options{Learn: loaded(t, "reads"), Look: theme.Dark}, 40, 12)
	r.names("tab watch it", "type your answer", "? help") // while the step plays

	r = atTyped(t, 120, 36)
	r.send(tea.PasteMsg{Content: "old"})
	r.press("enter")
	if told, ok := r.m.Lesson.Result(); !ok || !told.Right {
		t.Errorf("a pasted answer: %+v\n%s", told, r.screen())
	}
	r = atTyped(t, 120, 36)
	if r.press("space"); r.m.Prompt != nil {
		t.Error("a blank begins an answer")
	}
	for _, key := range []string{":", "?"} {
		r := atTyped(t, 120, 36)
		if r.press(key); r.m.Prompt != nil && r.m.Prompt.Answers || r.m.Prompt == nil && r.m.Pages.Top() == nil {
			t.Errorf("%s begins an answer:\n%s", key, r.screen())
		}
	}
	r.m.GoTo(layout.Nodes)
	if r.press("C"); r.m.Prompt != nil || r.m.Pages.Top() == nil {
		t.Errorf("in another pane letters are no commands:\n%s", r.screen())
	}
}

// TestNotYet: esc clears what is typed, and of an empty answer letters are
// commands again, until the reader goes back to the answer.
func TestNotYet(t *testing.T) {
	r := atTyped(t, 120, 36)
	r.write("ne")
	r.names("esc clear")
	r.press("esc")
	r.names("type your answer")
	r.write("o")
	r.press("backspace")
	r.names("esc commands")
	r.press("esc")
	r.names("enter answer")
	if r.press("G"); r.m.Prompt != nil || !strings.Contains(r.m.Note.Text, "the question is open") {
		t.Errorf("after not yet a letter is no command:\n%s", r.screen())
	}
	r.press("enter")
	r.write("old")
	r.press("enter")
	if told, ok := r.m.Lesson.Result(); !ok || !told.Right {
		t.Errorf("answered: %+v\n%s", told, r.screen())
	}

	r = atTyped(t, 120, 36)
	r.press("esc", "m") // a hint is for the answer
	r.write("old")
	if p := r.m.Prompt; p == nil || !p.Answers || p.Text() != "old" {
		t.Errorf("after a hint letters begin no answer:\n%s", r.screen())
	}

	r = atTyped(t, 120, 36)
	r.press("esc")
	r.names("letters are commands now; l goes back to the answer")
	if r.press("V"); r.m.Lesson.Open() {
		t.Errorf("the answer is not shown:\n%s", r.screen())
	}
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	r.press("enter")
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	r.send(newsMsg{})
	r.names("type your answer", "esc m hint", "esc commands") // of the next question

	r = atTyped(t, 120, 36)
	r.write("old")
	r.press("enter", "enter", "enter")
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	r.send(newsMsg{})
	r.names("type your answer", "esc commands") // and not clear: nothing is typed yet
}

// TestTypedAnswersInAClass: as alone; but while the class is asked something, what is typed is
// no answer to a lesson of one's own.
func TestTypedAnswersInAClass(t *testing.T) {
	c := &chair{}
	r := sit(t, c, Options{Look: theme.Dark}, 120, 36)
	r.press("C", "/")
	r.write("reads")
	r.press("enter", "enter")
	r.m.Lesson.EndWatch(r.m.LessonDesk())
	c.room.Poll = &class.Poll{Number: 1, Question: "Which?", Choices: []string{"a", "b"}, Of: 1}
	r.send(newsMsg{})
	if r.press("o"); r.m.Prompt != nil {
		t.Errorf("the lesson is answered while the class is asked:\n%s", r.screen())
	}
	c.room.Poll = nil
	r.send(newsMsg{})
	r.write("old")
	r.press("enter")
	if told, ok := r.m.Lesson.Result(); !ok || !told.Right {
		t.Errorf("answered: %+v %v\n%s", told, ok, r.screen())
	}
}
