// Hand-ins: a student's answers to a walkthrough, and how they are graded.

package presets

import (
	"errors"
	"strconv"
	"strings"

	"ringside/internal/strictyaml"
)

// HandIn is a student's answers to the questions of a walkthrough, by the number of the
// step.
//
//	format: 1
//	walkthrough: token-ring
//	student: Ann
//	answers:
//	  2: node 4
//	  3: 4, 2
type HandIn struct {
	Walkthrough string // a name, or the path of a file
	Student     string // may be empty
	answers     map[int]strictyaml.Value
}

func handInShape() *strictyaml.Shape {
	answer := strictyaml.Either("the answer", "an answer, or a list of its parts",
		strictyaml.Text("", maxLine), strictyaml.List("", 1, maxItems, strictyaml.Text("", maxLine)))
	return strictyaml.Record("answers that somebody handed in",
		strictyaml.Field{Name: "format", Missing: "this program reads format: 1", Shape: strictyaml.Whole("the version of the format", Format, Format)},
		strictyaml.Field{Name: "walkthrough", Missing: "it says what is answered, as in walkthrough: token-ring", Shape: strictyaml.Text("a name, or the path of a file", maxLine)},
		strictyaml.Field{Name: "student", Shape: strictyaml.Text("who answers", maxLine)},
		strictyaml.Field{Name: "answers", Missing: "it has each answer by the number of its step, as in 3: 4, 2", Shape: strictyaml.Mapping("each answer by the number of its step", answer)},
	)
}

// ParseHandIn parses a hand-in, YAML or JSON. The name is the file's, for errors.
func ParseHandIn(name string, data []byte) (*HandIn, error) {
	top, err := strictyaml.Parse(name, data)
	if err != nil {
		return nil, err
	}
	pairs, err := readTop(top, handInShape())
	if err != nil {
		return nil, err
	}
	h := &HandIn{answers: make(map[int]strictyaml.Value)}
	for _, field := range pairs {
		switch field.Name {
		case "walkthrough":
			h.Walkthrough, err = field.Value.Text()
		case "student":
			h.Student, err = field.Value.Text()
		case "answers":
			err = h.readAnswers(field.Value)
		}
		if err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *HandIn) readAnswers(v strictyaml.Value) error {
	pairs, err := v.Pairs()
	if err != nil {
		return err
	}
	for _, p := range pairs {
		n, err := strconv.Atoi(p.Name)
		if err != nil || n < 1 || n > maxSteps {
			return p.Value.Errorf("%q is not the number of a step", p.Name)
		}
		h.answers[n] = p.Value
	}
	return nil
}

// Grade is the grade of a hand-in.
type Grade struct {
	Walkthrough string   `json:"walkthrough"`
	Student     string   `json:"student,omitempty"`
	Right       int      `json:"right"`
	Questions   int      `json:"questions"`
	Answers     []Graded `json:"answers"`
}

// Graded is one graded answer.
type Graded struct {
	Step  int    `json:"step"`
	Ask   string `json:"ask"`
	Given string `json:"given"` // as it was written; "": no answer
	Right bool   `json:"right"`
	Truth string `json:"truth"`
	// Misconception is what the wrong answer stands for.
	Misconception string `json:"misconception,omitempty"`
	Note          string `json:"note,omitempty"`  // why it could not be understood
	Tried         bool   `json:"tried,omitempty"` // of a step to try: for a person to read, neither right nor wrong
}

// Grade plays a walkthrough and compares the answers with what its cluster says. An
// answer that can't be understood is wrong, with a note that says why. The error is about
// the walkthrough, or names an answer to a step that neither asks nor has something to try. What
// was written of a try, which a handout has a line for, is for a person to read, and is not graded.
func (h *HandIn) Grade(p *Preset) (Grade, error) {
	g := Grade{Walkthrough: p.Name, Student: h.Student}
	for n := range maxSteps + 1 {
		v, ok := h.answers[n]
		if ok && (n > len(p.Steps) || p.Steps[n-1].Ask == nil && p.Steps[n-1].Try == nil) {
			return g, v.Errorf("step %d of %s asks nothing; %s", n, p.Name, asks(p))
		}
	}
	l, err := NewWalkthroughRun(p)
	for err == nil {
		if l.Trying() != nil {
			if err = h.tried(l, &g); err == nil {
				_, err = l.Reveal()
			}
		}
		if err == nil && l.Asking() != nil {
			graded, err := h.grade(l)
			if err != nil {
				return g, err
			}
			g.Answers = append(g.Answers, graded)
			g.Questions++
			if graded.Right {
				g.Right++
			}
		}
		if err == nil && l.Finished() {
			return g, nil
		}
		if err == nil {
			err = l.Next()
		}
	}
	return g, err
}

// tried adds what was written of a step to try.
func (h *HandIn) tried(l *WalkthroughRun, g *Grade) error {
	step, n := l.Step()
	v, ok := h.answers[n]
	if !ok {
		return nil
	}
	parts, err := texts(v)
	g.Answers = append(g.Answers, Graded{Step: n, Ask: step.Try.Text, Given: strings.Join(parts, ", "), Tried: true})
	return err
}

// asks says which steps have questions.
func asks(p *Preset) string {
	var steps []string
	for i := range p.Steps {
		if p.Steps[i].Ask != nil {
			steps = append(steps, strconv.Itoa(i+1))
		}
	}
	if steps == nil {
		return "none does"
	}
	return "those that ask are " + strings.Join(steps, ", ")
}

func (h *HandIn) grade(l *WalkthroughRun) (Graded, error) {
	step, n := l.Step()
	g := Graded{Step: n, Ask: step.Ask.Text}
	result := Result{}
	err := errors.New("not answered")
	if v, ok := h.answers[n]; ok {
		parts, bad := texts(v)
		if bad != nil {
			return g, bad
		}
		g.Given = strings.Join(parts, ", ")
		if result, err = l.Answer(g.Given); err == nil {
			g.Right, g.Truth, g.Misconception = result.Right, result.Truth, result.Misconception
			return g, nil
		}
	}
	g.Note = err.Error()
	result, err = l.Reveal()
	g.Truth = result.Truth
	return g, err
}
