// What a lesson or a challenge says, for the pane that shows it.

package pane

import "strings"

// Teaching is what a lesson shows at one moment. It never changes: a lesson, whether one
// person's or a room's, passes a new one for each change.
type Teaching struct {
	Name        string // of the lesson
	Step, Steps int
	Heading     string // of the step
	Marks       string // beside the heading, if there are no steps
	Say         string // short Markdown

	Question string // "" if there is none
	Choices  []string
	Chosen   int    // of Choices; -1: none
	Wants    string // how it is answered
	Entry    *Entry // nil if nothing is being typed
	Types    bool   // what is typed begins the answer
	Hints    []string
	Verdict  *Verdict // nil until the question is answered

	Told []Labelled // what else there is to say: after the verdict, or before there is one

	Note  string // where the cluster is relative to the lesson, if that must be said
	End   string // shown after the last step
	Press []Press
}

// Labelled is a text after a label: short Markdown, or plain.
type Labelled struct {
	Label, Text string
	Plain       bool
}

// NotYet is what a goal still lacks.
func NotYet(lacks string) Labelled { return Labelled{Label: "not yet", Text: lacks, Plain: true} }

// Verdict is the answer beside the truth.
type Verdict struct {
	Given  string // "" if the reader only asked for the answer
	Right  bool
	Solved bool // it is a solved challenge
	Done   bool // it is something that the reader was to do
	Truth  string
	Why    string

	Misconception string // that a wrong answer stands for; "" if nobody has said
}

// TryVerdict returns the verdict on something that the reader was to do: what that was, whether
// they did it, and else the way that was shown to them.
func TryVerdict(goal string, done bool, way []string, why string) *Verdict {
	if !done {
		return &Verdict{Truth: strings.Join(way, "; "), Why: why}
	}
	return &Verdict{Given: "done", Right: true, Done: true, Truth: goal, Why: why}
}

// Word returns a word for a right answer.
func (v *Verdict) Word() string {
	switch {
	case v.Solved:
		return "solved"
	case v.Done:
		return "done"
	}
	return "right"
}

// Entry is a line that is being typed: the part of it that fits, made clean, and the
// column of the cursor in it.
type Entry struct {
	Text   string
	Column int
}

// Press is a key and what it does.
type Press struct{ Key, What string }
