package presets

import (
	"errors"

	"ringside/internal/strictyaml"
)

// Report is what a check of a preset came to.
type Report struct {
	Name      string    `json:"name"`
	Kind      Kind      `json:"kind,omitempty"`
	Title     string    `json:"title,omitempty"`
	Steps     int       `json:"steps,omitempty"`
	Questions int       `json:"questions,omitempty"`
	Expected  int       `json:"expected,omitempty"` // expectations that held
	Truths    []Truth   `json:"truths,omitempty"`
	Problems  []Problem `json:"problems,omitempty"`
}

// Truth is the right answer to a question.
type Truth struct {
	Step   int    `json:"step"`
	Kind   string `json:"kind"`
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
}

// Problem is what is wrong with a preset, and where.
type Problem struct {
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Field string `json:"field,omitempty"`
	What  string `json:"what"`
}

// problem takes an error apart.
func problem(err error) Problem {
	var at *strictyaml.Error
	if errors.As(err, &at) {
		return Problem{at.File, at.Line, at.Path, at.What}
	}
	return Problem{What: err.Error()}
}

// String says it in one line.
func (p Problem) String() string {
	if p.File == "" {
		return p.What
	}
	return (&strictyaml.Error{File: p.File, Line: p.Line, Path: p.Field, What: p.What}).Error()
}

// Unread is the report of a preset that could not be loaded.
func Unread(name string, err error) Report {
	return Report{Name: name, Problems: []Problem{problem(err)}}
}

// Check plays a walkthrough from its first step to its last, with every question
// answered as the cluster says. It ends at the first thing that does not hold.
func Check(p *Preset) Report {
	r := Report{Name: p.Name, Kind: p.Kind(), Title: p.Title}
	if err := r.walk(p); err != nil {
		r.Problems = append(r.Problems, problem(err))
	}
	return r
}

func (r *Report) walk(p *Preset) error {
	if p.Kind() != Walkthrough {
		return nil
	}
	l, err := NewLesson(p)
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
		err = l.Next()
	}
	return err
}

// answer has the truth shown, and then answers with it as a reader would.
func (r *Report) answer(l *Lesson, step *Step, number int) error {
	told, err := l.Reveal()
	if err != nil {
		return err
	}
	q := step.Ask
	r.Questions++
	r.Truths = append(r.Truths, Truth{number, string(q.Kind), q.Text, told.Truth})
	if err := l.Again(); err != nil {
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
