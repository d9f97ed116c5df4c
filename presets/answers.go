// Answers: parsing what people type, the right answer, and comparing the two.

package presets

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/internal/timespan"
)

// Result is the result of an answer.
type Result struct {
	Given string // as it was understood; "" if the reader only asked for the answer
	Right bool
	Truth string
	Why   string
	// Misconception is what the wrong answer that was given stands for; "" if nobody has said.
	Misconception string
}

// answer is an answer in the one form in which answers are compared.
type answer struct {
	words   []string      // names of nodes, values, or the one text
	whole   string        // a value as it was typed, commas and all
	n       int64         // a number; of a choice which, from 1
	span    time.Duration // a duration
	nothing bool          // the answer "none"
}

const wordNothing = "none"

// judge fills in what was answered, and what it is worth.
func (r *Result) judge(q *Question, given, truth answer) {
	r.Given, r.Right = q.text(given), q.equal(given, truth)
	if !r.Right {
		r.Misconception = q.Misconception(r.Given)
	}
}

// Misconception returns what somebody believes who gives an answer where that is wrong; "" if
// nobody has said. The answer is as Understand returns it.
func (q *Question) Misconception(given string) string {
	for i := range q.Choices {
		if q.Choices[i].Text == given {
			return q.Choices[i].Misconception
		}
	}
	return ""
}

// read parses what somebody typed. It is forgiving: 4, 2 and n4 n2 and 4→2 are the same.
// An error says what is allowed, and does not count as a wrong answer: the question stays
// open.
func (q *Question) read(typed string, views script.Views) (answer, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return answer{}, errors.New("nothing was answered; " + q.Wants())
	}
	switch q.Kind {
	case AskNodes:
		return readNodeNames(typed, views.View(engine.Watch{}))
	case AskChoice:
		return q.readChoice(typed)
	case AskNumber:
		return q.readNumber(typed)
	}
	return q.readValue(typed)
}

// Wants says how the question is answered. It gives no example, which might be the
// answer.
func (q *Question) Wants() string {
	switch {
	case q.Kind == AskNodes && q.fact.Ordered():
		return "name the nodes in their order"
	case q.Kind == AskNodes:
		return "name the nodes, in any order, or none"
	case q.Kind == AskChoice:
		return "choose " + letter(0) + " to " + letter(len(q.Choices)-1)
	case q.Kind == AskNumber && q.fact.Type() == script.DurationFact:
		return "give a time and its unit; within a tenth is right"
	case q.Kind == AskNumber:
		return "give a whole number"
	case q.fact.Type() == script.WordFact:
		return "one of " + strings.Join(q.fact.Words(), ", ")
	case q.fact.Type() == script.ListFact:
		return "give the values, with commas between them, or none"
	}
	return "give the value, or none"
}

// readNodeNames parses node names. A word that is not a name stands for the node with its
// number, if there is exactly one.
func readNodeNames(typed string, v *engine.View) (answer, error) {
	typed = strings.ReplaceAll(typed, "->", " ")
	words := strings.FieldsFunc(typed, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(",;→>()[]", c) })
	var a answer
	for _, w := range words {
		if slices.Contains([]string{"node", "nodes", "and", "then"}, strings.ToLower(w)) {
			continue
		}
		if strings.EqualFold(w, wordNothing) && len(words) == 1 {
			return answer{nothing: true}, nil
		}
		name, err := nodeOf(w, v)
		if err != nil {
			return answer{}, err
		}
		a.words = append(a.words, name)
	}
	if a.words == nil {
		return a, errors.New("no node was named")
	}
	return a, nil
}

func nodeOf(word string, v *engine.View) (string, error) {
	var names, alike []string
	for i := range v.Nodes {
		name := v.Nodes[i].Name
		if name == word {
			return name, nil
		}
		names = append(names, name)
		if strings.EqualFold(name, word) || numberOf(word) != "" && digits(name) == numberOf(word) {
			alike = append(alike, name)
		}
	}
	if len(alike) == 1 {
		return alike[0], nil
	}
	return "", fmt.Errorf("there is no node %s%s", event.Show(word, maxName), nearest.Among(word, "nodes", names))
}

// digits returns the number at the end of a name; "" if there is none.
func digits(name string) string {
	return strings.TrimLeft(name[len(strings.TrimRight(name, "0123456789")):], "0")
}

// numberOf returns the number in a word such as 4 or node4; "" if there is none.
func numberOf(word string) string {
	before := strings.ToLower(strings.TrimRight(word, "0123456789"))
	if before == "" || before == "n" || before == "node" || before == "#" {
		return digits(word)
	}
	return ""
}

func (q *Question) readChoice(typed string) (answer, error) {
	typed = strings.ToLower(strings.TrimRight(typed, ".) "))
	var begins []int
	for i := range q.Choices {
		text := strings.ToLower(q.Choices[i].Text)
		if typed == letter(i) || typed == choiceNumber(i) || typed == text {
			return answer{n: int64(i) + 1}, nil
		}
		if strings.HasPrefix(text, typed) {
			begins = append(begins, i)
		}
	}
	if len(begins) == 1 {
		return answer{n: int64(begins[0]) + 1}, nil
	}
	return answer{}, fmt.Errorf("%s is none of the answers; %s", event.Show(typed, maxName), q.Wants())
}

func (q *Question) readNumber(typed string) (answer, error) {
	typed = strings.ReplaceAll(typed, " ", "")
	if q.fact.Type() == script.DurationFact {
		if _, err := strconv.ParseFloat(typed, 64); err == nil {
			typed += "ms"
		}
		d, err := time.ParseDuration(typed)
		if err != nil {
			return answer{}, fmt.Errorf("%s is not a time; %s", event.Show(typed, maxName), q.Wants())
		}
		return answer{span: d}, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil {
		return answer{}, fmt.Errorf("%s is not a whole number in digits", event.Show(typed, maxName))
	}
	return answer{n: n}, nil
}

func (q *Question) readValue(typed string) (answer, error) {
	switch {
	case strings.EqualFold(typed, wordNothing) && !slices.Contains(q.fact.Words(), wordNothing):
		return answer{nothing: true}, nil
	case q.fact.Type() == script.WordFact:
		word := strings.ToLower(typed)
		if !slices.Contains(q.fact.Words(), word) {
			return answer{}, fmt.Errorf("%s is not one of the answers; %s", event.Show(typed, maxName), q.Wants())
		}
		return answer{words: []string{word}}, nil
	}
	return answer{words: splitValues(typed), whole: closeUp(typed)}, nil
}

// splitValues splits at the commas. A value with a comma in it, or blanks at its ends, is
// quoted with Go's escapes.
func splitValues(typed string) (values []string) {
	for {
		typed = strings.TrimSpace(typed)
		value, rest, more := "", "", false
		if quoted, err := strconv.QuotedPrefix(typed); err == nil && quoted[0] == '"' {
			value, err = strconv.Unquote(quoted)
			rest = strings.TrimSpace(typed[len(quoted):])
			if err == nil && (rest == "" || rest[0] == ',') {
				values = append(values, value)
				if rest == "" {
					return values
				}
				typed = rest[1:]
				continue
			}
		}
		value, rest, more = strings.Cut(typed, ",")
		values = append(values, strings.TrimSpace(value))
		if !more {
			return values
		}
		typed = rest
	}
}

// closeUp removes the blanks after commas, for a question that wants one value, which may
// contain commas.
func closeUp(s string) string {
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return strings.Join(parts, ",")
}

// truth returns the right answer from the cluster, and checks it against what the file
// expects. The error names the place in the file.
func (q *Question) truth(views script.Views) (answer, error) {
	truth, err := q.ask(views)
	if err != nil || !q.is.Given() {
		return truth, err
	}
	text, err := q.is.Text()
	if err != nil {
		return truth, err
	}
	expected, err := q.read(text, views)
	if err != nil {
		return truth, q.is.Errorf("%v", err)
	}
	if !q.equal(expected, truth) {
		return truth, q.is.Errorf("is expected to be right, and right is %s", q.text(truth))
	}
	return truth, nil
}

// ask returns the right answer from the cluster.
func (q *Question) ask(views script.Views) (answer, error) {
	if q.Kind == AskChoice {
		return q.rightChoice(views)
	}
	told, err := q.fact.Tell(views)
	if err != nil {
		return answer{}, q.place.Errorf("%v", err)
	}
	a := answer{words: told.Texts, n: told.Number, span: told.Duration}
	a.nothing = told.None || q.fact.Type() == script.ListFact && len(told.Texts) == 0
	return a, nil
}

// rightChoice returns the one choice that is right.
func (q *Question) rightChoice(views script.Views) (answer, error) {
	if q.right > 0 {
		return answer{n: int64(q.right)}, nil
	}
	right := 0
	found := ""
	for i := range q.Choices {
		c := &q.Choices[i]
		v, err := c.when.Eval(views)
		if err != nil {
			return answer{}, c.place.Errorf("%v", err)
		}
		if v.Holds && right > 0 {
			return answer{}, c.place.Errorf("answer %s is right, and so is answer %s: %s", letter(i), letter(right-1), v.Found)
		}
		if v.Holds {
			right = i + 1
		}
		found = v.Found
	}
	if right == 0 {
		return answer{}, q.place.Errorf("none of the answers is right: %s", found)
	}
	return answer{n: int64(right)}, nil
}

// equal reports whether an answer is right.
func (q *Question) equal(given, truth answer) bool {
	if given.nothing || truth.nothing {
		return given.nothing == truth.nothing
	}
	switch {
	case q.Kind == AskChoice, q.Kind == AskNumber && q.fact.Type() == script.NumberFact:
		return given.n == truth.n
	case q.Kind == AskNumber:
		return (given.span - truth.span).Abs() <= truth.span/10
	case q.fact.Ordered():
		return slices.Equal(given.words, truth.words)
	case q.fact.Type() == script.TextFact && len(truth.words) == 1 && strings.EqualFold(given.whole, closeUp(truth.words[0])):
		return true
	case q.fact.Type() == script.ListFact && sameValues(typedList(given.whole), truth.words):
		return true
	}
	return sameValues(given.words, truth.words)
}

// sameValues reports whether two lists hold the same values, in any order and in any case: who answers
// "Eggs" has read the value.
func sameValues(a, b []string) bool {
	return slices.EqualFunc(inAnyOrder(a), inAnyOrder(b), strings.EqualFold)
}

func inAnyOrder(values []string) []string {
	return slices.SortedFunc(slices.Values(values), func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
}

// typedList splits a list that was typed without commas, or with more than commas, as in "milk and eggs".
func typedList(typed string) []string {
	words := strings.FieldsFunc(typed, func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == ';' })
	return slices.DeleteFunc(words, func(word string) bool { return strings.EqualFold(word, "and") })
}

// text returns an answer as it is shown, and as read parses it.
func (q *Question) text(a answer) string {
	switch {
	case a.nothing:
		return wordNothing
	case q.Kind == AskChoice:
		return q.Choices[a.n-1].Text
	case q.Kind == AskNumber && q.fact.Type() == script.DurationFact:
		return timespan.Text(a.span.Round(10 * time.Microsecond))
	case q.Kind == AskNumber:
		return strconv.FormatInt(a.n, 10)
	}
	shown := make([]string, len(a.words))
	for i, w := range a.words {
		shown[i] = event.Quote(w)
	}
	return strings.Join(shown, ", ")
}
