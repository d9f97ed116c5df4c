// What gives a question's answer away before it is asked: a pane that is not covered, or the
// end of the step before.

package presets

import (
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/engine/script"
)

// shownOn lists the parts of a screen on which a fact can be read off, of the key that is
// chosen or of the newest operation.
func shownOn(fact string) []Part {
	switch fact {
	case "replicas", "owner", "pending":
		return []Part{PartRing, PartWalk}
	case "holders", "held", "fate", "gone", "survives":
		return []Part{PartWalk, PartNodes}
	case "hints", "state", "believes", "silence", "members", "standing", "knows", "up", "lost":
		return []Part{PartNodes}
	case "reply", "value", "values", "writers", "acks", "need", "latency", "asked", "stale", "older":
		return []Part{PartOperation, PartLanes, PartLog}
	}
	return nil
}

// chosen is the key that is chosen at a step: the step's own, or the one from before.
func chosen(p *Preset, step int) (key string) {
	for i := range step + 1 {
		if k := p.Steps[i].Show.Key; k != "" {
			key = k
		}
	}
	return key
}

// readable reports whether a fact can be read off a screen on which a key is chosen.
func readable(f script.Fact, key string) bool {
	keys := f.Keys()
	return shownOn(f.Name()) != nil && (len(keys) == 0 || slices.Contains(keys, key))
}

// given returns an error if the screen shows the answer to the open question of a step: what
// is asked is already so, and a pane that shows it is not covered; or who will stand in for whom
// is asked, and the walk of the key is drawn with its stand-ins.
func (l *WalkthroughRun) given(truth answer) error {
	step, q := &l.preset.Steps[l.at], l.Asking()
	if part, told := l.standsIn(q); part != "" {
		return q.place.Errorf("pane %s marks who stands in before the answer: %s; cover it", part, told)
	}
	if q.Kind == AskChoice {
		facts := l.already(q, truth)
		if len(step.Then) > 0 || facts == nil {
			return nil
		}
		for _, part := range Coverable() {
			if !slices.Contains(l.Covered(), part) && !slices.ContainsFunc(facts, func(f script.Fact) bool { return !slices.Contains(shownOn(f.Name()), part) }) {
				return q.place.Errorf("%s is so already, and pane %s shows it before the answer; cover it", q.Choices[truth.n-1].when, part)
			}
		}
		return nil
	}
	if !readable(q.fact, chosen(l.preset, l.at)) {
		return nil
	}
	now, err := q.ask(l.history)
	if err != nil || now.nothing || !q.equal(now, truth) {
		return nil
	}
	for _, part := range shownOn(q.fact.Name()) {
		if !slices.Contains(l.Covered(), part) {
			return q.place.Errorf("%s is %s already, and pane %s shows it before the answer; cover it", q.fact, q.text(now), part)
		}
	}
	return nil
}

// already lists the facts of the choice that is right, if it is so now and they can all be read
// off a screen; else nil.
func (l *WalkthroughRun) already(q *Question, truth answer) (facts []script.Fact) {
	if q.right > 0 {
		return nil // nothing that is shown says so
	}
	when := q.Choices[truth.n-1].when
	if v, err := when.Eval(l.history); err != nil || !v.Holds {
		return nil
	}
	for _, c := range when.Calls() {
		f, err := script.ParseFact(c.Text)
		if err != nil || !readable(f, chosen(l.preset, l.at)) {
			return nil
		}
		facts = append(facts, f)
	}
	return facts
}

// standsIn returns a pane that is not covered and marks the stand-ins of the chosen key, if a
// question is about who keeps hints, and whom it marks; else "".
func (l *WalkthroughRun) standsIn(q *Question) (part Part, marked string) {
	key := chosen(l.preset, l.at)
	var calls []string
	if q.Kind != AskChoice {
		calls = append(calls, q.fact.Name())
	}
	for _, c := range q.Choices {
		for _, call := range c.when.Calls() {
			calls = append(calls, call.Name)
		}
	}
	v := l.history.View(engine.Watch{})
	if key == "" || !slices.Contains(calls, "hints") || v.Ring == nil {
		return "", ""
	}
	var names []string
	for _, h := range v.Walk(key).Hops {
		if h.Decision == ring.Fallback {
			names = append(names, v.Node(h.Node)+" for "+v.Node(h.For))
		}
	}
	for _, part := range []Part{PartRing, PartWalk} {
		if names != nil && !slices.Contains(l.Covered(), part) {
			return part, strings.Join(names, ", ")
		}
	}
	return "", ""
}

// giveaway returns an error if the end of this step, at which nothing is covered, shows the
// answer to the question of the next one: a question after which nothing is played, about
// the key that is chosen. A reader can also come back to it while that question is open.
func (l *WalkthroughRun) giveaway() error {
	if l.at+1 >= len(l.preset.Steps) {
		return nil
	}
	next := &l.preset.Steps[l.at+1]
	q := next.Ask
	if q == nil || len(next.Then) > 0 || q.Kind != AskChoice && !readable(q.fact, chosen(l.preset, l.at)) {
		return nil
	}
	right, shows := answer{}, ""
	if q.Kind == AskChoice {
		if choice, err := q.truth(l.history); err == nil && l.already(q, choice) != nil {
			right, shows = choice, q.Choices[choice.n-1].when.String()+" being so"
		}
	} else if shown, err := q.ask(l.history); err == nil && !shown.nothing {
		right, shows = shown, q.fact.String()+" being "+q.text(shown)
	}
	if shows == "" || l.begin(l.at+1) != nil {
		return nil
	}
	truth, err := q.truth(l.history)
	now := err == nil && q.equal(right, truth)
	if _, back := l.Back(); back != nil {
		return back
	}
	if now {
		return q.place.Errorf("the step before ends with %s, for all to see", shows)
	}
	return nil
}

// Tells returns the numbers of the steps before this one whose questions it answers as it begins:
// on a pane that is not covered, or in its text. On paper, where both can stand on one page, the
// question would be given away.
func (l *WalkthroughRun) Tells() (steps []int) {
	step := &l.preset.Steps[l.at]
	drawn := step.Show.Pane != "" || step.asks() // else no pane is put on paper
	for i := range l.at {
		q := l.preset.Steps[i].Ask
		if q == nil {
			continue
		}
		truth, err := q.read(l.legs[i].result.Truth, l.history)
		if err == nil && (drawn && l.paneTells(q, truth) || says(step, q, truth)) {
			steps = append(steps, i+1)
		}
	}
	return steps
}

// paneTells reports whether a pane that is not covered shows the answer to an earlier question.
func (l *WalkthroughRun) paneTells(q *Question, truth answer) bool {
	shown := func(f script.Fact) bool {
		return readable(f, chosen(l.preset, l.at)) && slices.ContainsFunc(shownOn(f.Name()), func(p Part) bool { return !slices.Contains(l.Covered(), p) })
	}
	if q.Kind != AskChoice {
		now, err := q.ask(l.history)
		return shown(q.fact) && err == nil && q.equal(now, truth)
	}
	facts := l.already(q, truth)
	return facts != nil && !slices.ContainsFunc(facts, func(f script.Fact) bool { return !shown(f) })
}

// says reports whether a step's text has every word of an answer that names nodes or values.
func says(step *Step, q *Question, truth answer) bool {
	if q.Kind == AskChoice || len(truth.words) == 0 {
		return false
	}
	words := wordsOf(step.Say)
	return !slices.ContainsFunc(truth.words, func(w string) bool {
		return slices.ContainsFunc(wordsOf(w), func(part string) bool { return !slices.Contains(words, part) })
	})
}
