// A step in which the reader acts: a goal that is to be reached with the keys, and the
// observer judges.

package presets

import (
	"errors"
	"strconv"

	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Try is what the reader of a step is to bring about. It is reached when Goal holds of what
// the reader has done since the step began; the file's solution is one way there. What was
// done is left behind in a branch: the next step goes on from where this one began.
type Try struct {
	Text string // what is to be reached, in a sentence
	Goal Expectation
	Only []string // the only verbs that may be used; nil: any
	Last string   // the verb after which no other may come; "": any
	Why  string   // one line, said when it is reached

	solution []Line
	place    strictyaml.Value
}

// Tried is how a step's goal was reached.
type Tried struct {
	Reached bool     // by the reader; else the solution was shown
	Way     []string // the solution's lines, if that was shown
	Why     string
}

func tryShape() *strictyaml.Shape {
	return strictyaml.Record("something for the reader to do, in place of a question",
		strictyaml.Field{Name: "text", Missing: "it is what the reader is to bring about", Shape: strictyaml.Text("what the reader is to bring about", maxText)},
		strictyaml.Field{Name: "goal", Missing: "it says when that has come about", Shape: strictyaml.Text("an expression that holds when it has come about, as after the verb expect", maxLine)},
		strictyaml.Field{Name: "verbs", Shape: strictyaml.List("the only commands that count", 1, len(changing()), strictyaml.Word("", changing()...))},
		strictyaml.Field{Name: "last", Shape: strictyaml.Word("the command that must come last: none but it counts after it", changing()...)},
		strictyaml.Field{Name: "solution", Missing: "one way there, so that it can be shown and checked", Shape: linesShape("one way there")},
		strictyaml.Field{Name: "why", Missing: "one line, said when it is reached", Shape: strictyaml.Text("one line, said when it is reached", maxText)},
	)
}

// readTry reads what tryShape has checked.
func readTry(v strictyaml.Value) (*Try, error) {
	f, err := v.Pairs()
	if err != nil {
		return nil, err
	}
	t := &Try{place: v}
	for _, field := range f {
		switch v := field.Value; field.Name {
		case "text":
			t.Text, err = v.Text()
		case "goal":
			var e script.Expr
			e, err = readExpr(v)
			t.Goal = Expectation{e, v}
		case "verbs":
			t.Only, err = texts(v)
		case "last":
			t.Last, err = v.Text()
		case "solution":
			t.solution, err = readLines(v)
		case "why":
			t.Why, err = v.Text()
		}
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Verbs lists what the solution does, each once: what a screen can name the keys of.
func (t *Try) Verbs() (all []Line) {
	seen := make(map[string]bool)
	for _, line := range t.solution {
		name := line.Verb.String() + " " + line.Name + strconv.FormatBool(line.Via+line.Client != "")
		if !line.Verb.MovesTime() && !seen[name] {
			seen[name] = true
			all = append(all, line)
		}
	}
	return all
}

// Trying returns what the step has the reader do, as long as that is not done; else nil.
func (l *WalkthroughRun) Trying() *Try {
	if !l.Open() {
		return nil
	}
	return l.preset.Steps[l.at].Try
}

// Tried returns how the step's goal was reached; false if it has none, or is still open.
func (l *WalkthroughRun) Tried() (Tried, bool) {
	leg := &l.legs[l.at]
	return leg.tried, leg.done && l.preset.Steps[l.at].Try != nil
}

// Judge looks at what the reader has done since a step to try began, and reports whether its
// goal has just been reached. The driver calls it after every change.
func (l *WalkthroughRun) Judge() bool {
	t := l.Trying()
	if t == nil || !l.acts() || l.here() == l.legs[l.at].asked {
		return false
	}
	if !t.reached(l.doing(), l.history) { // an operation that there is not yet is no error of the reader's
		return false
	}
	leg := &l.legs[l.at]
	leg.end, leg.done, leg.tried = l.here(), true, Tried{Reached: true, Why: t.Why}
	l.course.done = l.history.Commands()[:leg.end.commands]
	return true
}

// acts reports whether the cluster is where a step to try has the reader act: at its
// beginning, or anywhere that the reader has gone from there.
func (l *WalkthroughRun) acts() bool {
	from := l.legs[l.at].asked
	return l.preset.Steps[l.at].Try != nil && l.keeps(from.commands) && l.here().moment.Compare(from.moment) >= 0
}

// Acts reports whether the reader has begun to do what is to be tried.
func (l *WalkthroughRun) Acts() bool {
	return l.Trying() != nil && l.acts() && l.here().commands > l.legs[l.at].asked.commands
}

// Lacks says in sentences what the goal of a step to try still lacks; "" before the reader has done
// anything, and when it is reached.
func (l *WalkthroughRun) Lacks() string {
	if !l.Acts() {
		return ""
	}
	leg, now := &l.legs[l.at], stand{l.history.Revision(), l.here()}
	if leg.lacks.of != now {
		t := l.preset.Steps[l.at].Try
		said := t.objects(l.doing(), l.history)
		if lacking := feedback(t.Goal.Expr, l.history, leg.asked.moment.Step); said == "" || t.Only == nil && t.Last == "" && lacking != "" {
			said = lacking
		}
		leg.lacks = lacks{now, said}
	}
	return leg.lacks.said
}

// lacks is what a goal lacks where the reader stands.
type lacks struct {
	of   stand
	said string
}

// stand is a place among all that was tried.
type stand struct {
	revision uint64
	mark
}

// showWay plays the solution of a step to try.
func (l *WalkthroughRun) showWay(t *Try) error {
	leg := &l.legs[l.at]
	if err := l.returnTo(leg.asked); err != nil {
		return err
	}
	end, err := l.move(t.solution)
	if err != nil {
		return err
	}
	v, err := t.Goal.Eval(l.history)
	switch {
	case v.Holds && t.objects(l.doing(), l.history) != "":
		err = t.place.Errorf("the solution does not count: %s", t.objects(l.doing(), l.history))
	case v.Holds:
		err = l.preset.Steps[l.at].holds(l.history)
	case err != nil:
		err = t.Goal.place.Errorf("%v", err)
	default:
		err = t.Goal.place.Errorf("%s does not hold after the solution: %s", &t.Goal, v.Found)
	}
	if err != nil {
		return errors.Join(err, l.returnTo(leg.asked))
	}
	leg.end, leg.done, leg.tried = end, true, Tried{Why: t.Why}
	for _, line := range t.solution {
		leg.tried.Way = append(leg.tried.Way, line.String())
	}
	return nil
}

// goalOpen returns an error if the goal holds before anything is done.
func (l *WalkthroughRun) goalOpen(t *Try) error {
	if v, _ := t.Goal.Eval(l.history); v.Holds {
		return t.Goal.place.Errorf("%s holds before anything is done: %s", &t.Goal, v.Found)
	}
	return nil
}
