// Answers in words.

package search

import (
	"fmt"
	"strings"

	"ringside/internal/count"
)

// Intro says what a search does.
const Intro = "Searches every order of messages and disk writes for the shortest story."

// NotSearched says what no search goes into.
const NotSearched = "gossip, anti-entropy, hints handed over by a timer, speculative reads, memory written to disk by a timer, time that passes"

// Headline says the answer to a question in one line.
func (a *Answer) Headline(q *Question) string {
	switch a.Outcome {
	case Yes:
		if len(a.Steps) == 0 {
			return "yes: it holds already, before anything happens"
		}
		return "yes, in " + count.Of(len(a.Steps), "step")
	case No:
		what := "every order of " + OpenText(nil)
		if len(q.Open) > 0 {
			what = "every order of " + count.Of(len(q.Open), "open request")
		}
		if q.Finally {
			what += ", to the end"
		}
		return "no: " + a.Searched() + ", " + what
	}
	return fmt.Sprintf("not known: stopped %s; %s, %s deep", a.Stopped, a.Searched(), count.Of(a.Depth, "step"))
}

// Searched says how much was searched.
func (a *Answer) Searched() string {
	return fmt.Sprintf("%s, %s tried", count.Of(a.States, "state"), count.Of(a.Transitions, "step"))
}

// Advice says what to allow as well where a "no" may surprise, as one sentence; it is empty where
// there is nothing to say. What is in flight is a copy, and only with its sender's disk may it be lost.
func (a *Answer) Advice(q *Question) string {
	b := &q.Bounds
	if a.Outcome != No || b.Drops+b.Wipes > 0 || b.Crashes+b.PowerFailures == 0 {
		return ""
	}
	for _, c := range q.Expr.Calls() {
		if c.Name == "lost" || c.Name == "gone" {
			return "What is in flight counts as a copy until it arrives, or finds its node down: drops, or faults of more nodes, may change the answer."
		}
	}
	return ""
}

// Then says what holds at the end of the story of a yes.
func (a *Answer) Then(q *Question) string {
	if a.Op != 0 {
		return "Then " + q.Expr.About(a.Op).String() + " holds."
	}
	return "Then " + q.Expr.String() + " holds."
}

// OpenText lists requests in one line; where there are none, what is on its way is open.
func OpenText(open []Request) string {
	if len(open) == 0 {
		return "what is on its way"
	}
	var lines []string
	for _, r := range open {
		lines = append(lines, r.String())
	}
	return strings.Join(lines, " · ")
}
