package presets

import (
	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// Step is one idea of a walkthrough. What it does happens first; then its text
// is read, and its question answered if it has one; after the answer Then
// happens, which shows the truth; and at the end all that is expected must hold.
type Step struct {
	Title  string // a few words
	Source string // where what it says comes from; may be empty
	Say    string // short Markdown
	Do     []Line
	Show   Show
	Cover  []string  // names of Coverable: what stays hidden until the answer; all if the file does not say
	Ask    *Question // nil: there is nothing to answer
	Then   []Line    // only if there is a question
	Expect []Expectation
	Hints  []string // one more for each time that somebody asks

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

// Show is what a step wants to be looked at. Empty fields leave it as it was.
type Show struct {
	Pane string // one of Panes
	Key  string // to have in hand
	Node string // to choose

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

// Question is asked before the truth is shown. What is right is asked of the
// cluster, when Then has been played; what the file expects is only held against
// it.
type Question struct {
	Kind    QuestionKind
	Text    string
	Choices []Choice // of AskChoice
	Why     string   // one line, said after the answer

	fact  script.Fact      // what is right; not of AskChoice
	right int              // of AskChoice: which one, from 1, where it can't be computed; else 0
	is    strictyaml.Value // what the file expects to be right; may not be given
	place strictyaml.Value
}

// Choice is one answer to choose.
type Choice struct {
	Text string

	when  script.Expr // it is right if this holds
	place strictyaml.Value
}

// Panes returns the names of what a step can show.
func Panes() []string { return []string{"ring", "walk", "nodes", "operation", "log", "lanes"} }

// Coverable returns the names of what can stay hidden until a question is
// answered. The ring itself is never hidden, since questions are about it: "ring"
// covers the key, its path and who holds what on it; of the others everything is.
func Coverable() []string { return Panes() }
