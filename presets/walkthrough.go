// The parts of a walkthrough: steps, lines, expectations, questions and choices.

package presets

import (
	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Step is one idea of a walkthrough. First it does its lines; then its text is read, and
// its question answered if it has one; after the answer it does Then, which shows the
// truth; at the end all its expectations must hold.
type Step struct {
	Title  string // a few words
	Source string // where its content comes from; may be empty
	Say    string // short Markdown
	Do     []Line
	Show   Show
	Cover  []Part    // of Coverable: what stays hidden until the answer; all if the file does not say
	Ask    *Question // nil: there is no question
	Then   []Line    // only if there is a question
	Try    *Try      // nil: there is nothing to do; a step does not ask as well
	Expect []Expectation
	Hints  []string // shown one by one, on request

	place strictyaml.Value
}

// Line is a command of a walkthrough, and where it stands.
type Line struct {
	engine.Command
	place strictyaml.Value
}

// Expectation must hold after a step.
type Expectation struct {
	script.Expr
	place strictyaml.Value
}

// Show is what a step wants the screen to show. Empty fields leave it as it was.
type Show struct {
	Pane Part   // one of Panes; "": none
	Key  string // to select
	Node string // to select
	// Ranges are drawn on the ring, as far as their ends are there.
	Ranges []Range

	place strictyaml.Value // of the key
}

// QuestionKind is how a question is answered.
type QuestionKind string

const (
	// AskNodes wants names of nodes, in order if the order counts.
	AskNodes QuestionKind = "nodes"
	// AskChoice wants one of a few answers.
	AskChoice QuestionKind = "choice"
	// AskNumber wants a number or a duration.
	AskNumber QuestionKind = "number"
	// AskValue wants a word, or the values of a key in any order.
	AskValue QuestionKind = "value"
)

// Question is asked before the truth is shown. The right answer is computed from the
// cluster after Then; what the file expects is only compared with it.
type Question struct {
	Kind    QuestionKind
	Text    string
	Choices []Choice // of AskChoice
	Why     string   // one line, shown after the answer

	fact  script.Fact      // the right answer; not of AskChoice
	right int              // of AskChoice: which one, from 1, where it can't be computed; else 0
	is    strictyaml.Value // what the file expects to be right; optional
	place strictyaml.Value
}

// Choice is one answer to choose.
type Choice struct {
	Text string
	// Misconception is what somebody believes who takes this answer where it is wrong, as a
	// sentence of theirs; "": nobody has said.
	Misconception string

	when    script.Expr // it is right if this holds
	place   strictyaml.Value
	mistake strictyaml.Value // of Misconception
}
