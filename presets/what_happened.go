// What happened in a challenge that was won, in a few sentences: the chain of causes that the
// engine finds in the trace, from what was to come about back to what made it possible.

package presets

import (
	"slices"
	"strconv"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/script"
)

// mostHappened is how many sentences say what happened.
const mostHappened = 3

// mostCauses is how many causes the last of them has.
const mostCauses = 3

// happened says how a goal came about, in at most mostHappened sentences: what came of it, what
// made that possible, and what else did. Where the chain is shorter it says what the operation is
// worth, and which commands were given.
func happened(e script.Expr, v *engine.View, given []history.Recorded) []string {
	step, op := symptom(e, v)
	var said, causes []string
	for i, r := range explain.Because(v, step) {
		text := withoutStart(r.Text)
		if rest, ok := strings.CutPrefix(text, "it "); ok {
			text = "the write " + rest
		}
		if i == 0 {
			said = append(said, ended(v, text))
		} else if event := isEvent(r.Claims); r.Depth == 1 && !event || event && isFault(v.Trace.At(r.Step).Kind) {
			causes = append(causes, text)
		}
	}
	if len(causes) > 0 {
		said = append(said, ended(v, causes[0]))
	}
	if len(causes) > 1 {
		said = append(said, ended(v, strings.Join(causes[1:min(len(causes), 1+mostCauses)], "; ")))
	}
	if op != nil && len(said) < mostHappened {
		said = append(said, ended(v, "op "+strconv.Itoa(int(op.ID))+": "+explain.Why(v, op)))
	}
	if len(given) > 0 && len(said) < mostHappened {
		said = append(said, ended(v, "the commands: "+commandsText(given)))
	}
	return said
}

// withoutStart leaves out what a cause says of settings that have always been so.
func withoutStart(text string) string {
	if at := strings.LastIndex(text, " ("); at > 0 && strings.HasSuffix(text, " from the start)") {
		return text[:at]
	}
	return text
}

func commandsText(given []history.Recorded) string {
	var lines []string
	for _, r := range given {
		lines = append(lines, r.Command.String())
	}
	return strings.Join(lines, "; ")
}

// isEvent reports whether a reason is just an event that happened.
func isEvent(cs explain.Claims) bool { return len(cs) > 0 && cs[0].Kind == explain.Happened }

// isFault reports whether an event is a fault that befell the cluster.
func isFault(k event.Kind) bool {
	return slices.Contains([]event.Kind{event.Crash, event.Hang, event.Cut, event.Drop, event.Depart, event.Change}, k)
}

// ended makes a sentence of a text. One that begins with the name of a node keeps its case.
func ended(v *engine.View, text string) string {
	text = strings.TrimSuffix(text, ".") + "."
	first, _, _ := strings.Cut(text, " ")
	if slices.ContainsFunc(v.Nodes, func(n engine.NodeView) bool { return n.Name == first }) {
		return text
	}
	return capital(text)
}

// symptom finds the event that says most of what a goal is about, and the operation that it is
// of; nil if there is none.
func symptom(e script.Expr, v *engine.View) (step int, op *engine.OpView) {
	calls := e.Calls()
	for _, names := range [][]string{{"stale", "older", "resurrected"}, {"lost"}, {"shadowed"}, {"believes"}} {
		for _, c := range calls {
			if !slices.Contains(names, c.Name) {
				continue
			}
			if c.Of {
				if op := operationOf(v, c.Number); op != nil {
					return int(op.Symptom), op
				}
			} else if at := lastOf(v, c); at > 0 {
				return at, operationOf(v, v.Trace.At(at).Op)
			}
		}
	}
	for _, c := range calls {
		if c.Of && c.Number > 0 {
			op = operationOf(v, c.Number)
		}
	}
	if op == nil {
		op = operationOf(v, 0)
	}
	if op == nil {
		return 0, nil
	}
	return int(op.Symptom), op
}

// operationOf returns an operation, the newest for 0; nil if there is none.
func operationOf(v *engine.View, number uint32) *engine.OpView {
	for _, o := range slices.Backward(v.Ops) {
		if number == 0 || o.ID == number {
			return o
		}
	}
	return nil
}

// lastOf returns the newest event that a fact about writes or beliefs follows from; 0: none.
func lastOf(v *engine.View, c script.Call) int {
	kind := map[string]event.Kind{"lost": event.Lost, "shadowed": event.Shadowed, "believes": event.Suspect}[c.Name]
	for at := v.Trace.Len(); at > 0; at-- {
		if v.Trace.At(at).Kind == kind {
			return at
		}
	}
	return 0
}
