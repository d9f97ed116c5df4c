// Tests of the rows of an operation's replicas.

package pane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
	"ringside/engine/event"
)

// TestRowsFollowTheMessages: a replica's row says how far its request, its answer and its
// repair have come, and nothing that has not happened yet.
func TestRowsFollowTheMessages(t *testing.T) {
	lost := engine.Passage{Stage: engine.Dropped, Why: event.LinkCut}
	flying, arrived := engine.Passage{Stage: engine.Flying}, engine.Passage{Stage: engine.Arrived}
	for _, c := range []struct {
		verb      event.Verb
		a         engine.AnswerView
		has       engine.CopyState // now
		says, not string
	}{
		{event.Put, engine.AnswerView{State: engine.Sent, Ask: flying}, engine.NoCopy, "no answer yet", "lost"},
		{event.Put, engine.AnswerView{State: engine.Sent, Ask: lost}, engine.NoCopy, "request lost: the link is cut", "no answer"},
		{event.Put, engine.AnswerView{State: engine.Stored, Ask: arrived, Back: flying}, engine.OnDisk, "durable, ack on its way", "lost"},
		{event.Put, engine.AnswerView{State: engine.Stored, Ask: arrived, Back: lost}, engine.OnDisk, "durable, ack lost: the link is cut", "on its way"},
		{event.Put, engine.AnswerView{State: engine.Silent, Ask: arrived, Back: lost}, engine.OnDisk, "durable, ack lost: the link is cut", "no answer"},
		{event.Put, engine.AnswerView{State: engine.Silent, Ask: arrived, Back: lost, Memory: true}, engine.InMemory, "in memory, ack lost", "durable"},
		{event.Put, engine.AnswerView{State: engine.Silent, Ask: arrived, Back: lost}, engine.NoCopy, "stored it, ack lost", "durable"}, // it has lost its disk since
		{event.Put, engine.AnswerView{State: engine.Silent, Ask: arrived, Back: lost}, engine.Replaced, "replaced since, ack lost", "durable"},
		{event.Get, engine.AnswerView{State: engine.Silent, Ask: arrived, Back: lost}, engine.NoCopy, "answer lost: the link is cut", "durable"},
		{event.Get, engine.AnswerView{State: engine.Acked, Repair: flying}, engine.NoCopy, "repair sent", "repaired"},
		{event.Get, engine.AnswerView{State: engine.Acked, Repair: lost}, engine.NoCopy, "repair lost", "repaired"},
		{event.Get, engine.AnswerView{State: engine.Acked, Repair: arrived, RepairAck: lost}, engine.NoCopy, "repaired", "lost"},
		{event.Get, engine.AnswerView{State: engine.Acked, Repair: arrived, RepairRefused: true}, engine.NoCopy, "repair refused", "repaired"},
	} {
		s := halfWritten(t)
		op := *s.Op
		c.a.Node = op.Answers[2].Node
		op.Verb, op.Answers = c.verb, []engine.AnswerView{c.a}
		op.Stands = []engine.Stand{{Node: c.a.Node, Copy: c.has}}
		s.Op = &op
		row := ansi.Strip(NewFramed(new(Operation)).Lines(s, 100, 10)[2])
		if !strings.Contains(row, c.says) || strings.Contains(row, c.not) {
			t.Errorf("%+v: %q should say %q and not %q", c.a, row, c.says, c.not)
		}
		for w := 36; w < 100; w++ { // what there is no room for is said in short or left out
			for _, row := range NewFramed(new(Operation)).Lines(s, w, 10)[1:4] {
				if row = strings.ReplaceAll(ansi.Strip(row), "✓…", ""); strings.Contains(row, "…") && !strings.Contains(row, "via") {
					t.Errorf("at %d the row %q ends in the middle", w, row)
				}
			}
		}
	}
}

// TestAskedReplicasAreInView: where there is no room for all replicas, those that were asked are
// in view, until somebody scrolls.
func TestAskedReplicasAreInView(t *testing.T) {
	s := afterRead(t)
	op := *s.Op
	op.Answers = []engine.AnswerView{op.Answers[1], op.Answers[1], op.Answers[0], op.Answers[2]} // the first two were not asked
	s.Op = &op
	shows := func(words string) bool {
		return strings.Contains(ansi.Strip(strings.Join(new(Operation).Lines(s, 72, 6), "\n")), words)
	}
	if shows("not asked") || !shows("0.3 ms") {
		t.Errorf("%q", new(Operation).Lines(s, 72, 6))
	}
	s.Focused = true // the cursor is on the first
	if !shows("not asked") {
		t.Errorf("with the focus: %q", new(Operation).Lines(s, 72, 6))
	}
}
