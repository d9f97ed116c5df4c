// Parsing the steps of a walkthrough: commands, texts, expectations and what is shown.

package presets

import (
	"errors"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// The limits of a walkthrough, so that a file can't ask for more than anybody reads.
const (
	maxSteps   = 100
	maxLines   = 200 // of one step
	maxText    = 2000
	maxTitle   = 80
	maxLine    = 4000
	maxItems   = 12
	maxMinutes = 120
	maxChosen  = 200 // a misconception
)

// ifChosen is the field of a wrong answer that says which misconception it stands for.
const ifChosen = "if-chosen"

const linesHelp = "lines of the command language: a text of lines, or a list of them"

func linesShape(help string) *strictyaml.Shape {
	return strictyaml.Either(help+": "+linesHelp, "lines of the command language, as a text of lines or a list",
		strictyaml.Text("one command per line", maxLines*maxLine),
		strictyaml.List("one command each", 1, maxLines, strictyaml.Text("one command", maxLine)))
}

// textsShape is one text, or several.
func textsShape(help string, most int) *strictyaml.Shape {
	return strictyaml.Either(help, "a text, or a list of texts",
		strictyaml.Text("", most), strictyaml.List("", 1, maxItems, strictyaml.Text("", most)))
}

func stepsShape() *strictyaml.Shape {
	return strictyaml.List("the steps of a walkthrough", 1, maxSteps, strictyaml.Record("one idea",
		strictyaml.Field{Name: "title", Missing: "a few words that name the step", Shape: strictyaml.Text("a few words", maxTitle)},
		strictyaml.Field{Name: "source", Shape: strictyaml.Text("where what the step says comes from: a slide, a section of a paper", maxText)},
		strictyaml.Field{Name: "say", Missing: "say what there is to see, in a few short sentences", Shape: strictyaml.Text("what is to be read: short Markdown", maxText)},
		strictyaml.Field{Name: "do", Shape: linesShape("what happens when the step begins")},
		strictyaml.Field{Name: "show", Shape: showShape()},
		strictyaml.Field{Name: "cover", Shape: strictyaml.Either("what stays hidden until the question is answered: everything, unless it says otherwise", "one of "+strings.Join(PartNames(Coverable()), ", ")+", or a list of them",
			strictyaml.Word("", PartNames(Coverable())...), strictyaml.List("", 0, len(Coverable()), strictyaml.Word("", PartNames(Coverable())...)))},
		strictyaml.Field{Name: "ask", Shape: askShape()},
		strictyaml.Field{Name: "try", Shape: tryShape()},
		strictyaml.Field{Name: "then", Shape: linesShape("what happens after the answer, and shows who is right")},
		strictyaml.Field{Name: "expect", Shape: textsShape("what must hold at the end of the step: expressions, as after the verb expect", maxLine)},
		strictyaml.Field{Name: "hint", Shape: textsShape("help towards the answer, one after the other", maxText)},
	))
}

func showShape() *strictyaml.Shape {
	return strictyaml.Record("what to look at",
		strictyaml.Field{Name: "pane", Shape: strictyaml.Word("the pane to bring into view", PartNames(Panes())...)},
		strictyaml.Field{Name: "key", Shape: strictyaml.Text("the key to choose", maxLine)},
		strictyaml.Field{Name: "node", Shape: strictyaml.Text("the node to choose", maxName)},
		strictyaml.Field{Name: "ranges", Shape: rangesShape()},
	)
}

func askShape() *strictyaml.Shape {
	kinds := []string{string(AskNodes), string(AskChoice), string(AskNumber), string(AskValue)}
	choice := strictyaml.Record("one answer",
		strictyaml.Field{Name: "text", Missing: "it is what the reader chooses", Shape: strictyaml.Text("what the reader chooses", maxText)},
		strictyaml.Field{Name: "if", Shape: strictyaml.Text("an expression: this answer is right if it holds", maxLine)},
		strictyaml.Field{Name: ifChosen, Shape: strictyaml.Text("the misconception that this wrong answer stands for, as a sentence of somebody who has it; shown after the answer, and counted in a class", maxChosen)},
	)
	return strictyaml.Record("a question, asked before the right answer is shown",
		strictyaml.Field{Name: "kind", Missing: "allowed: " + strings.Join(kinds, ", "), Shape: strictyaml.Word("how it is answered", kinds...)},
		strictyaml.Field{Name: "text", Missing: "it is the question", Shape: strictyaml.Text("the question", maxText)},
		strictyaml.Field{Name: "answer", Shape: strictyaml.Text("what is right: a fact such as replicas(cart), which is asked of the cluster "+
			"after the answer; for a choice that can't be computed its number, from 1", maxLine)},
		strictyaml.Field{Name: "is", Shape: strictyaml.Text("what you expect to be right, as a reader would type it: the file is broken if it is not", maxLine)},
		strictyaml.Field{Name: "choices", Shape: strictyaml.List("the answers of a choice", 2, maxItems,
			strictyaml.Either("", "a text, or {text: …, if: …, if-chosen: …}", strictyaml.Text("one answer", maxText), choice))},
		strictyaml.Field{Name: "why", Missing: "one line, said after the answer", Shape: strictyaml.Text("one line, said after the answer", maxText)},
	)
}

// readSteps reads what stepsShape has checked.
func (p *Preset) readSteps(v strictyaml.Value) error {
	items, err := v.List()
	if err != nil {
		return err
	}
	for _, item := range items {
		s, err := p.readStep(item)
		if err != nil {
			return err
		}
		p.Steps = append(p.Steps, s)
	}
	return nil
}

func (p *Preset) readStep(v strictyaml.Value) (s Step, err error) {
	f, err := v.Pairs()
	if err != nil {
		return s, err
	}
	s.place = v
	covered := false
	for _, field := range f {
		v := field.Value
		switch field.Name {
		case "title":
			s.Title, err = v.Text()
		case "source":
			s.Source, err = v.Text()
		case "say":
			s.Say, err = v.Text()
		case "do":
			s.Do, err = readLines(v)
		case "then":
			s.Then, err = readLines(v)
		case "show":
			s.Show, err = p.readShow(v)
		case "cover":
			covered = true
			s.Cover, err = readParts(v)
		case "ask":
			s.Ask, err = readQuestion(v)
		case "try":
			s.Try, err = readTry(v)
		case "expect":
			s.Expect, err = readExpectations(v)
		case "hint":
			s.Hints, err = texts(v)
		}
		if err != nil {
			return s, err
		}
	}
	if s.Ask != nil && !covered {
		s.Cover = Coverable()
	}
	for _, field := range f {
		switch {
		case s.Ask != nil && field.Name == "try":
			return s, field.Value.Errorf("a step asks, or has the reader try something; this one has a field ask")
		case s.Ask == nil && slices.Contains([]string{"cover", "then"}, field.Name):
			return s, field.Value.Errorf("is only for a step that asks; this one has no field ask")
		case s.Ask == nil && s.Try == nil && field.Name == "hint":
			return s, field.Value.Errorf("is only for a step that asks, or has something to try; this one has no field ask and no field try")
		}
	}
	return s, nil
}

// readParts reads the names of one or more parts of a screen.
func readParts(v strictyaml.Value) (parts []Part, err error) {
	names, err := texts(v)
	for _, name := range names {
		parts = append(parts, Part(name))
	}
	return parts, err
}

// oneOrMore returns the items of a list, or the one value that stands in place of a list.
func oneOrMore(v strictyaml.Value) ([]strictyaml.Value, error) {
	if v.IsList() {
		return v.List()
	}
	return []strictyaml.Value{v}, nil
}

// texts reads one text, or a list of texts.
func texts(v strictyaml.Value) (all []string, err error) {
	err = eachText(v, func(_ strictyaml.Value, text string) error {
		all = append(all, text)
		return nil
	})
	return all, err
}

// eachText calls f for one text, or for each of a list of texts.
func eachText(v strictyaml.Value, f func(item strictyaml.Value, text string) error) error {
	items, err := oneOrMore(v)
	if err != nil {
		return err
	}
	for _, item := range items {
		text, err := item.Text()
		if err != nil {
			return err
		}
		if err := f(item, text); err != nil {
			return err
		}
	}
	return nil
}

// readLines reads commands. Those that travel in time are refused, because a walkthrough
// goes forward.
func readLines(v strictyaml.Value) (lines []Line, err error) {
	values, err := v.Lines()
	if err != nil {
		return nil, err
	}
	if len(values) > maxLines {
		return nil, v.Errorf("has %d lines; at most %d are allowed", len(values), maxLines)
	}
	for _, at := range values {
		text, err := at.Text()
		if err != nil {
			return nil, err
		}
		if len(text) > maxLine { // like in a list, where each line has that shape
			return nil, at.Errorf("has %d bytes; at most %d are allowed", len(text), maxLine)
		}
		cmd, err := script.Parse(text)
		switch {
		case err != nil:
			return nil, at.Errorf("%v", err)
		case cmd.Verb == 0:
			continue
		case cmd.Verb.Travels():
			return nil, at.Errorf("%q: a walkthrough goes forward; the reader is who goes back", cmd.Verb)
		}
		lines = append(lines, Line{cmd, at})
	}
	return lines, nil
}

func readExpectations(v strictyaml.Value) (all []Expectation, err error) {
	items, err := oneOrMore(v)
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		e, err := readExpr(item)
		if err != nil {
			return nil, err
		}
		all = append(all, Expectation{e, item})
	}
	return all, nil
}

func readExpr(v strictyaml.Value) (script.Expr, error) {
	text, err := v.Text()
	if err != nil {
		return script.Expr{}, err
	}
	e, err := script.ParseExpr(text)
	if err != nil {
		return e, v.Errorf("%v", err)
	}
	return e, nil
}

func (p *Preset) readShow(v strictyaml.Value) (s Show, err error) {
	pairs, err := v.Pairs()
	if err != nil {
		return s, err
	}
	for _, field := range pairs {
		if field.Name == "ranges" {
			if s.Ranges, err = readRanges(field.Value); err != nil {
				return s, err
			}
			continue
		}
		text, err := field.Value.Text()
		if err != nil {
			return s, err
		}
		switch field.Name {
		case "pane":
			s.Pane = Part(text)
		case "key":
			s.Key, s.place = text, field.Value
		case "node":
			s.Node = text
			if err := p.hasNode(text); err != nil {
				return s, field.Value.Errorf("%v", err)
			}
		}
	}
	return s, nil
}

// hasNode returns an error unless the cluster has a node of that name when it starts.
func (p *Preset) hasNode(name string) error {
	names := nodeNames(&p.cfg)
	if slices.Contains(names, name) {
		return nil
	}
	return errors.New(`there is no node "` + name + `"` + nearest.Among(name, "nodes", names))
}

func nodeNames(cfg *engine.Config) []string {
	names := make([]string, len(cfg.Nodes))
	for i, n := range cfg.Nodes {
		names[i] = n.Name
	}
	return names
}
