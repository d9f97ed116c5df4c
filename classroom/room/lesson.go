// A lesson that the class takes together: its steps, its polls, and what everybody
// watches.

package room

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/presets"
	"ringside/presets/player"
	"ringside/tui/class"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// classLesson is a walkthrough that the class takes together. Its questions are polls, and
// everybody watches what a step plays.
type classLesson struct {
	*player.Player
	turn  int          // counts moves
	after script.Views // a cluster in which the truth has been shown
	shown *class.LessonStep
	out   bool   // what is to be tried is out of reach
	lacks string // what its goal still lacks, in sentences
}

// learn begins a walkthrough in place of the class's own cluster, or leaves it.
func (r *Room) learn(_ *Member, rest string) (string, error) {
	switch {
	case rest == "":
		return "", fmt.Errorf("lesson: needs the name of a lesson%s", nearest.List("known", r.walkthroughs()))
	case rest == "off" && r.lesson == nil:
		return "", fmt.Errorf("lesson off: there is none")
	case rest == "off":
		r.lesson = nil
		r.takeAway()
		r.setStage(r.history, "")
		r.halt()
		return "back in the class's own cluster", nil
	}
	p, err := r.walkthrough(rest)
	if err != nil {
		return "", err
	}
	l, err := presets.NewWalkthroughRun(p)
	if err != nil {
		return "", err
	}
	r.follow(l)
	r.tellAll("a lesson: "+cleanText(p.Title), false)
	return "", nil
}

// walkthroughs lists the walkthroughs for a class: the embedded ones, and the one the
// server was started with. A name is never the path of a file.
func (r *Room) walkthroughs() []string {
	names := presets.Lessons()
	if r.lecture != nil && !slices.Contains(names, r.lecture.Name) {
		names = append([]string{r.lecture.Name}, names...)
	}
	return names
}

func (r *Room) walkthrough(name string) (*presets.Preset, error) {
	switch names := r.walkthroughs(); {
	case !slices.Contains(names, name):
		return nil, fmt.Errorf("lesson: there is none called %s%s", event.Show(name, 30), nearest.Among(name, "known", names))
	case r.lecture != nil && r.lecture.Name == name:
		return r.lecture, nil
	}
	return presets.Load(name)
}

// follow brings the class to the lesson's step.
func (r *Room) follow(l *presets.WalkthroughRun) {
	r.lesson = &classLesson{Player: player.New(l)}
	l.History().Bound(class.ClusterBounds())
	r.setStage(l.History(), "")
	r.atStep()
}

// next, previous and again go to another step, or repeat the current one.
func (r *Room) next(*Member, string) (string, error) {
	if r.lesson != nil && r.lesson.Trying() != nil {
		return "", fmt.Errorf("there is something to do in this step; :reveal shows a way")
	}
	if r.lesson != nil && r.lesson.Open() {
		return "", fmt.Errorf("the question is open; :reveal shows the answer")
	}
	return r.move("the next step", (*presets.WalkthroughRun).Next)
}
func (r *Room) previous(*Member, string) (string, error) {
	return r.move("the previous step", func(l *presets.WalkthroughRun) error { _, err := l.Back(); return err })
}
func (r *Room) again(*Member, string) (string, error) {
	return r.move("the step again", (*presets.WalkthroughRun).Again)
}

func (r *Room) move(name string, to func(*presets.WalkthroughRun) error) (string, error) {
	if r.lesson == nil {
		return "", fmt.Errorf("there is no lesson; write lesson NAME")
	}
	return "", r.moveLesson(name, to, r.atStep)
}

// moveLesson starts making a move of the lesson, and shows what it has come to with then:
// at once where the way back to the lesson's course is short, else by a job. The error says
// why it can't be made.
func (r *Room) moveLesson(name string, to func(*presets.WalkthroughRun) error, then func()) error {
	if r.job != nil && r.job.moved != nil {
		return fmt.Errorf("%s is running", r.job.name)
	}
	r.stopJob()
	l := r.lesson
	way, over := l.Aside(to)
	r.job = &job{name: name, journey: source.NewJourney(l.History(), way), moved: func() {
		over()
		then()
	}}
	_, err := r.goOnJob()
	return err
}

// hint shows everybody one more hint.
func (r *Room) hint(*Member, string) (string, error) {
	if r.lesson == nil || !r.lesson.Hint() {
		return "", fmt.Errorf("hint: there is none here")
	}
	r.lesson.shown, r.outdated = nil, true
	return "", nil
}

// atStep opens the step's question, and starts showing what the step played.
func (r *Room) atStep() {
	l := r.lesson
	step, _ := l.Step()
	l.after = nil
	r.takeAway()
	if step.Ask != nil && l.Open() {
		l.after = l.After()
		r.open(&poll{question: step.Ask, text: cleanText(step.Ask.Text), lesson: true, asked: r.now()})
	}
	r.watchPlayed()
}

// watchedBy returns the clock by which the class watches.
func (r *Room) watchedBy() source.Watched { return source.Watched{Playback: &r.playback} }

// watchPlayed goes back to where the last move began, and lets time pass from there.
func (r *Room) watchPlayed() {
	l := r.lesson
	l.turn++
	l.shown = nil
	r.changed, r.outdated = true, true
	if !l.Begin(r.watchedBy()) {
		_ = l.Return() // it is there already, or the next move reports it
		l.Rest(r.watchedBy())
	}
}

// inWatch reports whether the class is watching what a lesson has played.
func (r *Room) inWatch() bool {
	if r.lesson == nil || r.stage != r.lesson.History() {
		return false
	}
	r.lesson.Stray(r.watchedBy())
	return r.lesson.Watching()
}

// letPass lets time pass up to the present.
func (r *Room) letPass() {
	if !r.inWatch() {
		r.playback.Advance(r.stage, r.now())
		return
	}
	if r.lesson.On(r.watchedBy(), r.now()) {
		_ = r.lesson.End(r.watchedBy()) // the next move reports it
		r.halt()
	}
}

// revealLesson starts revealing the answer to the step's question.
func (r *Room) revealLesson(p *poll) error {
	l := r.lesson
	return r.moveLesson("the answer", func(l *presets.WalkthroughRun) error { _, err := l.Reveal(); return err }, func() {
		if r.poll == p { // else it has been taken away meanwhile
			result, _ := l.Result()
			p.right, p.known = result.Truth, true
			p.counts = r.count(p, l.History())
			r.revealed(p)
		}
		r.watchPlayed()
	})
}

// judgeLesson looks at whether the class has done what the lesson's step has it do.
func (r *Room) judgeLesson() {
	l := r.lesson
	if l == nil || r.stage != l.History() || !r.changed || l.Trying() == nil || r.inWatch() {
		return
	}
	if l.Judge() {
		l.shown, r.outdated = nil, true
		r.halt()
	} else if out, lacks := l.OutOfReach(), l.Lacks(); out != l.out || lacks != l.lacks {
		l.out, l.lacks, l.shown, r.outdated = out, lacks, nil, true
	}
}

// showWay starts showing how what is to be tried can be done.
func (r *Room) showWay() error {
	return r.moveLesson("the way", func(l *presets.WalkthroughRun) error { _, err := l.Reveal(); return err }, r.watchPlayed)
}

// views returns the clusters against which answers are parsed: in a lesson also the one
// whose names appear only when the truth is shown.
func (r *Room) views() script.Views {
	if r.poll != nil && r.poll.lesson && r.lesson != nil && r.lesson.after != nil {
		return r.lesson.after
	}
	return r.stage
}

// describeLesson returns what everybody sees of the lesson.
func (r *Room) describeLesson() *class.LessonStep {
	l := r.lesson
	if l == nil {
		return nil
	}
	if l.shown != nil {
		return l.shown
	}
	step, number := l.Step()
	t := pane.Teaching{
		Name: l.Preset().Title, Step: number, Steps: len(l.Preset().Steps),
		Heading: step.Title, Say: step.Say, Chosen: -1, Hints: l.Hints(),
	}
	if step.Try != nil {
		t.Question, t.Wants = step.Try.Text, "for the one who drives; :reveal shows a way"
	}
	if lacks := l.Lacks(); lacks != "" {
		t.Told = append(t.Told, pane.NotYet(lacks))
	}
	if r, ok := l.Tried(); ok {
		t.Verdict = pane.TryVerdict(step.Try.Text, r.Reached, r.Way, r.Why)
	}
	if result, ok := l.Result(); ok {
		t.Verdict = &pane.Verdict{Truth: result.Truth, Why: result.Why}
	}
	if l.out && l.Trying() != nil {
		t.Note = "From here no way that we know leads there; :undo takes back the last command, :again begins the step again."
	}
	if l.Finished() {
		t.End = "That was the last step."
	}
	l.shown = &class.LessonStep{Teaching: t, Covered: l.Covered(), Show: step.Show, Turn: l.turn}
	return l.shown
}

// paragraphs is short Markdown as it reads, a paragraph a line; inWords is all of it in one.
func paragraphs(markdown string) []string {
	return pane.PlainText(markdown, theme.New(theme.Options{Mono: true}))
}

func inWords(markdown string) string { return strings.Join(paragraphs(markdown), " ") }

// notes are for instructors: what is right, what has been answered so far, and what comes
// next.
func (r *Room) notes() []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if l := r.lesson; l != nil {
		step, number := l.Step()
		add("# %s, step %d of %d", l.Preset().Title, number, len(l.Preset().Steps))
		for _, h := range step.Hints {
			add("hint: %s", inWords(h))
		}
	}
	if p := r.poll; p != nil {
		add("# %s", p.text)
		if right, ok := p.question.Truth(r.views()); ok {
			add("right: %s", right)
		}
		if p.question.Why != "" {
			add("why: %s", inWords(p.question.Why))
		}
		for _, c := range r.count(p, r.views()) {
			line := fmt.Sprintf("%3d  %s", c.N, c.Answer)
			if m := cleanText(p.question.Misconception(c.Answer)); m != "" && !c.Right {
				line += "; misconception: " + m
			}
			lines = append(lines, line)
		}
	}
	lines = append(lines, r.mistaken()...)
	if l := r.lesson; l != nil {
		if _, number := l.Step(); number < len(l.Preset().Steps) {
			next := l.Preset().Steps[number]
			add("# next: %s", next.Title)
			lines = append(lines, paragraphs(next.Say)...)
		}
	}
	return lines
}
