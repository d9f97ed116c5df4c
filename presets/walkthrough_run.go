// A walkthrough being taken: its steps, answers and hints, and the way back to its
// course.

package presets

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// WalkthroughRun is a walkthrough being taken: which step, what is answered, and the cluster in
// which it happens. It has no screen and no clock.
//
//	      ┌──────────── Next ───────────┐
//	      ▼                             │
//	Do ─┬─ nothing to do ─────────────▶ done ── Next, on the last step ─▶ finished
//	    ├─ question ─ Answer, Reveal ─▶ Then ┤
//	    └─ try ─ the reader acts, Judge; Reveal ┘
//
// Every move plays its lines to their end at once; to watch them, go back to where Played
// began and let time pass again, because everything is recorded. The reader may do
// anything to the History: the lesson knows its own course, and every move first returns
// to it.
type WalkthroughRun struct {
	course
	preset *Preset
	at     int // index of the step
	legs   []leg
	from   mark // where the previous move began
}

// leg is the state of a step that has been begun.
type leg struct {
	begin, asked, end mark
	done              bool
	result            Result // of its question, when it is done
	tried             Tried  // of what it has the reader do, when that is done
	hints             int    // how many have been shown
	reach             reach  // whether that can still be reached
	lacks             lacks  // what that still lacks
}

// NewWalkthroughRun begins a walkthrough. The error names the place in its file.
func NewWalkthroughRun(p *Preset) (*WalkthroughRun, error) {
	if len(p.Steps) == 0 {
		return nil, fmt.Errorf("%s: it has no steps, so there is nothing to walk through", p.Name)
	}
	course, err := newCourse(p)
	if err != nil {
		return nil, err
	}
	l := &WalkthroughRun{course: course, preset: p}
	if err := l.begin(0); err != nil {
		return nil, err
	}
	return l, nil
}

// Preset returns the walkthrough.
func (l *WalkthroughRun) Preset() *Preset { return l.preset }

// Step returns the current step, and its number from 1.
func (l *WalkthroughRun) Step() (*Step, int) { return &l.preset.Steps[l.at], l.at + 1 }

// Open reports whether the step has a question that is not answered yet, or something to try
// that is not done.
func (l *WalkthroughRun) Open() bool { return !l.legs[l.at].done }

// Asking returns the step's question as long as it is not answered; else nil.
func (l *WalkthroughRun) Asking() *Question {
	if !l.Open() {
		return nil
	}
	return l.preset.Steps[l.at].Ask
}

// Covered lists what is hidden now, of Coverable.
func (l *WalkthroughRun) Covered() []Part {
	if l.Asking() == nil {
		return nil
	}
	return l.preset.Steps[l.at].Cover
}

// Result returns the result of the step's question; false if there is no question, or it
// is open.
func (l *WalkthroughRun) Result() (Result, bool) {
	leg := &l.legs[l.at]
	return leg.result, leg.done && l.preset.Steps[l.at].Ask != nil
}

// Hints returns the hints of the step that have been shown.
func (l *WalkthroughRun) Hints() []string { return l.preset.Steps[l.at].Hints[:l.legs[l.at].hints] }

// Hint shows one more hint, and reports whether there was one.
func (l *WalkthroughRun) Hint() bool {
	leg := &l.legs[l.at]
	if leg.done || leg.hints == len(l.preset.Steps[l.at].Hints) {
		return false
	}
	leg.hints++
	return true
}

// Finished reports whether the last step is done.
func (l *WalkthroughRun) Finished() bool { return l.at == len(l.preset.Steps)-1 && !l.Open() }

// Score returns how many questions and goals of steps to try are done, and how many of them the
// reader did: answered rightly, or reached. What was only shown is not.
func (l *WalkthroughRun) Score() (right, asked int) {
	for i := range l.legs {
		leg := &l.legs[i]
		if !l.preset.Steps[i].asks() || !leg.done {
			continue
		}
		asked++
		if leg.result.Right || leg.tried.Reached {
			right++
		}
	}
	return right, asked
}

// Asked returns how many of the first steps ask something, or have the reader do something.
func (p *Preset) Asked(first int) (n int) {
	for i := range min(max(first, 0), len(p.Steps)) {
		if p.Steps[i].asks() {
			n++
		}
	}
	return n
}

// asks reports whether there is something to answer or to do in the step.
func (s *Step) asks() bool { return s.Ask != nil || s.Try != nil }

// Answer answers the question of the step, plays what shows the truth, and returns
// whether the answer was right. An answer that can't be understood is an error and leaves
// the question open.
func (l *WalkthroughRun) Answer(typed string) (Result, error) {
	q := l.Asking()
	if q == nil {
		return Result{}, errors.New("this step asks nothing, or it has been answered")
	}
	given, err := q.read(typed, l.history)
	if err != nil && q.Kind == AskNodes {
		given, err = q.read(typed, l.after()) // a node that joins meanwhile already has a name
	}
	if err != nil {
		return Result{}, err
	}
	return l.show(&given)
}

// after returns a cluster in which the truth has been shown already.
func (l *WalkthroughRun) after() script.Views {
	h := l.history.Fork()
	h.Pausing(l.history.Pause)
	before := l.history.Effort()
	defer func() { l.history.Toil(h.Effort() - before) }()
	f := l.on(h)
	if f.returnTo(l.legs[l.at].asked) == nil {
		_, _ = f.play(l.preset.Steps[l.at].Then) // an error is reported when it is shown
	}
	h.Pausing(nil)
	return h
}

// Reveal shows the truth without an answer, or a way to do what is to be tried.
func (l *WalkthroughRun) Reveal() (Result, error) {
	if t := l.Trying(); t != nil {
		err := l.showWay(t)
		return Result{Truth: strings.Join(l.legs[l.at].tried.Way, "; "), Why: t.Why}, err
	}
	if !l.Open() {
		return Result{}, errors.New("this step asks nothing, or it has been answered")
	}
	return l.show(nil)
}

// show plays Then, and computes the right answer.
func (l *WalkthroughRun) show(given *answer) (Result, error) {
	step, leg := &l.preset.Steps[l.at], &l.legs[l.at]
	if err := l.returnTo(leg.asked); err != nil {
		return Result{}, err
	}
	end, err := l.move(step.Then)
	if err != nil {
		return Result{}, err
	}
	truth, err := step.Ask.truth(l.history)
	if err == nil {
		err = step.holds(l.history)
	}
	if err != nil {
		return Result{}, errors.Join(err, l.returnTo(leg.asked))
	}
	leg.result = Result{Truth: step.Ask.text(truth), Why: step.Ask.Why}
	if given != nil {
		leg.result.judge(step.Ask, *given, truth)
	}
	leg.end, leg.done = end, true
	return leg.result, nil
}

// Next goes on to the next step. The error says why it can't.
func (l *WalkthroughRun) Next() error {
	switch {
	case l.Trying() != nil:
		return errors.New("there is something to do here; do it, or have it shown")
	case l.Open():
		return errors.New("the question is open; answer it, or have the answer shown")
	case l.Finished():
		return errors.New("this is the last step")
	}
	if l.at+1 < len(l.legs) {
		l.at++
		l.from = l.legs[l.at].begin
		return l.Return()
	}
	return l.begin(l.at + 1)
}

// Back goes to the previous step, as it was left, and reports whether there is one.
func (l *WalkthroughRun) Back() (bool, error) {
	if l.at == 0 {
		return false, nil
	}
	l.at--
	l.from = l.legs[l.at].begin
	return true, l.Return()
}

// Again begins the step again, with its question open.
func (l *WalkthroughRun) Again() error { return l.begin(l.at) }

// Restart begins the whole walkthrough again.
func (l *WalkthroughRun) Restart() error { return l.begin(0) }

// begin begins a step at the end of the previous one. The state of this step and those
// after it is dropped.
func (l *WalkthroughRun) begin(i int) error {
	var at mark
	if i > 0 {
		was := &l.legs[i-1]
		if l.preset.Steps[i-1].Try != nil {
			was.end = was.asked // what was tried stays in its branch
		}
		at = was.end
	}
	if err := l.returnTo(at); err != nil {
		return err
	}
	step := &l.preset.Steps[i]
	asked, err := l.move(step.Do)
	switch {
	case err != nil || step.Ask != nil:
	case step.Try != nil:
		err = l.goalOpen(step.Try)
	default:
		err = step.holds(l.history)
	}
	if err != nil {
		return errors.Join(err, l.returnTo(at))
	}
	l.at = i
	l.legs = append(l.legs[:i], leg{begin: at, asked: asked, end: asked, done: step.Ask == nil && step.Try == nil})
	return nil
}

// move plays lines from here on.
func (l *WalkthroughRun) move(lines []Line) (end mark, err error) {
	from := l.here()
	if end, err = l.play(lines); err == nil {
		l.from = from
	}
	return end, err
}

// holds returns an error if something that the step expects does not hold.
func (s *Step) holds(views script.Views) error {
	for i := range s.Expect {
		e := &s.Expect[i]
		v, err := e.Eval(views)
		if err != nil {
			return e.place.Errorf("%v", err)
		}
		if !v.Holds {
			return e.place.Errorf("%s does not hold: %s", e, v.Found)
		}
	}
	return s.absent(views.View(engine.Watch{}).Ring)
}

// Played returns the moments between which the previous move played its lines.
func (l *WalkthroughRun) Played() (from, to history.Moment) { return l.from.moment, l.goal().moment }

// goal returns where the lesson is when it has played everything so far.
func (l *WalkthroughRun) goal() mark {
	if leg := &l.legs[l.at]; leg.done {
		return leg.end
	}
	return l.legs[l.at].asked
}

// Where is the cluster's position relative to the lesson.
type Where uint8

const (
	// OnCourse: it is where the lesson is.
	OnCourse Where = iota
	// Behind: it is on the lesson's course, but earlier.
	Behind
	// Ahead: time has passed, and nothing else was done.
	Ahead
	// Astray: something else was done.
	Astray
)

// Where returns whether and how the reader has left the lesson's course.
func (l *WalkthroughRun) Where() Where {
	here, goal := l.here(), l.goal()
	if l.acts() && (l.Open() || here.moment.Compare(goal.moment) >= 0) {
		return OnCourse // wherever the reader goes
	}
	switch {
	case here.commands > goal.commands || !l.keeps(here.commands):
		return Astray
	case here == goal:
		return OnCourse
	case here.moment.Compare(goal.moment) < 0:
		return Behind
	}
	return Ahead
}

// Return goes back to the lesson: to the state that its step has reached. What the reader
// did meanwhile is kept in a branch.
func (l *WalkthroughRun) Return() error { return l.returnTo(l.goal()) }

// Aside returns a move of the lesson that is made on a fork of its history, so that the
// history and the lesson stay as they are meanwhile; and what has the lesson take over its
// result, after the history has become the fork.
func (l *WalkthroughRun) Aside(move func(*WalkthroughRun) error) (way func(fork *history.History) error, over func()) {
	moved := &WalkthroughRun{}
	way = func(fork *history.History) error {
		*moved = *l
		moved.course, moved.legs = l.on(fork), slices.Clone(l.legs)
		return move(moved)
	}
	over = func() {
		l.runner.Cancel()
		l.done, l.at, l.legs, l.from = moved.done, moved.at, moved.legs, moved.from
	}
	return way, over
}
