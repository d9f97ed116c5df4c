// Package handout makes a document of a lesson, for those who read it on paper.
//
//	presets.Preset ──▶ tui.HandoutSteps ──▶ Document ─┬─▶ Markdown   the screens as text
//	                                            └─▶ HTML       the screens as pictures
//
// Each step has its text, what the panes show that are not covered, and its question. The
// answers stand at the end as a key, or are left out.
package handout

import (
	"fmt"
	"strings"

	"ringside/internal/picture"
	"ringside/presets"
	"ringside/tui"
	"ringside/tui/draw"
)

// Document is a lesson to be handed out.
type Document struct {
	Title, Objective, Source string // clean
	Minutes                  int
	Steps                    []Step
	Answers                  bool // they stand at the end
}

// Step is a step of it.
type Step struct {
	Number   int
	Heading  string   // clean
	Say      string   // Markdown, clean
	Screen   tui.Shot // its zero value is none
	Question string   // clean; "" if nothing is asked
	Choices  []string
	Wants    string // how it is answered
	Apart    bool   // it begins a page: it answers a question of the page before

	Truth, Why string // clean
}

// The size of the screens: what a page of paper is wide enough for.
const width, height = 80, 24

// New plays a lesson and makes a document of it. The error names the place in the
// lesson's file.
func New(p *presets.Preset, answers, ascii bool) (*Document, error) {
	if p.Kind() != presets.KindWalkthrough {
		return nil, fmt.Errorf("%s is a %s; a handout is made of a walkthrough", p.Name, p.Kind())
	}
	steps, err := tui.HandoutSteps(p, tui.HandoutOptions{Width: width, Height: height, ASCII: ascii})
	if err != nil {
		return nil, err
	}
	d := &Document{
		Title: draw.Clean(p.Title), Objective: draw.Clean(p.Objective), Source: draw.Clean(p.Source),
		Minutes: p.Minutes, Answers: answers,
	}
	page := 1 // the first step since the last one that begins a page
	for _, s := range steps {
		st := step(&s)
		if n := len(s.Tells); n > 0 && s.Tells[n-1] >= page {
			st.Apart, page = true, s.Number
		}
		if st.Question == "" && !answers && d.asks() {
			st.Screen = tui.Shot{} // nothing is covered on it of what was asked before
		}
		if st.Question == "" && s.Step.Show.Pane == "" {
			st.Screen = tui.Shot{} // the step looks at nothing, such as what to remember
		}
		d.Steps = append(d.Steps, st)
	}
	return d, nil
}

func step(s *tui.HandoutStep) Step {
	st := Step{Number: s.Number, Heading: draw.Clean(s.Step.Title), Say: cleanLines(alone(s.Step.Say)), Screen: s.Asked}
	if t := s.Step.Try; t != nil {
		st.Question, st.Wants = draw.Clean(t.Text), "write down how"
		st.Truth, st.Why = draw.Clean(s.Result.Truth), draw.Clean(alone(s.Result.Why))
	}
	q := s.Step.Ask
	if q == nil {
		return st
	}
	st.Question, st.Wants = draw.Clean(q.Text), draw.Clean(q.Wants())
	for _, c := range q.Choices {
		st.Choices = append(st.Choices, draw.Clean(c.Text))
	}
	st.Truth, st.Why = draw.Clean(s.Result.Truth), draw.Clean(alone(s.Result.Why))
	return st
}

// alone is a text with the lines in it as they are typed.
func alone(text string) string { return presets.LinesIn(text, presets.LineAlone) }

// cleanLines makes each line safe, and leaves the text its lines.
func cleanLines(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\t", "    ")), "\n")
	for i, line := range lines {
		lines[i] = draw.Clean(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}

// asks reports whether any step asks something.
func (d *Document) asks() bool {
	for i := range d.Steps {
		if d.Steps[i].Question != "" {
			return true
		}
	}
	return false
}

// minutes says how long it takes; "" if nobody has said.
func (d *Document) minutes() string {
	if d.Minutes == 0 {
		return ""
	}
	return fmt.Sprintf("%d minutes", d.Minutes)
}

func svg(s tui.Shot) string {
	return picture.SVG(picture.Of(s.Text, s.W, s.H), picture.OnLight())
}

func letter(i int) string { return string(rune('a' + i)) }
