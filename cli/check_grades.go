// Grading in the check command: answers that students hand in, and replay codes of
// challenges.

package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ringside/engine/history"
	"ringside/internal/count"
	"ringside/internal/strictyaml"
	"ringside/presets"
	"ringside/session"
)

// grade grades a hand-in.
func (c *check) grade(a *app) error {
	data, err := presets.ReadFile(c.answers)
	if err != nil {
		return fmt.Errorf("--answers: %w", err)
	}
	in, err := presets.ParseHandIn(c.answers, data)
	if err != nil {
		return err
	}
	p, err := presets.Load(in.Walkthrough)
	if err != nil {
		return fmt.Errorf("%s: walkthrough: %w", strictyaml.Quote(c.answers), err)
	}
	if p.Kind() != presets.KindWalkthrough {
		return fmt.Errorf("%s: walkthrough: %s is a %s and asks nothing", strictyaml.Quote(c.answers), strictyaml.Quote(p.Name), p.Kind())
	}
	g, err := in.Grade(p)
	if err != nil {
		return err
	}
	if err := c.printGrade(a, &g); err != nil {
		return err
	}
	if g.Right < g.Questions {
		return failed("check: %d of %s answered rightly", g.Right, count.Of(g.Questions, "question"))
	}
	return nil
}

func (c *check) printGrade(a *app, g *presets.Grade) error {
	if c.json {
		return written(json.NewEncoder(a.out).Encode(g))
	}
	table := [][]string{{"STEP", "", "GIVEN", "RIGHT IS", "QUESTION"}}
	for _, answer := range g.Answers {
		mark, given := "wrong", answer.Given
		switch {
		case answer.Tried:
			mark = "to read"
		case answer.Right:
			mark = "right"
		case given == "":
			mark = "none"
		case answer.Note != "":
			given += " (" + answer.Note + ")"
		case answer.Misconception != "":
			given += " (misconception: " + answer.Misconception + ")"
		}
		table = append(table, []string{fmt.Sprint(answer.Step), mark, given, answer.Truth, answer.Ask})
	}
	return a.print(func(out *sheet) error {
		err := out.table(table)
		who := ""
		if g.Student != "" {
			who = g.Student + ", "
		}
		fmt.Fprintf(out, "%s: %d of %s right\n", oneLine(who+g.Walkthrough), g.Right, count.Of(g.Questions, "question"))
		return written(err)
	})
}

// judged is the result of judging a replay code.
type judged struct {
	Challenge string `json:"challenge"`
	Solver    string `json:"solver,omitempty"` // as the code says
	Won       bool   `json:"won"`
	Stars     int    `json:"stars,omitempty"`
	Commands  int    `json:"commands"`
	Found     string `json:"found"`
	Said      string `json:"said,omitempty"` // what the goal lacks, in sentences
}

// judge finds the challenge that a replay code solves: one of those named, else an
// embedded one.
func (c *check) judge(ctx context.Context, a *app, names []string) error {
	opened, err := a.openBy(ctx, "", func(p session.Pause) (*history.History, session.Warning, error) {
		return session.DecodePausing(c.solution, p)
	}) // what is judged is how it goes now
	if err != nil {
		return fmt.Errorf("--solution: %w", err)
	}
	h := opened.history
	names, label, err := c.solves(names)
	if err != nil {
		return err
	}
	var best judged
	var why error
	for _, name := range names {
		p, err := presets.Load(name)
		if err != nil {
			return err
		}
		s, err := presets.Judge(p, h)
		if err != nil {
			why = err
			continue
		}
		if best.Challenge == "" || s.Stars > best.Stars {
			best = judged{p.Name, label.Solver, s.Won, s.Stars, s.Given, s.Found, s.Said}
		}
	}
	if best.Challenge == "" {
		if len(names) == 1 {
			return failed("--solution: %w", why)
		}
		return failed("--solution: not a session of any of the challenges: %s", strings.Join(names, ", "))
	}
	return c.printJudged(a, &best)
}

// solves returns of which challenges the code may be a solution, of those that are named: of the one
// that its label names, or else of all built-in ones. The error says that it is one of another challenge.
func (c *check) solves(names []string) ([]string, session.Label, error) {
	_, label, err := session.Labelled(c.solution)
	if err != nil || label.Challenge == "" {
		if len(names) == 0 {
			names = presets.Challenges()
		}
		return names, label, err
	}
	whose := strictyaml.Quote(label.Challenge)
	if label.Solver != "" {
		whose += ", by " + strictyaml.Quote(label.Solver)
	}
	if len(names) == 0 && slices.Contains(presets.Challenges(), label.Challenge) {
		return []string{label.Challenge}, label, nil
	}
	if len(names) == 0 {
		return nil, label, fmt.Errorf("--solution: it is a solution of %s, which is not built in; name its file: check FILE --solution CODE", whose)
	}
	for _, name := range names {
		if filepath.Base(name) == label.Challenge {
			return []string{name}, label, nil
		}
	}
	return nil, label, failed("--solution: it is a solution of %s, and not of %s", whose, strings.Join(names, ", "))
}

func (c *check) printJudged(a *app, j *judged) error {
	var err error
	switch {
	case c.json:
		err = json.NewEncoder(a.out).Encode(j)
	case j.Won:
		by := ""
		if j.Solver != "" {
			by = " by " + oneLine(j.Solver)
		}
		_, err = fmt.Fprintf(a.out, "%s: solved%s with %s, %s\n", oneLine(j.Challenge), by, count.Of(j.Commands, "command"), count.Of(j.Stars, "star"))
	}
	if err != nil {
		return written(err)
	}
	if !j.Won {
		return failed("--solution: %s is not solved by it: %s", strictyaml.Quote(j.Challenge), j.Said)
	}
	return nil
}
