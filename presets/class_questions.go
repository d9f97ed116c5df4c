// Questions made on the spot, as for a class: about nodes, facts, or choices.

package presets

import (
	"fmt"

	"ringside/engine/event"
	"ringside/engine/script"
)

// AskForNodes makes a question that asks which nodes keep a key, and in which order.
func AskForNodes(key string) *Question {
	return &Question{
		Kind: AskNodes, Text: "Which nodes keep " + event.Show(key, maxName) + ", in their order?",
		fact: script.ReplicasOf(key),
	}
}

// AskForFact makes a question whose answer is a fact that is read from the cluster when
// the answer is revealed, such as holders(cart) or acks.
func AskForFact(text, fact string) (*Question, error) {
	q := &Question{Kind: AskValue, Text: text}
	var err error
	if q.fact, err = script.ParseFact(fact); err != nil {
		return nil, err
	}
	switch typ := q.fact.Type(); {
	case q.fact.Nodes():
		q.Kind = AskNodes
	case typ == script.NumberFact, typ == script.DurationFact:
		q.Kind = AskNumber
	}
	return q, nil
}

// AskForChoice makes a question with answers to choose from. right is the number of the
// right one, counted from 1, and 0 if it is unknown.
func AskForChoice(text string, choices []string, right int) (*Question, error) {
	const most = 9
	if len(choices) < 2 || len(choices) > most {
		return nil, fmt.Errorf("%d answers to choose from (allowed: 2 to %d)", len(choices), most)
	}
	q := &Question{Kind: AskChoice, Text: text, right: right}
	for _, c := range choices {
		q.Choices = append(q.Choices, Choice{Text: c})
	}
	return q, nil
}

// After returns a cluster in which the step's truth has been shown already, for those who
// must know it before the others do.
func (l *WalkthroughRun) After() script.Views { return l.after() }

// Understand returns an answer in the one form in which answers are shown and counted.
// The error says what is allowed.
func (q *Question) Understand(typed string, views script.Views) (string, error) {
	a, err := q.read(typed, views)
	if err != nil {
		return "", err
	}
	return q.text(a), nil
}

// Truth returns the right answer in that form; false if it is unknown.
func (q *Question) Truth(views script.Views) (string, bool) {
	if q.Kind == AskChoice && q.right == 0 && !q.Choices[0].computed() {
		return "", false
	}
	a, err := q.truth(views)
	if err != nil {
		return "", false
	}
	return q.text(a), true
}

// Right reports whether an answer that was understood is right.
func (q *Question) Right(given string, views script.Views) bool {
	a, err := q.read(given, views)
	if err != nil {
		return false
	}
	truth, err := q.truth(views)
	return err == nil && q.equal(a, truth)
}
