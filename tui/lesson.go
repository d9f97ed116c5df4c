package tui

import (
	"fmt"
	"reflect"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/presets/player"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/workspace"
)

// lesson is a walkthrough on the screen. What it says and what is right is the
// walkthrough's own business; here is how the reader stands to it.
//
//	Enter ─▶ answer ─▶ what the step played is watched ─▶ at rest ─▶ Enter ─▶ next step
//
// The reader may do anything meanwhile. Every move of the lesson first goes back
// to where it was.
type lesson struct {
	*player.Player
	chosen  int  // of the answers to choose from; -1: none
	resting bool // time stands because the lesson has it stand
	printed bool // its text stands elsewhere, and not in a pane
	said    *pane.Teaching
}

// learn begins a lesson in place of what is looked at.
func (m *Model) learn(l *presets.Lesson) {
	s := newSight(m.Stage, m.ownCluster(l.History()), l.Preset().Name)
	s.lesson = &lesson{Player: player.New(l), chosen: -1}
	s.Focus = layout.Lesson
	m.enter(s)
	m.atStep()
}

// atStep shows the step that the lesson is at, and lets be watched what it has
// played.
func (m *Model) atStep() {
	l := m.lesson
	l.chosen = -1
	m.Scrolls = [layout.Panes]int{}
	m.Pages.Clear()
	m.Op = 0
	m.Follow()
	step, _ := l.Step()
	m.lookFor(step.Show)
	m.Focus = layout.Lesson
	m.watchPlayed()
}

// lookFor has in view, in hand and chosen what a step wants to be looked at.
func (m *Model) lookFor(s presets.Show) {
	if s.Key != "" {
		m.Key = s.Key
	}
	m.ChooseNode(s.Node)
	switch s.Pane {
	case "":
	case "lanes":
		m.Upper = layout.Operation // whose lanes they are
	default:
		for p := range layout.Lesson {
			if strings.EqualFold(p.String(), s.Pane) {
				m.Upper = p
			}
		}
	}
}

// lessonMove makes a move of the lesson, and shows where it has led to.
func (m *Model) lessonMove(move func() error) tea.Cmd {
	if !m.afford("") {
		return nil
	}
	m.endWatch()
	if err := move(); err != nil {
		m.fail(err.Error())
		return nil
	}
	m.atStep()
	return m.keepPlace()
}

// answer gives an answer to the question of the step. One that can't be
// understood leaves it open, to be typed again.
func (m *Model) answerLesson(typed string) tea.Cmd {
	if !m.afford("answer: ") {
		return nil
	}
	m.endAnyJob()
	if _, err := m.lesson.Answer(typed); err != nil {
		if step, _ := m.lesson.Step(); m.lesson.Open() && step.Ask.Kind != presets.AskChoice {
			m.askAnswerOf(typed)
		}
		m.fail(err.Error())
		return nil
	}
	return m.answered()
}

// endAnyJob ends what lets time go on, before the lesson goes elsewhere.
func (m *Model) endAnyJob() {
	if m.job != nil {
		m.endJob()
	}
}

// answered shows the answer beside the truth.
func (m *Model) answered() tea.Cmd {
	m.atStep()
	m.Scrolls[layout.Lesson] = pane.ToEnd // the verdict is at the end
	return m.keepPlace()
}

// askAnswerOf opens the line in which the answer is typed.
func (m *Model) askAnswerOf(typed string) {
	m.goTo(layout.Lesson)
	m.Pages.Clear()
	m.ask(prompt{
		label: "answer", line: newEditor(typed), answers: true,
		enter: func(m *Model, text string) tea.Cmd { return m.answerLesson(text) },
	})
	m.prompt.fresh = false
	m.Scrolls[layout.Lesson] = pane.ToEnd
}

// goOnWithLesson does what is next: to the end of what is being watched, to the
// answer, to the next step, to the next lesson.
func (m *Model) goOnWithLesson() tea.Cmd {
	l := m.lesson
	step, _ := l.Step()
	switch {
	case l.Watching():
		m.endWatch()
		return nil
	case l.Open() && step.Ask.Kind == presets.AskChoice && l.chosen < 0:
		m.say("choose first: " + m.keyName(keymaps.Up) + " and " + m.keyName(keymaps.Down) + ", or a letter")
		return nil
	case l.Open() && step.Ask.Kind == presets.AskChoice:
		return m.answerLesson(choiceLetter(l.chosen))
	case l.Open():
		m.askAnswerOf("")
		return nil
	case l.Finished():
		return m.nextLesson()
	}
	return m.lessonMove(l.Next)
}

func choiceLetter(i int) string { return string(rune('a' + i)) }

// chooseLetter chooses the answer that a key names, and says whether it names one.
func (m *Model) chooseLetter(key string) bool {
	if m.Focus != layout.Lesson || m.open() != nil || len(key) != 1 || !m.lesson.Open() {
		return false
	}
	step, _ := m.lesson.Step()
	i := int(key[0]) - 'a'
	if i < 0 || i >= len(step.Ask.Choices) {
		return false
	}
	m.choose(i)
	return true
}

// typeDigit begins a typed answer with the digit that a key is: digits do nothing
// else, and nodes and numbers begin with them.
func (m *Model) typeDigit(key string) bool {
	if m.Focus != layout.Lesson || m.open() != nil || len(key) != 1 || key < "0" || key > "9" || !m.lesson.Open() {
		return false
	}
	if step, _ := m.lesson.Step(); step.Ask.Kind == presets.AskChoice {
		return false
	}
	m.askAnswerOf(key)
	return true
}

// lessonPanel is the pane of a lesson, in which an answer can be chosen as well.
type lessonPanel struct {
	panel.Lesson
	m *Model
}

// newPanels returns the panes of the explorer.
func newPanels(m *Model) panel.Set {
	all := panel.New()
	all[layout.Lesson] = &lessonPanel{m: m}
	return all
}

// Move chooses the answer above or below, or scrolls.
func (p *lessonPanel) Move(d panel.Desk, s workspace.Step) {
	if l := p.m.lesson; l != nil {
		step, _ := l.Step()
		if l.Open() && step.Ask.Kind == presets.AskChoice && (s == workspace.LineUp || s == workspace.LineDown) {
			p.m.choose(min(max(l.chosen+s.By(1), 0), len(step.Ask.Choices)-1))
			return
		}
	}
	p.Lesson.Move(d, s)
}

// Detail goes on with the lesson, or asks for a command in a challenge.
func (p *lessonPanel) Detail(panel.Desk) tea.Cmd {
	switch {
	case p.m.lesson != nil:
		return p.m.goOnWithLesson()
	case p.m.attempt != nil:
		p.m.askCommand()
	}
	return nil
}

// entry is the pane of the lesson, in which an answer is typed.
func (m *Model) entry() *lessonPanel { return m.panels[layout.Lesson].(*lessonPanel) }

// choose chooses an answer, and has it in view.
func (m *Model) choose(i int) {
	m.lesson.chosen = i
	m.Scrolls[layout.Lesson] = pane.ToEnd
}

// lessonIntents are the keys of a lesson.
func lessonIntents(all map[keymaps.Action]intent) {
	pageIntents("In the lesson")(all)
	in := func(do func(m *Model) tea.Cmd, off func(l *lesson) string) intent {
		return intent{do: do, off: func(m *Model) string {
			switch {
			case m.lesson == nil:
				return "this is no lesson; " + m.keyName(keymaps.Lessons) + " lists them"
			case off != nil:
				return off(m.lesson)
			}
			return ""
		}}
	}
	open := func(l *lesson) string {
		if !l.Open() {
			return "no question is open"
		}
		return ""
	}
	all[keymaps.ToLesson] = in(func(m *Model) tea.Cmd {
		m.Pages.Clear()
		m.Focus = layout.Lesson
		if step, _ := m.lesson.Step(); m.lesson.Open() && step.Ask.Kind != presets.AskChoice {
			m.askAnswerOf("")
		}
		return nil
	}, nil)
	next := in(func(m *Model) tea.Cmd { return m.lessonMove(m.lesson.Next) }, nil)
	all[keymaps.NextStep] = intent{do: next.do, off: func(m *Model) string {
		if m.lesson != nil && m.lesson.Open() {
			return "the question is open; answer it, or " + m.keyName(keymaps.ShowAnswer) + " shows the answer"
		}
		return next.off(m)
	}}
	all[keymaps.PreviousStep] = in(func(m *Model) tea.Cmd {
		return m.lessonMove(func() error { _, err := m.lesson.Back(); return err })
	}, func(l *lesson) string {
		if _, number := l.Step(); number == 1 {
			return "this is the first step"
		}
		return ""
	})
	all[keymaps.StepAgain] = in(func(m *Model) tea.Cmd { return m.lessonMove(m.lesson.Again) }, nil)
	all[keymaps.RestartLesson] = either(in(func(m *Model) tea.Cmd { return m.lessonMove(m.lesson.Restart) }, nil),
		func(m *Model) tea.Cmd { return m.restartAttempt() })
	all[keymaps.BackToLesson] = in(func(m *Model) tea.Cmd { m.backToLesson(); return nil }, func(l *lesson) string {
		if l.Where() == presets.OnCourse {
			return "here is where the lesson is"
		}
		return ""
	})
	hint := func(m *Model, more func() bool) tea.Cmd {
		m.goTo(layout.Lesson)
		if !more() {
			m.say("there is no other hint")
		}
		m.Scrolls[layout.Lesson] = pane.ToEnd
		return nil
	}
	all[keymaps.Hint] = either(in(func(m *Model) tea.Cmd { return hint(m, m.lesson.Hint) }, open),
		func(m *Model) tea.Cmd { return hint(m, m.attempt.Hint) })
	all[keymaps.ShowAnswer] = in(func(m *Model) tea.Cmd {
		if !m.afford("") {
			return nil
		}
		m.endAnyJob()
		if _, err := m.lesson.Reveal(); err != nil {
			m.fail(err.Error())
			return nil
		}
		return m.answered()
	}, open)
	leave := func(m *Model) tea.Cmd {
		if m.seat != nil {
			m.leaveStudy()
			return nil
		}
		m.goHome()
		return nil
	}
	all[keymaps.LeaveLesson] = either(in(leave, nil), leave)
}

// either makes an intent of what an action does in a lesson, and in a challenge.
func either(lesson intent, challenge func(m *Model) tea.Cmd) intent {
	return intent{do: func(m *Model) tea.Cmd {
		if m.attempt != nil {
			return challenge(m)
		}
		return lesson.do(m)
	}, off: func(m *Model) string {
		if m.attempt != nil {
			return ""
		}
		return lesson.off(m)
	}}
}

// backToLesson returns to the state that the step has come to.
func (m *Model) backToLesson() {
	if !m.afford("") {
		return
	}
	m.endAnyJob()
	if err := m.lesson.Return(); err != nil {
		m.fail(err.Error())
		return
	}
	m.lesson.Rest(m.watchedBy())
	m.atRest()
	step, _ := m.lesson.Step()
	m.lookFor(step.Show)
	m.goTo(layout.Lesson)
	m.say("back in the lesson")
}

// teach brings up to date what the lesson or the challenge says.
func (m *Model) teach() {
	switch {
	case m.lesson != nil:
		m.lesson.said = newer(m.lesson.said, m.teaching())
	case m.attempt != nil:
		m.attempt.said = newer(m.attempt.said, m.challenge())
	case m.classLesson() != nil:
		m.seat.said = newer(m.seat.said, m.classTeaching(m.classLesson()))
	}
}

// newer returns what is said now: as it was if it says the same.
func newer(was *pane.Teaching, now pane.Teaching) *pane.Teaching {
	if was != nil && reflect.DeepEqual(*was, now) {
		return was
	}
	return &now
}

// teaching is what the lesson says now.
func (m *Model) teaching() pane.Teaching {
	l := m.lesson
	step, number := l.Step()
	t := pane.Teaching{
		Name: l.Preset().Title, Step: number, Steps: len(l.Preset().Steps),
		Heading: step.Title, Say: step.Say, Chosen: l.chosen, Hints: l.Hints(), Note: m.standing(),
	}
	if q := step.Ask; q != nil {
		t.Question, t.Wants = q.Text, q.Wants()
		for _, c := range q.Choices {
			t.Choices = append(t.Choices, c.Text)
		}
	}
	if r, ok := l.Result(); ok {
		t.Verdict = &pane.Verdict{Given: r.Given, Right: r.Right, Truth: r.Truth, Why: r.Why}
	}
	if m.prompt != nil && m.prompt.answers {
		size := m.Size(layout.Lesson)
		shown, column := m.prompt.line.window(m.entry().EntryRoom(size.X, size.Y), m.Theme.Signs.More)
		t.Entry = &pane.Entry{Text: shown, Column: column}
	}
	if l.Finished() && !l.Watching() {
		t.End = "That was the last step."
		if right, asked := l.Score(); asked > 0 {
			t.End = fmt.Sprintf("That was the last step: %d of %d right.", right, asked)
		}
	}
	if m.Screen.Shape == layout.Narrow {
		return t // the last line of the screen says what to press
	}
	for _, h := range m.lessonHints() {
		t.Press = append(t.Press, pane.Press{Key: h.key, What: h.word})
	}
	return t
}

// standing says how the cluster stands to the lesson, if it is not where the
// lesson is.
func (m *Model) standing() string {
	l := m.lesson
	back := m.keyName(keymaps.BackToLesson)
	switch where := l.Where(); {
	case where == presets.Astray:
		return "You are off the lesson's path. Try what you like; " + back + " comes back to it."
	case where == presets.Behind && !l.Watching():
		return "This is earlier in the step; " + back + " comes back to its end."
	}
	return ""
}

// lessonHints are the keys that matter in the lesson now, the most important
// first.
func (m *Model) lessonHints() (all []hint) {
	l := m.lesson
	step, number := l.Step()
	key := func(a keymaps.Action, word string) {
		if name, ok := m.keys.Key(a); ok {
			all = append(all, hint{m.keyLabel(name), word})
		}
	}
	here := m.Focus == layout.Lesson && m.open() == nil
	if m.prompt != nil && m.prompt.answers {
		key(keymaps.Accept, "answer")
		key(keymaps.Cancel, "not yet")
		return all
	}
	onward := func(a keymaps.Action, word string) {
		if here {
			a = keymaps.Detail
		}
		key(a, word)
	}
	if l.Where() == presets.Astray {
		key(keymaps.BackToLesson, "back to the lesson")
	}
	switch {
	case l.Watching() && m.unseen():
		key(keymaps.NextPane, "watch it")
		onward(keymaps.BackToLesson, "skip it")
	case l.Watching():
		onward(keymaps.BackToLesson, "to its end")
		key(keymaps.Play, map[bool]string{true: "pause", false: "play"}[m.pace.Playing])
	case l.Open() && step.Ask.Kind == presets.AskChoice && here:
		all = append(all, hint{m.keyName(keymaps.Up) + m.keyName(keymaps.Down), "choose"})
		key(keymaps.Detail, "answer")
	case l.Open():
		onward(keymaps.ToLesson, "answer")
	case !l.Finished():
		onward(keymaps.NextStep, "next step")
	default:
		if m.lessonAfter() != "" {
			onward(keymaps.Lessons, "next lesson")
		}
		key(keymaps.Lessons, "all lessons")
		key(keymaps.RestartLesson, "once more")
		key(keymaps.LeaveLesson, "leave")
	}
	if l.Open() {
		if left := len(step.Hints) - len(l.Hints()); left > 0 {
			key(keymaps.Hint, "hint")
		}
		key(keymaps.ShowAnswer, "show me")
	}
	if number > 1 {
		key(keymaps.PreviousStep, "step before")
	}
	return all
}
