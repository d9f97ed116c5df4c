// What keeps an attempt at a step's goal from counting though the goal holds: a command that the
// step does not allow, one after what must come last, or an answer from before the last change.

package presets

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
)

// objects says in a sentence why what was done since a step to try began does not count, although
// the goal may hold; "" if it does count.
func (t *Try) objects(done []history.Recorded, h *history.History) string {
	if t.Only != nil {
		for i := range done {
			if verb := done[i].Verb.String(); !slices.Contains(t.Only, verb) {
				return fmt.Sprintf("%s is not allowed in this step (allowed: %s). Undo it.", verb, strings.Join(t.Only, ", "))
			}
		}
	}
	change, load, last := -1, -1, false // the last of the first two; whether what must come last has begun
	for i := range done {
		switch verb := done[i].Verb; {
		case t.Last != "" && last && verb.String() != t.Last:
			return fmt.Sprintf("%s came after %s, which must come last. Undo both.", verb, t.Last)
		case verb.String() == t.Last:
			change, last = i, true
		case verb == engine.Load:
			load = i
		case verb > engine.Resolve:
			change = i
		}
	}
	if change < 0 {
		return ""
	}
	v := h.View(engine.Watch{})
	for _, call := range t.Goal.Calls() {
		switch op := v.Newest(); {
		case call.Name == "loaded" && load < change:
			return fmt.Sprintf("The load began before %s: make another one.", done[change].Command)
		case call.Name == "reply" && call.Number == 0 && op != nil && op.ToldStep > 0 && int(op.ToldStep) <= done[change].At.Step:
			return fmt.Sprintf("The request was answered before %s: make another one.", done[change].Command)
		}
	}
	return ""
}

// doing lists what the reader has done since a step to try began, up to where they are.
func (l *WalkthroughRun) doing() []history.Recorded {
	all := l.history.Commands()[:l.here().commands]
	return all[min(l.legs[l.at].asked.commands, len(all)):]
}

// reached reports whether the goal of a step to try holds where a history is, after what was done.
func (t *Try) reached(done []history.Recorded, h *history.History) bool {
	v, err := t.Goal.Eval(h)
	return err == nil && v.Holds && t.objects(done, h) == ""
}
