// A walkthrough on the screen: its moves, its answers, and where the reader is in it.

package lesson

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/presets/player"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/workspace"
)

// Lesson is a walkthrough on the screen. The walkthrough itself decides what it says and
// what is right; a Lesson records where the reader is in it.
//
//	Enter ─▶ answer ─▶ what the step played is watched ─▶ at rest ─▶ Enter ─▶ next step
//
// The reader may do anything meanwhile. Every move of the lesson first goes back
// to where it was.
type Lesson struct {
	*player.Player
	Chosen  int          // of the answers to choose from; -1: none
	resting bool         // time stands because the lesson has it stand
	Printed bool         // its text stands elsewhere, and not in a pane
	later   bool         // the reader does not answer yet: letters are commands
	typing  string       // so far, in the line of the answer
	judged  *engine.View // of which it is known whether the goal of a step to try is reached
	said    *pane.Teaching
}

// New returns a lesson that has not been shown yet.
func New(l *presets.WalkthroughRun) *Lesson { return &Lesson{Player: player.New(l), Chosen: -1} }

// Rested returns one in which time stands, and whose text is printed elsewhere.
func Rested(l *presets.WalkthroughRun) *Lesson {
	return &Lesson{Player: player.New(l), Chosen: -1, resting: true, Printed: true}
}

// AtStep shows the lesson's step, and starts showing what it has played.
func (l *Lesson) AtStep(d Desk) {
	l.Chosen, l.later, l.typing = -1, false, ""
	d.Scrolls = [layout.Panes]int{}
	d.Pages.Clear()
	d.Op = 0
	d.Follow()
	step, _ := l.Step()
	LookFor(d.Workspace, step.Show)
	d.Focus = layout.Lesson
	l.watchPlayed(d)
}

// Go makes a move of the lesson, and shows its result.
func (l *Lesson) Go(d Desk, name string, move func(*presets.WalkthroughRun) error) {
	l.move(d, name, move, func(err error) {
		if err != nil {
			d.Fail(err.Error())
			return
		}
		l.AtStep(d)
		l.keepPlace(d)
	})
}

// move makes a move of the lesson, a piece at a time where the way back to its course is
// long. Until it is made, and if it is stopped or fails, all is where it was.
func (l *Lesson) move(d Desk, name string, move func(*presets.WalkthroughRun) error, then func(error)) {
	if d.Leads() || !d.Afford("") {
		return
	}
	d.EndJob()
	if l.Watching() {
		l.EndWatch(d)
	}
	way, over := l.Aside(move)
	d.Lead(name, way, func(err error) {
		if err == nil {
			over()
		}
		then(err)
	})
}

// Say gives an answer to the question of the step. One that can't be
// understood leaves it open, to be typed again.
func (l *Lesson) Say(d Desk, typed string) {
	l.move(d, "answer", func(l *presets.WalkthroughRun) error { _, err := l.Answer(typed); return err }, func(err error) {
		if q := l.Asking(); err != nil && q != nil && q.Kind != presets.AskChoice {
			l.AskFor(d, typed)
		}
		l.answered(d, err)
	})
}

// answered shows the answer beside the truth, or says why there is none.
func (l *Lesson) answered(d Desk, err error) {
	if err != nil {
		d.Fail(err.Error())
		return
	}
	l.AtStep(d)
	d.Scrolls[layout.Lesson] = pane.ToEnd // the verdict is at the end
	l.keepPlace(d)
}

// GoOn does what comes next: it goes to the end of what is being watched, to the answer,
// to the next step, or to the next lesson.
func (l *Lesson) GoOn(d Desk) tea.Cmd {
	q := l.Asking()
	switch {
	case d.Leads():
		return nil
	case l.Watching() && !l.chosen():
		l.EndWatch(d)
		return nil
	case l.Trying() != nil:
		d.Say("this is for you to do; " + d.KeyName(keymaps.ShowAnswer) + " shows a way")
		return nil
	case l.chosen():
		l.Say(d, choiceLetter(l.Chosen))
		return nil
	case q != nil && q.Kind == presets.AskChoice:
		d.Scrolls[layout.Lesson] = pane.ToEnd // the answers may be out of sight
		d.Say("choose first: " + d.KeyName(keymaps.Up) + " and " + d.KeyName(keymaps.Down) + ", or a letter")
		return nil
	case q != nil:
		l.AskFor(d, "")
		return nil
	case l.Finished():
		return nextOf(d, l.Preset().Name)
	}
	l.Go(d, "the next step", (*presets.WalkthroughRun).Next)
	return nil
}

// chosen reports whether the question is one with choices, and one of them is chosen: then the
// answer need not wait for the end of what is watched.
func (l *Lesson) chosen() bool {
	q := l.Asking()
	return q != nil && q.Kind == presets.AskChoice && l.Chosen >= 0
}

func choiceLetter(i int) string { return string(rune('a' + i)) }

// Key chooses the answer that a key names, by the keyboard's layout, or begins a typed answer
// with the text that it types. It reports whether it used the key.
func (l *Lesson) Key(d Desk, key, text string) bool {
	if l.begins(d, text) {
		return true
	}
	i, taken := l.picks(d, key)
	if i >= 0 {
		l.choose(d, i)
	}
	return taken
}

// picks returns the answer that a key chooses, -1 if none, and whether the open question takes it.
func (l *Lesson) picks(d Desk, key string) (answer int, taken bool) {
	q := l.Asking()
	if !d.Focus.Teaches() || d.Pages.Top() != nil || len(key) != 1 || q == nil || q.Kind != presets.AskChoice {
		return -1, false
	}
	i, digit := int(key[0])-'a', key >= "0" && key <= "9"
	if digit { // 2 is b; no digit leads away from an open question
		i = int(key[0]) - '1'
	}
	if i < 0 || i >= len(q.Choices) {
		return -1, digit
	}
	return i, true
}

// Shift chooses the answer above or below, and reports whether there are answers to choose
// from.
func (l *Lesson) Shift(d Desk, s workspace.Step) bool {
	q := l.Asking()
	if q == nil || q.Kind != presets.AskChoice || s != workspace.LineUp && s != workspace.LineDown {
		return false
	}
	l.choose(d, min(max(l.Chosen+s.By(1), 0), len(q.Choices)-1))
	return true
}

// choose chooses an answer, and has it in view.
func (l *Lesson) choose(d Desk, i int) {
	l.Chosen = i
	d.Scrolls[layout.Lesson] = pane.ToEnd
}

// BackTo returns to the state that the step has reached.
func (l *Lesson) BackTo(d Desk) {
	l.move(d, "the way back to the lesson", (*presets.WalkthroughRun).Return, func(err error) {
		if err != nil {
			d.Fail(err.Error())
			return
		}
		l.Rest(watchedBy(d))
		l.atRest(d)
		step, _ := l.Step()
		LookFor(d.Workspace, step.Show)
		d.GoTo(layout.Lesson)
		d.Say("back in the lesson")
	})
}

// ShowAnswer shows the answer without one having been given.
func (l *Lesson) ShowAnswer(d Desk) {
	l.move(d, "the answer", func(l *presets.WalkthroughRun) error { _, err := l.Reveal(); return err },
		func(err error) { l.answered(d, err) })
}

// keepPlace saves where the reader is, for the next time.
func (l *Lesson) keepPlace(d Desk) { d.Await(d.Keep(l.Progress())) }

// DrawRanges has the ring show the ranges that a step speaks of, and no others.
func DrawRanges(w *workspace.Workspace, s presets.Show) {
	if w.Ranges = nil; len(s.Ranges) > 0 {
		w.Ranges = &pane.Ranges{All: s.Ranges}
	}
}

// pages are the parts that a step shows on a page beside the lesson. It is never written to.
var pages = map[presets.Part]workspace.PageKind{presets.PartTrees: page.Merkle, presets.PartMeasured: page.Load}

// LookFor selects and brings into view what a step shows.
func LookFor(w *workspace.Workspace, s presets.Show) {
	w.Key = s.Key // a key from elsewhere in the lesson would show what is asked of it
	w.ChooseNode(s.Node)
	DrawRanges(w, s)
	if p, ok := panel.Showing(s.Pane); ok {
		w.Upper = p
	}
	for part, kind := range pages {
		if s.Pane != part && w.Pages.Shows(kind) {
			w.Pages.Pop()
		}
	}
	if kind, is := pages[s.Pane]; is && !w.Pages.Shows(kind) && w.Screen.Shape != layout.Narrow { // there it would hide the lesson
		w.Pages.Push(workspace.Open{Kind: kind})
	}
}
