// What a question to a class covers on the screen until its answer is shown: whatever
// would give the answer away.
//
//	of a fact     what reveals the fact (Telling)
//	of a choice   what reveals the things that its words name: facts, outcomes, nodes,
//	              keys and values of the cluster; nothing if they name none of them
//
// The author of a lesson says what a step covers; other questions have no author to say it.

package presets

import (
	"slices"
	"strings"
	"unicode"

	"ringside/engine/script"
)

// Telling lists which parts of a screen reveal a fact, of AllCovers.
// Every pane reveals each of them, if only through a count: how many keys a node keeps
// shows which nodes were reached. So does the clock: a write that times out went to a
// node that is hung. What else does is in the table of facts.
func Telling(fact *script.FactInfo) []Part {
	all := everywhere()
	if fact.Beside&script.ShownBySettings != 0 {
		all = append(all, PartSettings)
	}
	if fact.Beside&script.ShownByMembers != 0 {
		all = append(all, PartMembers)
	}
	return inOrder(all)
}

// everywhere is what reveals any fact.
func everywhere() []Part { return append(Coverable(), PartClock) }

// Covers lists what the question covers. names are those of the cluster: of nodes, keys
// and values.
func (q *Question) Covers(names []string) []Part {
	if q.Kind != AskChoice {
		return Telling(script.FindFact(q.fact.Name()))
	}
	said := " " + strings.Join(wordsOf(q.Text), " ") + " "
	for _, c := range q.Choices {
		said += ". " + strings.Join(wordsOf(c.Text), " ") + " "
	}
	says := func(word string) bool { return word != "" && strings.Contains(said, " "+word+" ") }
	var all []Part
	for _, f := range script.Facts() {
		named := len(f.Name) > 1 && says(f.Name) || slices.ContainsFunc(strings.Split(f.Also, ", "), says)
		if named {
			all = append(all, Telling(&f)...)
		}
	}
	if slices.ContainsFunc(names, func(name string) bool { return says(strings.Join(wordsOf(name), " ")) }) {
		all = append(all, everywhere()...)
	}
	return inOrder(all)
}

// inOrder returns what is covered, each once, in the order in which it is shown.
func inOrder(some []Part) (all []Part) {
	for _, part := range AllCovers() {
		if slices.Contains(some, part) {
			all = append(all, part)
		}
	}
	return all
}

// wordsOf splits a text into words in lower case; N, R and W keep their case, because in
// lower case they would be a node, or letters of anything.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	for i, w := range words {
		if w != "N" && w != "R" && w != "W" {
			words[i] = strings.ToLower(w)
		}
	}
	return words
}
