// Tests of the rows of an operation's replicas.

package pane

import (
	"fmt"
	"slices"
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
		if sign := s.Theme.Signs.One + s.Theme.Signs.Doomed; c.a.State != engine.Silent && c.a.State != engine.Acked && strings.Contains(c.says, "lost") != strings.Contains(row, sign) {
			t.Errorf("%+v: of what was lost %q has the sign %q, or of anything else", c.a, row, sign)
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

// staleRead reads, from a node that has not heard of it, past a write that one node took.
const staleRead = "set r 1\nset w 1\nisolate n5\nput cart milk via n5\nuntil reply\nget cart via n2\nuntil reply\n"

// TestWhyOfAStaleReadIsWhole: as low and narrow as Operation is at 80×24, with the focus in it or
// elsewhere, the why of a read that missed a write reaches its point, and neither its sign nor
// what the client was told is in the ink of what is good.
func TestWhyOfAStaleReadIsWhole(t *testing.T) {
	s := laidOut(staleRead, 2, 0)(t)
	for _, h := range []int{5, 8, 10} {
		lines := new(Operation).Lines(s, 42, h)
		var why []string
		for _, line := range lines {
			why = append(why, strings.TrimSpace(ansi.Strip(line)))
		}
		if all := strings.Join(why, " "); !strings.Contains(all, "R+W=2 is not above N=3, so they need not meet") {
			t.Errorf("in %d lines: %q", h, why)
		}
		if all := strings.Join(lines, ""); strings.Contains(all, s.Theme.Good.Open()) || !strings.Contains(all, s.Theme.Doubt.Render("not found")) {
			t.Errorf("in %d lines, the inks of a stale read: %q", h, all)
		}
	}
	if row := strings.Join(new(Operation).Lines(s, 42, 8), ""); !strings.Contains(row, s.Theme.Doubt.Render("✓!")) {
		t.Errorf("no sign of a stale answer: %q", row)
	}
}

// TestNamesThatBeginAlike: where addresses do not fit, what they all begin with goes first, as in the other panes.
func TestNamesThatBeginAlike(t *testing.T) {
	s := afterRead(t)
	v := *s.View
	v.Nodes = slices.Clone(v.Nodes)
	for i := range v.Nodes {
		v.Nodes[i].Name = fmt.Sprintf("127.0.0.%d", i+1)
	}
	s.View = &v
	short := false
	for w := 36; w < 60; w++ {
		for _, row := range new(Operation).Lines(s, w, 12) {
			if row = ansi.Strip(row); !strings.Contains(row, "read {") {
				continue
			}
			short = short || strings.Contains(row, "{.")
			if strings.Contains(row, "12…") || strings.Contains(row, "127.0.0.1 .") {
				t.Errorf("at %d: %q", w, row)
			}
		}
	}
	if !short {
		t.Error("no width is too narrow for addresses")
	}
}

// TestBytesAreShown: how many bytes a replica sent for a read stands in its row, also where that is
// as narrow as on a screen of 40 columns, and even if its answer made the quorum, which the head says as well.
func TestBytesAreShown(t *testing.T) {
	s := afterRead(t)
	op := *s.Op
	last := op.Answers[2]
	last.Mismatch, last.Repair, last.RepairAck, last.Bytes = false, engine.Passage{}, engine.Passage{}, 39
	op.Answers = []engine.AnswerView{op.Answers[0], op.Answers[1], last}
	s.Op = &op
	seen := 0
	for w := 39; w < 120; w++ {
		for _, row := range NewFramed(new(Operation)).Lines(s, w, 12) {
			if row = ansi.Strip(row); strings.Contains(row, "checksum") {
				seen++
				if !strings.Contains(row, "checksum, 39 B") {
					t.Errorf("at %d cells a row does not say how many bytes: %q", w, row)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no row says that a checksum was sent")
	}
}

// TestTheCoordinatorIsNamed: however long key and value are, the first line says through which node a
// request goes.
func TestTheCoordinatorIsNamed(t *testing.T) {
	for _, key := range []string{"cart:42", "customer:12345678", "shopping-cart:42", strings.Repeat("k", 300)} {
		for length := range 40 {
			s := halfWritten(t)
			op := *s.Op
			op.Key, op.Value = key, strings.Repeat("v", length)
			s.Op = &op
			for _, w := range []int{44, 50, 53, 60, 72, 100} {
				if first := ansi.Strip(NewFramed(new(Operation)).Lines(s, w, 12)[1]); !strings.Contains(first, " via "+s.View.Node(op.Coordinator)) {
					t.Errorf("%d cells of key, %d of value, at %d: %s", len(key), length, w, first)
				}
			}
		}
	}
}
