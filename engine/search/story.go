// A story: the steps that lead to a state, as lines of the command language with a sentence
// each.

package search

import (
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/internal/timespan"
)

// Step is one step of a story.
type Step struct {
	Why string // what happens, in one sentence

	kind    kind
	u       engine.Underway // what arrives, is written, is given up or is lost
	request engine.Command  // that begins
	key     string          // of its message
	node    string          // the node that it is about
	peer    string
	was     engine.Health
	ahead   bool
	sinks   bool    // what is lost, is lost with its sender
	quick   []write // the disk writes that complete at once
}

// write is a disk write of a node for an operation; 0: for none.
type write struct {
	node string
	op   uint32
}

// story makes the steps of moves again.
func (m *model) story(moves []move) (all []Step) {
	w, s := m.newWorld(), m.initial
	for _, mv := range moves {
		one := Step{kind: mv.kind, ahead: mv.b == 1}
		switch mv.kind {
		case begins:
			q := &m.open[mv.a]
			one.request = q.Command
			if mv.b >= 0 && (q.Via != "" || !m.fixed) {
				one.request.Via = m.names[mv.b]
			}
			one.node = "nobody"
			if mv.b >= 0 {
				one.node = m.names[mv.b]
			}
		case arrives, writes, givesUp, drops, duplicates:
			one.u = s.flights[mv.a].Underway
			one.u.Message.Op, one.u.Op = m.numberOf(s, one.u.Message.Op), m.numberOf(s, one.u.Op)
			one.node, one.key = m.nameOf(one.u.Message.To), m.texts[one.u.Message.Key]
			one.sinks = mv.kind == drops && s.sinks(s.flights[mv.a])
			if to := one.u.Message.To; mv.kind == arrives && to >= 0 {
				one.was = s.members[to].health
			}
			if mv.kind == givesUp {
				of := s.ops[m.place(s.flights[mv.a].Op)].coordinator
				one.node, one.was = m.nameOf(of), s.members[of].health
			}
		default:
			one.node, one.was = m.names[mv.a], s.members[mv.a].health
			if mv.kind == powerFailures {
				one.node = m.racks[mv.a]
			}
			if mv.kind == cuts || mv.kind == mends {
				one.peer = m.names[mv.b]
			}
		}
		next := w.apply(s, mv)
		if mv.quick {
			for _, f := range w.written {
				one.quick = append(one.quick, write{m.nameOf(f.Message.To), m.numberOf(next, f.Message.Op)})
			}
		}
		one.Why = m.why(&one, s, next)
		all, s = append(all, one), next
	}
	return all
}

func (m *model) nameOf(id ring.NodeID) string {
	if id < 0 || int(id) >= len(m.names) {
		return ""
	}
	return m.names[id]
}

// numberOf returns the number that the ordinary cluster gives an operation: it counts them
// as they begin.
func (m *model) numberOf(s *state, op uint32) uint32 {
	if op < m.first {
		return op
	}
	return s.ops[m.place(op)].view.ID
}

// why says what happens in a step, in one sentence.
func (m *model) why(one *Step, before, after *state) string {
	var b strings.Builder
	b.WriteString(m.happens(one))
	if len(one.quick) > 0 {
		b.WriteString("; the disk of " + one.quick[0].node + " has it at once")
	}
	for i, o := range after.ops {
		if o == nil || !o.told || i < len(before.ops) && before.ops[i] != nil && before.ops[i].told {
			continue
		}
		fmt.Fprintf(&b, "; %s is told %s", clientOf(o.view), o.view.Outcome)
		if values := o.view.Returned.Values(); len(values) > 0 {
			for j := range values {
				values[j] = event.Show(values[j], event.LongestShown)
			}
			b.WriteString(", " + strings.Join(values, " and "))
		}
	}
	return b.String()
}

func clientOf(v *engine.OpView) string {
	if v.Client == "" || v.Client == engine.DefaultClient {
		return "the client"
	}
	return event.Show(v.Client, event.LongestShown)
}

// messageName names a message as a noun.
func messageName(t event.Type) string {
	if t == event.Refused {
		return "refusal"
	}
	return t.String()
}

// happens says what a step is.
func (m *model) happens(one *Step) string {
	from := m.nameOf(one.u.Message.From)
	switch one.kind {
	case begins:
		who := clientOf(&engine.OpView{Client: one.request.Client})
		what := map[engine.Verb]string{engine.Put: "writes", engine.Get: "reads", engine.Delete: "deletes", engine.Resolve: "resolves"}[one.request.Verb]
		return fmt.Sprintf("%s %s %s, and %s coordinates", who, what, event.Show(one.request.Key, event.LongestShown), one.node)
	case arrives:
		how := map[engine.Health]string{engine.Up: "arrives at %s", engine.Hung: "waits at %s, which hangs", engine.Crashed: "reaches %s, which is down"}[one.was]
		return fmt.Sprintf("the %s from %s "+how, messageName(one.u.Message.Type), from, one.node)
	case writes:
		return "the disk write of " + one.node + " completes"
	case givesUp:
		switch {
		case one.u.Kind == engine.ClientGivesUp:
			return fmt.Sprintf("the client of operation %d gives up waiting for %s, which hangs", one.u.Op, one.node)
		case one.was == engine.Hung:
			return fmt.Sprintf("%s is to give up waiting for operation %d, and hangs", one.node, one.u.Op)
		}
		return fmt.Sprintf("%s gives up waiting for operation %d", one.node, one.u.Op)
	case drops:
		return fmt.Sprintf("the %s from %s to %s is lost%s", messageName(one.u.Message.Type), from, one.node, map[bool]string{true: " with its sender"}[one.sinks])
	case duplicates:
		return fmt.Sprintf("the %s from %s to %s is duplicated", messageName(one.u.Message.Type), from, one.node)
	case crashes:
		return one.node + " crashes"
	case hangs:
		return one.node + " hangs"
	case starts:
		if one.was == engine.Hung {
			return one.node + " resumes"
		}
		return one.node + " starts again"
	case wipes:
		return one.node + " loses its disk"
	case powerFailures:
		return "the rack " + one.node + " loses power"
	case cuts:
		return fmt.Sprintf("the link between %s and %s is cut", one.node, one.peer)
	case mends:
		return fmt.Sprintf("the link between %s and %s is mended", one.node, one.peer)
	}
	if one.ahead {
		return fmt.Sprintf("the clock of %s goes %s ahead", one.node, timespan.Text(skewed))
	}
	return fmt.Sprintf("the clock of %s falls %s behind", one.node, timespan.Text(skewed))
}
