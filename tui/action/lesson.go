// The keys of a lesson or a challenge.

package action

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/drive"
	"ringside/tui/layout"
	"ringside/tui/lesson"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/workspace"
)

// Reading is the pane of a lesson or a challenge, in which an answer can be chosen as
// well.
type Reading struct {
	panel.LessonPanel
	Driver *drive.Driver
}

// Move chooses the answer above or below, or scrolls.
func (p *Reading) Move(d panel.Desk, s workspace.Step) {
	if l := p.Driver.Lesson; l != nil && l.Shift(p.Driver.LessonDesk(), s) {
		return
	}
	p.LessonPanel.Move(d, s)
}

// Choose chooses the answer at a cell.
func (p *Reading) Choose(d panel.Desk, at image.Point) {
	l, size := p.Driver.Lesson, d.Size(layout.Lesson)
	if l == nil || !l.Open() {
		return
	}
	if i, ok := p.LessonPanel.AnswerAt(p.Scene(d), at, size.X, size.Y); ok {
		l.Chosen = i
	}
}

// Detail goes on with the lesson, or asks for a command in a challenge.
func (p *Reading) Detail(panel.Desk) tea.Cmd {
	switch {
	case p.Driver.Lesson != nil:
		return p.Driver.Lesson.GoOn(p.Driver.LessonDesk())
	case p.Driver.ChallengeRun != nil:
		p.Driver.Host.Type("")
	}
	return nil
}

// Text is the code that proves that a challenge has been solved.
func (p *Reading) Text(panel.Desk) (text, what string, ok bool) {
	if run := p.Driver.ChallengeRun; run != nil && run.Proof != "" {
		return run.Proof, "code for ringside check --solution", true
	}
	return "", "", false
}

// InLesson is what goes on with a lesson or a challenge. leave goes back from it.
func (d Desk) InLesson(leave func()) Intents {
	all := Intents{}
	in := func(do func() tea.Cmd, off func(l *lesson.Lesson) string) Intent {
		return Intent{Do: do, Off: func() string {
			switch {
			case d.Lesson == nil:
				return "this is no lesson; " + d.KeyName(keymaps.Lessons) + " lists them"
			case off != nil:
				return off(d.Lesson)
			}
			return ""
		}}
	}
	open := func(l *lesson.Lesson) string {
		if !l.Open() {
			return "no question is open"
		}
		return ""
	}
	all[keymaps.ToLesson] = in(func() tea.Cmd {
		d.Pages.Clear()
		d.Focus = layout.Lesson
		if q := d.Lesson.Asking(); q != nil && q.Kind != presets.AskChoice {
			d.Lesson.AskFor(d.LessonDesk(), "")
		}
		return nil
	}, nil)
	move := func(name string, to func(*presets.WalkthroughRun) error) func() tea.Cmd {
		return func() tea.Cmd { d.Lesson.Go(d.LessonDesk(), name, to); return nil }
	}
	next := in(move("the next step", (*presets.WalkthroughRun).Next), nil)
	all[keymaps.NextStep] = Intent{Do: next.Do, Off: func() string {
		if d.Lesson != nil && d.Lesson.Trying() != nil {
			return "this is for you to do; " + d.KeyName(keymaps.ShowAnswer) + " shows a way"
		}
		if d.Lesson != nil && d.Lesson.Open() {
			return "the question is open; answer it, or " + d.KeyName(keymaps.ShowAnswer) + " shows the answer"
		}
		return next.Off()
	}}
	all[keymaps.PreviousStep] = in(move("the previous step", func(l *presets.WalkthroughRun) error { _, err := l.Back(); return err }), func(l *lesson.Lesson) string {
		if _, number := l.Step(); number == 1 {
			return "this is the first step"
		}
		return ""
	})
	all[keymaps.StepAgain] = in(move("the step again", (*presets.WalkthroughRun).Again), nil)
	all[keymaps.RestartLesson] = d.either(in(move("the first step", (*presets.WalkthroughRun).Restart), nil),
		func() tea.Cmd { d.ChallengeRun.Again(d.LessonDesk()); return nil })
	all[keymaps.BackToLesson] = in(func() tea.Cmd { d.Lesson.BackTo(d.LessonDesk()); return nil }, func(l *lesson.Lesson) string {
		if l.Where() == presets.OnCourse {
			return "you are where the lesson is"
		}
		return ""
	})
	hint := func(more func() bool) tea.Cmd {
		d.GoTo(layout.Lesson)
		if !more() {
			d.Say("there is no other hint")
		}
		d.Scrolls[layout.Lesson] = pane.ToEnd
		return nil
	}
	all[keymaps.Hint] = d.either(in(func() tea.Cmd { return hint(d.Lesson.Hint) }, open),
		func() tea.Cmd { return hint(d.ChallengeRun.Hint) })
	show := d.either(in(func() tea.Cmd { d.Lesson.ShowAnswer(d.LessonDesk()); return nil }, open),
		func() tea.Cmd { d.ChallengeRun.Show(d.LessonDesk()); return nil })
	all[keymaps.ShowAnswer] = Intent{Do: show.Do, Off: func() string { // asked at each look: a challenge opens and closes meanwhile
		if d.ChallengeRun != nil {
			return d.ChallengeRun.Unsolved()
		}
		return show.Off()
	}}
	back := func() tea.Cmd { leave(); return nil }
	all[keymaps.LeaveLesson] = d.either(in(back, nil), back)
	return all
}

// either makes an Intent of what an action does in a lesson, and in a challenge.
func (d Desk) either(walk Intent, challenge func() tea.Cmd) Intent {
	return Intent{Do: func() tea.Cmd {
		if d.ChallengeRun != nil {
			return challenge()
		}
		return walk.Do()
	}, Off: func() string {
		if d.ChallengeRun != nil {
			return ""
		}
		return walk.Off()
	}}
}
