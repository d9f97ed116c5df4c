// Why, of a request to a real cluster: what its trace tells, and what that leaves unknown.

package explain

import (
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/count"
)

// whyOutside returns one sentence about an operation of a real cluster. There is no truth in a trace:
// it says nothing of what nodes keep.
func whyOutside(v *engine.View, o *engine.OpView) string {
	t := outsideWhy{View: v, o: o}
	switch {
	case o.Outcome == event.Pending:
		return t.Node(o.Coordinator) + " has been asked; its trace is read when it has answered"
	case o.Outcome == event.Unavailable:
		return fmt.Sprintf("%s needed answers from %s, and believed %s up; it sent nothing, and nothing changed", t.Node(o.Coordinator), count.Of(o.Need, "replica"), onlyOrNone(o.Acks))
	case o.Rejected && o.Verb == event.Get:
		return t.Node(o.Coordinator) + " refused it, and read nothing; the log has its reason"
	case o.Rejected:
		return t.Node(o.Coordinator) + " refused it, and nothing changed; the log has its reason"
	case o.Outcome == event.CoordinatorLost && o.Verb == event.Get:
		return t.Node(o.Coordinator) + " did not answer the client; ask again"
	case o.Outcome == event.CoordinatorLost:
		return t.Node(o.Coordinator) + " did not answer the client; whether the write counts is unknown"
	}
	var parts []string
	switch {
	case t.hinted():
		parts = t.hint()
	case !t.traced() && o.Verb != event.Get && o.Outcome != event.OK:
		parts = append(parts, notNo(o.Outcome), "no trace came: what each replica did is unknown")
	case !t.traced():
		parts = append(parts, "no trace came: what each replica did is unknown")
	case o.Verb == event.Get:
		parts = t.read()
	default:
		parts = t.write()
	}
	return strings.Join(parts, "; ")
}

// notNo says that a write of which the client heard no good may have been carried out.
func notNo(o event.Outcome) string {
	if o == event.Failed {
		return "an error does not mean no"
	}
	return "a " + Outcome(o) + " does not mean no"
}

type outsideWhy struct {
	*engine.View
	o *engine.OpView
}

// traced reports whether the trace of the operation came.
func (t *outsideWhy) traced() bool {
	for i := range t.o.Answers {
		a := &t.o.Answers[i]
		own := a.Node == t.o.Coordinator && (a.State == engine.Sent || a.State == engine.Silent) // it asks itself in any case
		if a.State != engine.Idle && a.State != engine.BelievedDown && !own {
			return true
		}
	}
	return false
}

// hinted reports whether the write was told OK though no replica had acknowledged it: at any, a hint
// is enough. That it was so is known if its trace came, or if no replica could be asked.
func (t *outsideWhy) hinted() bool {
	down := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.BelievedDown })
	in := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Acked })
	return t.o.Verb != event.Get && t.o.Outcome == event.OK && t.o.Need == 0 && len(in) == 0 && (t.traced() || len(down) == len(t.o.Answers))
}

// hint says of such a write what met it, and of whom it is unknown whether it has it.
func (t *outsideWhy) hint() []string {
	parts := []string{"no replica acknowledged it before the client was told: at any, a hint that " + t.Node(t.o.Coordinator) + " keeps is enough"}
	if late := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Late }); len(late) > 0 {
		parts = append(parts, t.and(late)+" acknowledged it after that")
	}
	return append(parts, t.unknown()...)
}

// nodes returns who is in a state.
func (t *outsideWhy) nodes(is func(a *engine.AnswerView) bool) (all []ring.NodeID) {
	for i := range t.o.Answers {
		if is(&t.o.Answers[i]) {
			all = append(all, t.o.Answers[i].Node)
		}
	}
	return all
}

func (t *outsideWhy) and(nodes []ring.NodeID) string {
	e := explanation{View: t.View}
	return e.and(nodes)
}

// write says who acknowledged a write, and of whom that is unknown.
func (t *outsideWhy) write() (parts []string) {
	in := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Acked })
	late := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Late })
	switch t.o.Outcome {
	case event.OK:
		parts = append(parts, t.and(in)+" acknowledged it before the client was told")
	default:
		parts = append(parts, fmt.Sprintf("%d of %s came in time", t.o.Acks, count.Of(t.o.Need, "ack")), notNo(t.o.Outcome))
		if len(in) > 0 {
			parts = append(parts, t.and(in)+" acknowledged it")
		}
	}
	if len(late) > 0 {
		parts = append(parts, t.and(late)+" acknowledged it after that")
	}
	return append(parts, t.unknown()...)
}

// read says who gave what to a read, and what was repaired.
func (t *outsideWhy) read() (parts []string) {
	if t.o.Outcome != event.OK && t.o.Outcome != event.NotFound {
		parts = append(parts, fmt.Sprintf("%d of %s came in time", t.o.Acks, count.Of(t.o.Need, "answer")))
	}
	data := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Acked && !a.Digest })
	sums := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Acked && a.Digest })
	late := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Late })
	again := t.nodes(func(a *engine.AnswerView) bool { return a.Again })
	repaired := t.nodes(func(a *engine.AnswerView) bool { return a.Repair.Stage != engine.Unsent })
	if len(again) > 0 {
		parts = append(parts, "the checksums differed, so that full copies were read")
	} else if len(data) > 0 {
		text := t.and(data) + " gave a full copy"
		if len(sums) > 0 {
			text += ", and " + t.and(sums) + " a checksum"
		}
		parts = append(parts, text)
	} else if len(sums) > 0 {
		parts = append(parts, t.and(sums)+" gave a checksum")
	}
	if len(repaired) > 0 {
		parts = append(parts, t.and(repaired)+" lacked some of it, and "+agree(repaired, "was", "were")+" sent that before the client was told")
	}
	if len(late) > 0 {
		parts = append(parts, t.and(late)+" answered after the client was told")
	}
	for _, id := range t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Silent || a.State == engine.Sent }) {
		parts = append(parts, "no answer of "+t.Node(id)+" is in the trace")
	}
	return parts
}

// unknown says of whom it is unknown whether it has a write.
func (t *outsideWhy) unknown() (parts []string) {
	down := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.BelievedDown })
	silent := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Silent || a.State == engine.Sent })
	unsent := t.nodes(func(a *engine.AnswerView) bool { return a.State == engine.Idle })
	if len(down) > 0 {
		parts = append(parts, fmt.Sprintf("%s %s not asked: %s had called %s down, and a hint is not in a trace",
			t.and(down), agree(down, "was", "were"), t.Node(t.o.Coordinator), agree(down, "it", "them")))
	}
	if len(silent) > 0 {
		parts = append(parts, "no answer of "+t.and(silent)+" is in the trace: whether "+agree(silent, "it has", "they have")+" it is unknown")
	}
	if len(unsent) > 0 {
		parts = append(parts, "no message to "+t.and(unsent)+" is in the trace: "+agree(unsent, "it was", "they were")+" believed down or not connected, or the line is missing")
	}
	return parts
}

// onlyOrNone writes how many there are of what would have to be more.
func onlyOrNone(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprintf("only %d", n)
}
