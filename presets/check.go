// Checking a preset: a walkthrough is played to its end, a challenge is solved by its own
// solution.

package presets

import (
	"errors"

	"ringside/internal/count"
	"ringside/internal/strictyaml"
	"ringside/session"
)

// Report is the result of checking a preset.
type Report struct {
	Name      string    `json:"name"`
	Kind      Kind      `json:"kind,omitempty"`
	Title     string    `json:"title,omitempty"`
	Steps     int       `json:"steps,omitempty"`
	Questions int       `json:"questions,omitempty"`
	Tries     int       `json:"tries,omitempty"`    // things to do
	Expected  int       `json:"expected,omitempty"` // expectations that held
	Truths    []Truth   `json:"truths,omitempty"`
	Commands  int       `json:"commands,omitempty"` // of a challenge's solution
	Code      string    `json:"-"`                  // of a challenge's solution: never shown
	Searched  *Searched `json:"searched,omitempty"` // of a challenge, if Search was asked for
	Problems  []Problem `json:"problems,omitempty"`
	Warnings  []Problem `json:"warnings,omitempty"` // it holds, and could be better
}

// Truth is the right answer to a question.
type Truth struct {
	Step   int    `json:"step"`
	Kind   string `json:"kind"`
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
}

// Problem is an error in a preset, with its place.
type Problem struct {
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Field string `json:"field,omitempty"`
	What  string `json:"what"`
}

// problem converts an error.
func problem(err error) Problem {
	var at *strictyaml.Error
	if errors.As(err, &at) {
		return Problem{at.File, at.Line, at.Path, at.What}
	}
	return Problem{What: err.Error()}
}

// String returns the problem as one line.
func (p Problem) String() string {
	if p.File == "" {
		return p.What
	}
	return (&strictyaml.Error{File: p.File, Line: p.Line, Path: p.Field, What: p.What}).Error()
}

// Unread returns the report of a preset that could not be loaded.
func Unread(name string, err error) Report {
	return Report{Name: name, Problems: []Problem{problem(err)}}
}

// Check plays a walkthrough from its first step to its last, with every question answered
// as the cluster says, and solves a challenge with its own solution. It ends at the first
// thing that does not hold.
func Check(p *Preset) Report {
	r := Report{Name: p.Name, Kind: p.Kind(), Title: p.Title}
	var err error
	switch r.Kind {
	case KindWalkthrough:
		err = r.walk(p)
	case KindChallenge:
		err = r.solve(p)
	}
	if err == nil {
		err = lonelyKey(p)
	}
	if err != nil {
		r.Problems = append(r.Problems, problem(err))
	}
	r.Warnings = hintless(p)
	return r
}

// hintless lists the questions and the things to do for which there is no hint: a reader who
// is stuck can then only have the answer shown.
func hintless(p *Preset) (all []Problem) {
	for i := range p.Steps {
		s := &p.Steps[i]
		if len(s.Hints) > 0 {
			continue
		}
		switch {
		case s.Ask != nil:
			all = append(all, problem(s.place.Errorf("asks, and has no hint; a reader who is stuck can only have the answer shown")))
		case s.Try != nil:
			all = append(all, problem(s.place.Errorf("has something to try, and no hint; a reader who is stuck can only have it shown")))
		}
	}
	if c := p.Challenge; c != nil && len(c.Hints) == 0 {
		all = append(all, problem(c.won.place.Errorf("a challenge without a hint; who is stuck can only give up")))
	}
	return all
}

// solve solves a challenge, and has the solution judged like anybody's: by its code.
func (r *Report) solve(p *Preset) error {
	a, err := NewChallengeRun(p)
	if err != nil {
		return err
	}
	won := p.Challenge.won
	if s := a.Standing(); s.Won {
		return won.place.Errorf("%s holds before anything is done: %s", won, s.Found)
	}
	s, err := a.solve()
	if err != nil {
		return err
	}
	r.Commands = s.Given
	switch {
	case s.NeedMore != nil:
		return won.place.Errorf("the solution has %d %s too few", s.NeedMore[0].N, s.NeedMore[0].Verb)
	case !s.Won:
		return won.place.Errorf("%s does not hold after the solution: %s", won, s.Found)
	case s.Stars < 3:
		return won.place.Errorf("the solution has %s, which is worth less than three stars", count.Of(s.Given, "command"))
	}
	if r.Code, err = a.Code(); err != nil {
		return won.place.Errorf("%v", err)
	}
	h, warning, err := session.Decode(r.Code)
	if err == nil && warning.Text != "" {
		err = errors.New(warning.Text)
	}
	if err != nil {
		return won.place.Errorf("the solution's code: %v", err)
	}
	if again, err := Judge(p, h); err != nil || again.Stars != s.Stars {
		return won.place.Errorf("the solution's code is worth %s, and the solution %d (%v)", count.Of(again.Stars, "star"), s.Stars, err)
	}
	return nil
}

func (r *Report) walk(p *Preset) error {
	l, err := NewWalkthroughRun(p)
	for err == nil {
		step, number := l.Step()
		if l.Open() {
			err = r.answer(l, step, number)
		}
		if err != nil {
			return err
		}
		r.Steps++
		r.Expected += len(step.Expect)
		if l.Finished() {
			return nil
		}
		if err = l.giveaway(); err == nil {
			err = l.Next()
		}
	}
	return err
}

// answer reveals the truth, and then gives it as a reader's answer.
func (r *Report) answer(l *WalkthroughRun, step *Step, number int) error {
	told, err := l.Reveal()
	if err != nil {
		return err
	}
	q := step.Ask
	if q == nil {
		r.Tries++
		return nil
	}
	r.Questions++
	r.Truths = append(r.Truths, Truth{number, string(q.Kind), q.Text, told.Truth})
	truth, err := q.truth(l.history)
	if err == nil && q.Kind == AskChoice && q.Choices[truth.n-1].mistake.Given() {
		err = q.Choices[truth.n-1].mistake.Errorf("this answer is right, so it stands for no misconception")
	}
	if err == nil {
		err = l.Again()
	}
	if err == nil {
		err = l.given(truth)
	}
	if err == nil {
		err = l.toldInWords(truth)
	}
	if err != nil {
		return err
	}
	got, err := l.Answer(told.Truth)
	if err == nil && !got.Right {
		err = errors.New("is said to be wrong")
	}
	if err != nil {
		return q.place.Errorf("the right answer, typed as %s: %v", told.Truth, err)
	}
	return nil
}
