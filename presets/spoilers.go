// What gives a question's answer away before it is asked: a pane that is not covered, or the
// end of the step before.

package presets

import (
	"slices"

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
	case "reply", "value", "values", "acks", "need", "latency", "asked", "stale", "older":
		return []Part{PartOperation, PartLanes}
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
// is asked is already so, and a pane that shows it is not covered.
func (l *WalkthroughRun) given(truth answer) error {
	q := l.Asking()
	if q.Kind == AskChoice || !readable(q.fact, chosen(l.preset, l.at)) {
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

// giveaway returns an error if the end of this step, at which nothing is covered, shows the
// answer to the question of the next one: a question after which nothing is played, about
// the key that is chosen.
func (l *WalkthroughRun) giveaway() error {
	if l.at+1 >= len(l.preset.Steps) {
		return nil
	}
	next := &l.preset.Steps[l.at+1]
	q := next.Ask
	if q == nil || q.Kind == AskChoice || len(next.Then) > 0 || !readable(q.fact, chosen(l.preset, l.at)) {
		return nil
	}
	shown, err := q.ask(l.history)
	if err != nil || shown.nothing || l.begin(l.at+1) != nil {
		return nil
	}
	truth, err := q.ask(l.history)
	if _, back := l.Back(); back != nil {
		return back
	}
	if err == nil && q.equal(shown, truth) {
		return q.place.Errorf("the step before ends with %s being %s, for all to see", q.fact, q.text(shown))
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
	when := q.Choices[truth.n-1].when
	if q.right > 0 {
		return false // nothing that is shown says so
	}
	if v, err := when.Eval(l.history); err != nil || !v.Holds {
		return false
	}
	for _, c := range when.Calls() {
		if f, err := script.ParseFact(c.Text); err != nil || !shown(f) {
			return false
		}
	}
	return true
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
