// Parsing the questions of a walkthrough.

package presets

import (
	"strconv"

	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// readQuestion reads what askShape has checked, and checks that its parts fit each other.
func readQuestion(v strictyaml.Value) (*Question, error) {
	q := &Question{place: v}
	fields, err := v.Pairs()
	if err != nil {
		return nil, err
	}
	var answer, choices strictyaml.Value
	for _, field := range fields {
		switch field.Name {
		case "answer":
			answer = field.Value
			continue
		case "choices":
			choices = field.Value
			continue
		case "is":
			q.is = field.Value
			continue
		}
		text, err := field.Value.Text()
		if err != nil {
			return nil, err
		}
		switch field.Name {
		case "kind":
			q.Kind = QuestionKind(text)
		case "text":
			q.Text = text
		case "why":
			q.Why = text
		}
	}
	if q.Kind == AskChoice {
		return q, q.readChoices(v, choices, answer)
	}
	switch {
	case choices.Given():
		return nil, choices.Errorf("is only for kind: choice")
	case !answer.Given():
		return nil, v.Errorf("the field answer is missing; it is a fact that is asked of the cluster, such as replicas(cart)")
	}
	q.place = answer
	return q, q.readFact(answer)
}

// readFact reads the fact that answers a question other than a choice.
func (q *Question) readFact(v strictyaml.Value) error {
	text, err := v.Text()
	if err != nil {
		return err
	}
	if q.fact, err = script.ParseFact(text); err != nil {
		return v.Errorf("%v", err)
	}
	switch typ := q.fact.Type(); {
	case q.Kind == AskNodes && !q.fact.Nodes():
		return v.Errorf("%q is not about nodes; for kind: nodes it is a fact such as replicas(cart)", text)
	case q.Kind == AskNumber && typ != script.NumberFact && typ != script.DurationFact:
		return v.Errorf("%q is not a number; for kind: number it is a fact such as acks or latency", text)
	case q.Kind == AskValue && (typ == script.NumberFact || typ == script.DurationFact):
		return v.Errorf("%q is a number; ask for it with kind: number", text)
	}
	return nil
}

// readChoices reads the answers of a choice. Either each says when it is right, or the
// field "answer" says which one is.
func (q *Question) readChoices(at, choices, answer strictyaml.Value) error {
	if !choices.Given() {
		return at.Errorf("the field choices is missing; a choice needs two answers or more")
	}
	items, err := choices.List()
	if err != nil {
		return err
	}
	for _, item := range items {
		c, err := readChoice(item)
		if err != nil {
			return err
		}
		if c.computed() == answer.Given() {
			if answer.Given() {
				return item.Errorf("says when it is right, and so does the field answer; leave one of them out")
			}
			return item.Errorf("must say when it is right, as in {text: yes, if: reply == ok}; or give the number of the right one as answer")
		}
		q.Choices = append(q.Choices, c)
	}
	if !answer.Given() {
		return nil
	}
	n, err := answer.Int(1, int64(len(items)))
	q.right, q.place = int(n), answer
	return err
}

func readChoice(v strictyaml.Value) (c Choice, err error) {
	c.place = v
	if !v.IsMap() {
		c.Text, err = v.Text()
		return c, err
	}
	fields, err := v.Pairs()
	if err != nil {
		return c, err
	}
	for _, field := range fields {
		switch field.Name {
		case "text":
			c.Text, err = field.Value.Text()
		case ifChosen:
			c.mistake = field.Value
			c.Misconception, err = field.Value.Text()
		default:
			c.place = field.Value
			c.when, err = readExpr(field.Value)
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// computed reports whether the cluster says if the choice is right.
func (c *Choice) computed() bool { return c.when.String() != "" }

// letter returns the letter of a choice: a, b, c …
func letter(i int) string { return string(rune('a' + i)) }

// choiceNumber returns the number of a choice, which is another name for it: 1, 2, 3 …
func choiceNumber(i int) string { return strconv.Itoa(i + 1) }
