// A walkthrough being taken on a real cluster, whose time can't be turned back: its steps come
// one after another, each once.

package presets

import (
	"fmt"
	"regexp"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/count"
)

// LoadOn loads a walkthrough for nodes with other names: the nodes of its cluster, in their order,
// are called by these instead, in its text and in its lines. The error says why it can't be taken
// on such a cluster.
func LoadOn(nameOrPath string, names []string) (*Preset, error) {
	p, err := LoadLesson(nameOrPath)
	if err != nil {
		return nil, err
	}
	if err := p.OnReal(); err != nil {
		return nil, err
	}
	nodes := p.Config().Nodes
	if len(nodes) != len(names) {
		return nil, fmt.Errorf("%s is a lesson with %s, and the cluster has %d", p.Name, count.Of(len(nodes), "node"), len(names))
	}
	file, read := nameOrPath, readPreset
	if builtIn := fileOf(nameOrPath); builtIn != "" {
		file, read = builtIn, readBuiltIn
	}
	data, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("preset %s: %w", nameOrPath, err)
	}
	to := make(map[string]string, len(nodes))
	var words []string
	for i, n := range nodes {
		to[n.Name] = names[i]
		words = append(words, regexp.QuoteMeta(n.Name))
	}
	word, err := regexp.Compile(`\b(?:` + strings.Join(words, "|") + `)\b`)
	if err != nil {
		return nil, fmt.Errorf("preset %s: %w", nameOrPath, err)
	}
	on := newPreset(file)
	on.called = names
	if err := on.read(word.ReplaceAllFunc(data, func(name []byte) []byte { return []byte(to[string(name)]) }), maxRingBytes); err != nil {
		return nil, err
	}
	on.Name = p.Name
	return on, nil
}

// OnReal returns why a preset can't be taken on any real cluster; nil if it can, on one of as many nodes.
func (p *Preset) OnReal() error {
	if len(p.Steps) == 0 {
		return fmt.Errorf("%s is no lesson: it has no steps", p.Name)
	}
	if rules := p.Config().Settings.Rules; rules != engine.CassandraRules {
		return fmt.Errorf("%s is a lesson under the rules of %s, and a real cluster goes by Cassandra's", p.Name, rules)
	}
	return nil
}

// LiveRun is a walkthrough being taken on a cluster that goes on by itself. Its driver carries the
// lines out: Do of a step, then what is predicted, then Then, then what became of it.
type LiveRun struct {
	*Preset
	at, hints    int
	predicted    *answer
	right, asked int
}

// NewLiveRun begins a walkthrough at its first step.
func NewLiveRun(p *Preset) *LiveRun { return &LiveRun{Preset: p} }

// Step returns the current step, and its number from 1.
func (l *LiveRun) Step() (*Step, int) { return &l.Steps[l.at], l.at + 1 }

// Next goes on to the next step, and reports whether there is one.
func (l *LiveRun) Next() bool {
	if l.at+1 == len(l.Steps) {
		return false
	}
	l.at, l.hints, l.predicted = l.at+1, 0, nil
	return true
}

// Hint returns one more hint of the step; false if there is none.
func (l *LiveRun) Hint() (string, bool) {
	hints := l.Steps[l.at].Hints
	if l.hints == len(hints) {
		return "", false
	}
	l.hints++
	return hints[l.hints-1], true
}

// Predict takes in what the reader expects, before it happens. An answer that can't be understood
// is an error.
func (l *LiveRun) Predict(typed string, views script.Views) error {
	given, err := l.Steps[l.at].Ask.read(typed, views)
	if err != nil {
		return err
	}
	l.predicted = &given
	return nil
}

// Result returns what happened, and whether it was predicted. The error says what did not come
// about as the lesson has it, or why that is not known; then nobody was right or wrong.
func (l *LiveRun) Result(views script.Views) (Result, error) {
	q := l.Steps[l.at].Ask
	truth, err := q.truth(views)
	if err != nil {
		return Result{}, err
	}
	r := Result{Truth: q.text(truth), Why: q.Why}
	if l.asked++; l.predicted != nil {
		r.judge(q, *l.predicted, truth)
	}
	if r.Right {
		l.right++
	}
	return r, nil
}

// Tried counts a step to try that is done: by the reader, or only shown, which is not right.
func (l *LiveRun) Tried(byReader bool) {
	if l.asked++; byReader {
		l.right++
	}
}

// Score is that of a WalkthroughRun.
func (l *LiveRun) Score() (right, asked int) { return l.right, l.asked }

// Reached reports whether the goal of what is to be tried has come about.
func (l *LiveRun) Reached(views script.Views) bool {
	v, _ := l.Steps[l.at].Try.Goal.Eval(views)
	return v.Holds // an operation that there is not yet is no error of the reader's
}

// Way returns the lines of one way to do what is to be tried.
func (l *LiveRun) Way() []Line { return l.Steps[l.at].Try.solution }

// Holds returns an error if something that the step expects does not hold, or is not known of such
// a cluster.
func (l *LiveRun) Holds(views script.Views) error { return l.Steps[l.at].holds(views) }
