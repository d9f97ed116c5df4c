// What happened in a challenge that was won, in a few sentences: the chain of causes that the
// engine finds in the trace, from what was to come about back to what made it possible.

package presets

import (
	"fmt"
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
// made that possible, and what else is so that the goal asks for. Where that is less it says what
// the operation is worth, and which commands were given.
func happened(e script.Expr, v *engine.View, given []history.Recorded) []string {
	step, op := symptom(e, v)
	first, causes := reasons(v, step)
	var said []string
	if first != "" {
		said = append(said, ended(v, first))
	}
	why := ""
	if op != nil {
		why = "op " + strconv.Itoa(int(op.ID)) + ": " + explain.Why(v, op)
	}
	if last := besides(e, v, op); last != "" {
		if why != "" && len(causes) < 2 {
			causes = append(causes, why)
		}
		if len(causes) > 0 {
			said = append(said, ended(v, strings.Join(causes[:min(len(causes), mostCauses)], "; ")))
		}
		return append(said, ended(v, last))
	}
	if len(causes) > 0 {
		said = append(said, ended(v, causes[0]))
	}
	if len(causes) > 1 {
		said = append(said, ended(v, strings.Join(causes[1:min(len(causes), 1+mostCauses)], "; ")))
	}
	if why != "" && len(said) < mostHappened {
		said = append(said, ended(v, why))
	}
	if len(given) > 0 && len(said) < mostHappened {
		said = append(said, ended(v, "the commands: "+commandsText(given)))
	}
	return said
}

// reasons returns what happened at a step, and what made that possible: what did so itself before
// what caused that. An answer that came as it should needs no cause: the faults on the way to it
// did not keep it from coming.
func reasons(v *engine.View, step int) (first string, causes []string) {
	var farther []string
	all := explain.Because(v, step)
	for i, r := range all {
		text := withoutStart(r.Text)
		if rest, ok := strings.CutPrefix(text, "it "); ok {
			text = "the write " + rest
		}
		if i == 0 {
			if first = text; answeredWell(v.Trace.At(step)) {
				return first, nil
			}
			continue
		}
		switch event := isEvent(r.Claims); {
		case event && !isFault(v.Trace.At(r.Step).Kind), !event && r.Depth > 1:
		case event && r.Depth > 1:
			farther = append(farther, text)
		default:
			causes = append(causes, text)
		}
	}
	return first, append(causes, farther...)
}

// answeredWell reports whether an event is an answer that is no failure.
func answeredWell(e *event.Event) bool {
	return e.Kind == event.Reply && (e.Outcome == event.OK || e.Outcome == event.NotFound)
}

// besides says what a goal asks for besides its symptom: what the newest read returned, if the
// symptom is of another operation, or what others believe and what is so. It is "" if there is
// nothing of the kind.
func besides(e script.Expr, v *engine.View, op *engine.OpView) string {
	var parts []string
	believing := false
	for _, c := range e.Calls() {
		switch read := operationOf(v, 0); {
		case (c.Name == "value" || c.Name == "values") && c.Number == 0 && op != nil && read.ID != op.ID && read.Verb == event.Get:
			return returnedBy(v, read)
		case c.Name == "believes" && believing:
			parts = append(parts, fact(v, c, "%s believes that %s is %s"))
		case c.Name == "believes":
			believing = true
		}
	}
	for _, c := range e.Calls() {
		if c.Name == "state" && believing {
			parts = append(parts, fact(v, c, "%s is %s"))
		}
	}
	return strings.Join(parts, "; ")
}

// fact says a fact that is a word, in a form that takes its arguments and the word.
func fact(v *engine.View, c script.Call, form string) string {
	f, err := script.ParseFact(c.Text)
	if err != nil {
		return c.Text
	}
	told, err := f.Tell(seen{v})
	if err != nil || len(told.Texts) == 0 {
		return c.Text
	}
	var words []any
	for _, arg := range append(slices.Clone(c.Args), told.Texts[0]) {
		words = append(words, event.Show(arg, maxName))
	}
	return fmt.Sprintf(form, words...)
}

// seen has one view, whatever is watched.
type seen struct{ v *engine.View }

// View returns it.
func (s seen) View(engine.Watch) *engine.View { return s.v }

// returnedBy says what a read returned, and which write that is of.
func returnedBy(v *engine.View, read *engine.OpView) string {
	l := lacking{v: v, op: read}
	said := l.request() + " returned " + l.got()
	var of []string
	for _, w := range v.Ops {
		if w.Verb != event.Get && read.Returned.Has(w.Dot) {
			of = append(of, "op "+strconv.Itoa(int(w.ID)))
		}
	}
	if len(of) == 0 {
		return said
	}
	return said + ", which " + strings.Join(of, " and ") + " had written"
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
