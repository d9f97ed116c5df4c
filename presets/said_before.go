// What gives a question's answer away in words: the title or the text of its step.

package presets

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/timespan"
)

// toldInWords returns an error if the words that a reader has before the answer give it away: if
// they name it, and nothing else that could be meant. These name an answer:
//
//	nodes    two or more, one after the other as in the answer
//	number   the number, or the time with its unit
//	value    the only value, if no other that was written is named
//	choice   the right one in its own words, if no wrong one is named; yes, no, OK and
//	         values that were written are words of any sentence
//
// What needs understanding to be noticed isn't: a title such as "And it stays".
func (l *WalkthroughRun) toldInWords(truth answer) error {
	step, q := &l.preset.Steps[l.at], l.Asking()
	places := []struct{ name, text string }{{"the title", spokenWords(step.Title)}, {"the text", spokenWords(step.Say)}}
	if q.Kind == AskNumber {
		places = append(places, struct{ name, text string }{"the question", spokenWords(q.Text)})
	}
	told, others := q.text(truth), []string(nil) // what else could be meant
	written := l.written()
	switch q.Kind {
	case AskNodes:
		if len(truth.words) < 2 {
			return nil
		}
	case AskNumber:
		if told = strconv.FormatInt(truth.n, 10); truth.span > 0 {
			told = timespan.Text(truth.span)
		}
	case AskValue:
		if len(truth.words) != 1 {
			return nil
		}
		others = written
	case AskChoice:
		told = q.Choices[truth.n-1].Text
		if slices.Contains([]string{"yes", "no", "ok"}, phraseOf(told)) || slices.Contains(written, told) {
			return nil
		}
		for _, c := range q.Choices {
			others = append(others, c.Text)
		}
	}
	phrase := phraseOf(told)
	for _, place := range places {
		has := func(phrase string) bool { return phrase != "" && strings.Contains(place.text, " "+phrase+" ") }
		if has(phrase) && !slices.ContainsFunc(others, func(other string) bool { return phraseOf(other) != phrase && has(phraseOf(other)) }) {
			return q.place.Errorf("%s says %s, which is the answer; leave it out", place.name, told)
		}
	}
	return nil
}

// written lists the values that were written so far, and those that the step writes.
func (l *WalkthroughRun) written() (values []string) {
	for _, op := range l.history.View(engine.Watch{}).Ops {
		if op.Verb == event.Put && op.Value != "" {
			values = append(values, op.Value)
		}
	}
	for _, line := range l.preset.Steps[l.at].Then {
		if line.Value != "" {
			values = append(values, line.Value)
		}
	}
	return values
}

// spokenWords is a text as words with a space on either side of each. Sentences don't run together,
// a list reads the same with commas or "and", and a unit belongs to its number.
func spokenWords(text string) string {
	text = unitOf.ReplaceAllString(text, "$1$2")
	var all strings.Builder
	for _, sentence := range sentenceEnd.Split(text, -1) {
		all.WriteString(" " + phraseOf(sentence) + " |")
	}
	return all.String()
}

var (
	unitOf      = regexp.MustCompile(`(\d) (ms|s|m|h)\b`)
	sentenceEnd = regexp.MustCompile(`[.:;?!](\s|$)`)
)

// phraseOf is some words in the form of spokenWords.
func phraseOf(words string) string {
	return strings.Join(slices.DeleteFunc(wordsOf(words), func(w string) bool { return w == "and" || w == "then" }), " ")
}
