// Lessons and challenges in the plain form: steps, questions, answers, hints.

package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/presets"
	"ringside/tui/lesson"
	"ringside/tui/pane"
	"ringside/tui/save"
	"ringside/tui/source"
	"ringside/tui/workspace"
)

// learning is a lesson or a challenge that is gone through, and what was on before.
//
//	learn ─▶ step ─▶ question ─ answer, reveal ─▶ what happens, the truth ─ next ─▶ step …
//
// Between two moves the cluster is the reader's to try anything; every move first goes back to
// where the lesson is.
type learning struct {
	lesson    *presets.WalkthroughRun // nil: it is a challenge
	challenge *presets.ChallengeRun   // nil: it is a lesson
	home      desk
	from      int    // the step of the trace from which on events are held back; -1: none are
	before    uint32 // the newest operation that is older than what the step played; 0 if it may be what the step is about
	stars     int    // of the challenge, so far
	stands    string
	out       bool // what is to be tried is out of reach
	shown     bool // the shortest way is being shown, and nothing is judged
}

// desk is what is worked at: a cluster, and how far it has been told of.
type desk struct {
	cluster source.Cluster
	runner  *script.Runner
	kept    save.Session
	told    int    // steps
	why     uint32 // the last operation that has been explained
	key     string // that walk and kept are about; "": none is chosen
}

func (p *talk) sitAt(c source.Cluster) {
	p.desk = desk{cluster: c, runner: script.NewRunner(c), kept: save.Of(c, "")}
}

// learn opens a lesson or a challenge, where it was left; without a name it lists all.
func (p *talk) learn(name string) error {
	if name == "" {
		for _, all := range [][]string{presets.Lessons(), presets.Challenges()} {
			if err := p.list(all); err != nil {
				return err
			}
		}
		p.say("learn NAME opens one")
		return nil
	}
	preset, err := presets.LoadLesson(name)
	if err != nil {
		return err
	}
	return p.open(preset)
}

// open opens a lesson or a challenge.
func (p *talk) open(preset *presets.Preset) error {
	opened := lesson.Open(preset, p.progress, false)
	if opened.Err != nil {
		return opened.Err
	}
	p.leave()
	l := &learning{lesson: opened.Lesson, challenge: opened.ChallengeRun, home: p.desk, from: -1}
	p.learns = l
	if l.challenge != nil {
		l.challenge.Solver = p.solver
		p.sitAt(l.challenge.History())
		p.told = p.trace()
		p.begun()
		return nil
	}
	p.sitAt(l.lesson.History())
	p.say(fmt.Sprintf("lesson: %s, %d steps, about %d min", preset.Title, len(preset.Steps), preset.Minutes))
	if opened.At > 1 {
		p.say(fmt.Sprintf("you were at step %d; restart begins again", opened.At))
	}
	p.step()
	return nil
}

// leave goes back to the cluster from before.
func (p *talk) leave() {
	if p.learns != nil {
		p.desk, p.learns = p.learns.home, nil
	}
}

// trace is how many steps the cluster has taken.
func (p *talk) trace() int { return p.cluster.View(engine.Watch{}).Trace.Len() }

// step prints the lesson's step: its text, what happens in it, and its question.
func (p *talk) step() {
	l := p.learns.lesson
	step, number := l.Step()
	p.say(fmt.Sprintf("step %d of %d: %s", number, len(l.Preset().Steps), step.Title))
	p.words(step.Say)
	if step.Show.Key != "" {
		p.key = step.Show.Key
	}
	p.happened()
	p.shows(step.Show.Pane)
	p.ranges(step.Show.Ranges)
	if q := step.Ask; q != nil {
		p.say("question: " + q.Text)
		for i, c := range q.Choices {
			p.say(fmt.Sprintf("  %c  %s", 'a'+i, c.Text))
		}
	}
	if step.Try != nil {
		p.say("try it: " + step.Try.Text)
	}
	p.standing()
}

// standing prints what comes next in the lesson: the answer, or how to go on.
func (p *talk) standing() {
	l := p.learns.lesson
	step, _ := l.Step()
	if t := l.Trying(); t != nil {
		more := ""
		if len(l.Hints()) < len(step.Hints) {
			more = "hint helps; "
		}
		p.say("for you to do, with commands of the language; " + more + "reveal shows a way")
		return
	}
	if r, ok := l.Tried(); ok {
		if p.say("done: " + step.Try.Text); !r.Reached {
			p.say("a way: " + strings.Join(r.Way, "; "))
		}
		p.said("why: ", r.Why)
	}
	if l.Open() {
		more := ""
		if len(l.Hints()) < len(step.Hints) {
			more = "; hint helps"
		}
		p.say("answer ANSWER (" + step.Ask.Wants() + ")" + more + "; reveal shows the answer")
		return
	}
	if r, ok := l.Result(); ok {
		p.verdict(r)
	}
	switch right, asked := l.Score(); {
	case !l.Finished():
		p.say("next goes on")
	case asked > 0:
		p.say(fmt.Sprintf("that was the last step: %d of %d right%s", right, asked, p.after()))
	default:
		p.say("that was the last step" + p.after())
	}
}

// after says what follows the last step.
func (p *talk) after() string {
	if next := lesson.After(p.learns.lesson.Preset().Name); next != "" {
		return "; next opens " + next
	}
	return "; leave goes back to your own cluster"
}

func (p *talk) verdict(r presets.Result) {
	switch {
	case r.Given == "":
		p.say("the answer: " + r.Truth)
	case r.Right:
		p.say("right: " + r.Truth)
	default:
		p.say("wrong: " + r.Given + "; the answer: " + r.Truth)
		if r.Misconception != "" {
			p.say("misconception: " + r.Misconception)
		}
	}
	p.said("why: ", r.Why)
}

// words prints short Markdown, a paragraph a line.
func (p *talk) words(markdown string) {
	for _, line := range pane.PlainText(presets.LinesIn(markdown, presets.LineAlone), p.theme) {
		if line != "" {
			p.say(line)
		}
	}
}

// said prints short Markdown in one line, after a label.
func (p *talk) said(label, markdown string) {
	p.say(label + strings.Join(pane.PlainText(presets.LinesIn(markdown, presets.LineAlone), p.theme), " "))
}

// shows prints the part of the screen that a step would have in view, unless a question
// covers it.
func (p *talk) shows(part presets.Part) {
	p.showing = true
	defer func() { p.showing = false }()
	for _, r := range requests() {
		if r.shows != part || part == "" || p.covers(r.tells...) || !slices.Contains([]string{"ring", "nodes", "merkle", "measured"}, r.word) && p.key == "" {
			continue
		}
		if r.work != nil { // an error says that there is nothing to show yet
			_ = r.work(p, context.Background(), "")
		} else {
			_ = r.print(p, "")
		}
	}
}

// ranges prints where the ranges lie that a step speaks of.
func (p *talk) ranges(all []presets.Range) {
	r := p.cluster.View(engine.Watch{}).Ring
	for _, one := range all {
		if after, upTo, ok := one.On(r); ok {
			p.say(fmt.Sprintf("%v: the tokens after %d, up to %d, of node %s", one, r.Slot(after).Token, r.Slot(upTo).Token, r.Nodes()[r.Slot(upTo).Node].Name))
		}
	}
}

// happened prints what the lesson's last move has played, unless a question covers that: then
// it waits for the answer.
func (p *talk) happened() {
	played, _ := p.learns.lesson.Played()
	from := played.Step
	if p.learns.from >= 0 {
		from = min(from, p.learns.from)
	}
	if p.learns.from = -1; p.covers(presets.PartLog, presets.PartOperation, presets.PartLanes) {
		p.learns.from = from
		return
	}
	v := p.cluster.View(engine.Watch{})
	defer func() {
		if step, _ := p.learns.lesson.Step(); from == v.Trace.Len() && step.Ask == nil && step.Try == nil {
			p.learns.before = 0 // a text about what was there before it
		}
	}()
	p.learns.before, p.told, p.why = 0, min(from, v.Trace.Len()), 0
	for _, op := range v.Ops {
		if int(op.Step) <= from {
			p.why, p.learns.before = op.ID, op.ID
		}
	}
	p.tell()
}

// covers reports whether a question covers one of these.
func (p *talk) covers(some ...presets.Part) bool {
	if p.learns == nil || p.learns.lesson == nil {
		return false
	}
	covered := p.learns.lesson.Covered()
	return slices.ContainsFunc(some, func(part presets.Part) bool { return slices.Contains(covered, part) })
}

// allowed returns why a command of the language can't be carried out now: a question covers
// what it would tell, or the challenge refuses it.
func (p *talk) allowed(cmd engine.Command) error {
	switch l := p.learns; {
	case l == nil:
		return nil
	case l.challenge != nil:
		return l.challenge.Refuses(cmd)
	case len(l.lesson.Covered()) > 0:
		return errors.New("that would give the answer away; answer first")
	}
	return nil
}

// move makes a move of the lesson and prints the step that it leads to.
func (p *talk) move(move func(*presets.WalkthroughRun) error) error {
	l, err := p.lesson()
	if err != nil {
		return err
	}
	astray := l.Where() == presets.Astray
	if err := move(l); err != nil {
		return err
	}
	if p.sitAgain(); astray {
		p.say("back in the lesson")
	}
	p.step()
	p.keep(l.Progress())
	return nil
}

// sitAgain forgets what goes on: the lesson has gone elsewhere.
func (p *talk) sitAgain() { p.runner = script.NewRunner(p.cluster) }

// answers gives an answer to the question, or none, and prints what happens and what was
// right.
func (p *talk) answers(move func(*presets.WalkthroughRun) error) error {
	l, err := p.lesson()
	if err != nil {
		return err
	}
	step, _ := l.Step()
	covered := p.covers(step.Show.Pane)
	if err := move(l); err != nil {
		return err
	}
	p.sitAgain()
	if p.happened(); covered && step.Show.Pane != presets.PartRing { // that has been printed
		p.shows(step.Show.Pane)
	}
	p.standing()
	p.keep(l.Progress())
	return nil
}

// lesson returns the lesson that is open.
func (p *talk) lesson() (*presets.WalkthroughRun, error) {
	switch {
	case p.learns == nil:
		return nil, errors.New("no lesson is open; learn lists them, learn NAME opens one")
	case p.learns.lesson == nil:
		return nil, errors.New("this is a challenge; only a lesson has steps and questions")
	}
	return p.learns.lesson, nil
}

// next goes on to the next step, or from the last one to the next lesson.
func (p *talk) next(string) error {
	if l := p.learns; l != nil && l.lesson != nil && l.lesson.Finished() {
		name := lesson.After(l.lesson.Preset().Name)
		if name == "" {
			return errors.New("this is the last step of the last lesson; leave goes back to your own cluster")
		}
		return p.learn(name)
	}
	return p.move((*presets.WalkthroughRun).Next)
}

func (p *talk) previous(string) error {
	return p.move(func(l *presets.WalkthroughRun) error {
		if moved, err := l.Back(); moved || err != nil {
			return err
		}
		return errors.New("this is the first step")
	})
}

// restart begins the lesson or the challenge again.
func (p *talk) restart(string) error {
	if p.learns == nil || p.learns.challenge == nil {
		return p.move((*presets.WalkthroughRun).Restart)
	}
	a := p.learns.challenge
	if err := errors.Join(a.Restart(), a.History().Part()); err != nil {
		return err
	}
	p.sitAgain()
	p.learns.stars, p.learns.stands, p.learns.shown = 0, "", false
	p.told, p.why = p.trace(), workspace.LastTold(p.cluster.View(engine.Watch{}))
	p.begun()
	return nil
}

// back returns to where the lesson is.
func (p *talk) back(string) error {
	return p.move((*presets.WalkthroughRun).Return)
}

func (p *talk) answer(typed string) error {
	return p.answers(func(l *presets.WalkthroughRun) error { _, err := l.Answer(typed); return err })
}

func (p *talk) reveal(string) error {
	if p.learns != nil && p.learns.challenge != nil {
		return p.story()
	}
	return p.answers(func(l *presets.WalkthroughRun) error { _, err := l.Reveal(); return err })
}

// story plays the shortest way to solve a challenge, in a branch of its own, and prints what
// happens in it.
func (p *talk) story() error {
	l, a := p.learns, p.learns.challenge
	if l.stars == 0 {
		return presets.ErrUnsolved
	}
	if err := a.Story(); err != nil {
		return err
	}
	l.shown = true
	p.sitAgain()
	p.told, p.why = p.trace(), workspace.LastTold(p.cluster.View(engine.Watch{}))
	if err := a.History().Go(a.History().End()); err != nil {
		return err
	}
	p.say("the shortest way, in a branch of its own; nothing that you do from here is judged, restart begins again")
	p.tell()
	return nil
}

// hint prints one more hint.
func (p *talk) hint(string) error {
	if p.learns == nil {
		return errors.New("no lesson and no challenge is open; learn NAME opens one")
	}
	var of interface {
		Hint() bool
		Hints() []string
	} = p.learns.lesson
	if p.learns.challenge != nil {
		of = p.learns.challenge
	}
	if !of.Hint() {
		return errors.New("there is no other hint")
	}
	all := of.Hints()
	p.said("hint: ", all[len(all)-1])
	return nil
}

// again prints the step, or the goal of the challenge, once more.
func (p *talk) again(string) error {
	if p.learns != nil && p.learns.challenge != nil {
		p.begun()
		return nil
	}
	if _, err := p.lesson(); err != nil {
		return err
	}
	p.step()
	return nil
}

func (p *talk) leaveIt(string) error {
	if p.learns == nil {
		return errors.New("no lesson and no challenge is open")
	}
	p.leave()
	p.say("back at your own cluster")
	return nil
}

// list prints lessons or challenges.
func (p *talk) list(all []string) error {
	for _, name := range all {
		l, err := presets.LoadLesson(name)
		if err != nil {
			return err
		}
		about := l.About
		if l.Objective != "" {
			about = l.Objective
		}
		p.say(fmt.Sprintf("%s, %d min: %s: %s", name, l.Minutes, l.Title, about))
	}
	return nil
}

// openAnswer reports whether a line that is no command is an answer to the question that is
// open, and takes it.
func (p *talk) openAnswer(line string) bool {
	if p.learns == nil || p.learns.lesson == nil || p.learns.lesson.Asking() == nil || strings.TrimSpace(line) == "" {
		return false
	}
	return p.answer(line) == nil
}
