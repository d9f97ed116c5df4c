// Tests of the checker: forged traces and clusters, each with one fault that it must find.

package check_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/check"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// forged is a cluster that reports whatever a test makes it report.
type forged struct {
	trace event.Recorder
	view  engine.View
}

func (f *forged) Trace() *event.Trace            { return &f.trace.Trace }
func (f *forged) NodeName(id ring.NodeID) string { return f.view.Nodes[id].Name }
func (f *forged) View(w engine.Watch) *engine.View {
	v := f.view
	v.Watch = w
	return &v
}

func forge(t *testing.T, events ...event.Event) *forged {
	r, err := ring.New(ring.Draw(1, 3, 4))
	if err != nil {
		t.Fatal(err)
	}
	f := &forged{view: engine.View{Ring: r, Settings: engine.Default().Settings}}
	for _, n := range r.Nodes() {
		f.view.Nodes = append(f.view.Nodes, engine.NodeView{Name: n.Name})
	}
	key := f.trace.Intern("cart")
	for _, e := range events {
		if e.Kind != event.Command {
			e.Key = key
		}
		f.trace.Append(e)
	}
	return f
}

// rule returns the rule that an error says is broken; "" if none.
func rule(err error) string {
	var b *check.Violation
	if errors.As(err, &b) {
		return b.Rule
	}
	return ""
}

// TestWhatIsWrongIsFound forges traces with one fault each.
func TestWhatIsWrongIsFound(t *testing.T) {
	command := event.Event{Kind: event.Command}
	invoke := event.Event{Kind: event.Invoke, Cause: 1, Op: 1}
	reply := event.Event{Kind: event.Reply, Cause: 2, Op: 1, Verb: event.Put, Outcome: event.OK, N: 2, Need: 2}
	few, again := reply, reply
	few.N, again.Cause = 1, 3
	stored := event.Event{Kind: event.Store, Cause: 1, Node: 2}
	memory := stored
	memory.Why = event.InMemory
	sent := event.Event{Kind: event.Send, Cause: 2, From: 2, To: 0, Msg: 7, Type: event.HandoffAck}
	got := event.Event{Kind: event.Deliver, Cause: 3, From: 2, To: 0, Msg: 7, Type: event.HandoffAck}
	unhint := event.Event{Kind: event.Unhint, Cause: 4, Node: 0, To: 2}
	early, expired, other := unhint, unhint, unhint
	early.Cause, expired.Why, expired.Cause, other.To = 1, event.Expired, 1, 1
	late := event.Event{Kind: event.Change, Cause: 1, At: time.Second}
	missed := event.Event{Kind: event.Missed, Cause: 1, Dot: version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}}
	for _, tt := range []struct {
		name   string
		want   string
		events []event.Event
	}{
		{"nothing", "", []event.Event{command, invoke, reply}},
		{"a cause to come", check.RuleCauses, []event.Event{command, {Kind: event.Store, Cause: 2}}},
		{"no cause", check.RuleCauses, []event.Event{{Kind: event.Store}}},
		{"time goes back", check.RuleTime, []event.Event{command, late, {Kind: event.Change, Cause: 1}}},
		{"OK too early", check.RuleAnswers, []event.Event{command, invoke, few}},
		{"two answers", check.RuleAnswers, []event.Event{command, invoke, reply, again}},
		{"never asked", check.RuleAnswers, []event.Event{command, command, reply}},
		{"a hint after its ack", "", []event.Event{command, stored, sent, got, unhint}},
		{"a hint whose time is over", "", []event.Event{command, expired}},
		{"a hint without an ack", check.RuleHints, []event.Event{command, early}},
		{"an ack from memory", check.RuleHints, []event.Event{command, memory, sent, got, unhint}},
		{"somebody else's ack", check.RuleHints, []event.Event{command, stored, sent, got, other}},
		{"a miss", check.RuleOverlap, []event.Event{command, missed}},
		{"a loss", check.RuleKept, []event.Event{command, {Kind: event.Lost, Cause: 1}}},
	} {
		c := forge(t, tt.events...)
		f := check.NewFollower(check.Promises{Overlap: true, Kept: true})
		if got := rule(f.Follow(c)); got != tt.want {
			t.Errorf("%s: broken is %q, want %q", tt.name, got, tt.want)
		}
	}
	// What is not promised may happen, and is counted; what is replaced after it was
	// lost is lost no longer.
	lost := event.Event{Kind: event.Lost, Cause: 1, Op: 1}
	replaced := lost
	replaced.Kind = event.Superseded
	for want, events := range [][]event.Event{{command, missed, lost, replaced}, {command, missed, lost}} {
		f := check.NewFollower(check.Promises{})
		if err := f.Follow(forge(t, events...)); err != nil || f.Tally.Stale != 1 || f.Tally.Lost != want {
			t.Errorf("%v, %+v", err, f.Tally)
		}
	}
}

// TestFresh: once everything is settled, a read that misses a write is wrong, unless the
// write is gone.
func TestFresh(t *testing.T) {
	missed := event.Event{Kind: event.Missed, Cause: 1, Dot: version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}}
	for gone, want := range []string{check.RuleFresh, ""} {
		f := check.NewFollower(check.Promises{})
		c := forge(t, event.Event{Kind: event.Command}, missed)
		if err := f.Follow(c); err != nil {
			t.Error(err)
		}
		f.Settle()
		c.trace.Append(missed)
		c.view.Gone = gone
		if got := rule(f.Follow(c)); got != want {
			t.Errorf("with %d gone, broken is %q, want %q", gone, got, want)
		}
	}
}

// TestMet: a read whose quorum met the write's and that still missed the write is no fault
// of the quorums; under last write wins a slow clock can cause it.
func TestMet(t *testing.T) {
	dot := func(n uint32) version.Dot { return version.Dot{Actor: version.Actor{Node: 1}, Counter: n} }
	both := version.MergeLWW(version.Write(nil, version.Sibling{Dot: dot(1), Stamp: 2}), version.Write(nil, version.Sibling{Dot: dot(2), Stamp: 1}))
	for _, tt := range []struct {
		missed uint32
		want   string
	}{{2, ""}, {3, check.RuleOverlap}} {
		c := forge(t, event.Event{Kind: event.Command}, event.Event{Kind: event.Invoke, Cause: 1, Op: 1})
		c.trace.Append(event.Event{Kind: event.Reply, Cause: 2, Op: 1, Verb: event.Get, Outcome: event.OK, N: 2, Need: 2, Ref: c.trace.AddSet(both)})
		c.trace.Append(event.Event{Kind: event.Missed, Cause: 3, Op: 1, Dot: dot(tt.missed)})
		if got := rule(check.NewFollower(check.Promises{Overlap: true}).Follow(c)); got != tt.want {
			t.Errorf("it missed %v: broken is %q, want %q", dot(tt.missed), got, tt.want)
		}
	}
}

// TestADeleteOutOfTime: a read may miss a delete after a node has let go of its tombstone, for what
// that had removed may come back from who has not met it; not before, and no other write.
func TestADeleteOutOfTime(t *testing.T) {
	for _, tt := range []struct {
		verb  event.Verb
		purge bool
		want  string
	}{{event.Delete, true, ""}, {event.Delete, false, check.RuleOverlap}, {event.Put, true, check.RuleOverlap}} {
		dot := version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}
		c := forge(t, event.Event{Kind: event.Command}, event.Event{Kind: event.Invoke, Cause: 1, Op: 1, Verb: tt.verb, Key: 1})
		c.trace.Append(event.Event{Kind: event.Reply, Cause: 2, Op: 1, Verb: tt.verb, Key: 1, Outcome: event.OK, N: 2, Need: 2})
		if tt.purge {
			c.trace.Append(event.Event{Kind: event.Purge, Cause: 1, Key: 1})
		}
		c.trace.Append(event.Event{Kind: event.Missed, Cause: 2, Op: 2, Ref: 1, Key: 1, Dot: dot})
		if got := rule(check.NewFollower(check.Promises{Overlap: true}).Follow(c)); got != tt.want {
			t.Errorf("%v, purged %v: broken is %q, want %q", tt.verb, tt.purge, got, tt.want)
		}
	}
}

// TestMeets: a read that misses a write breaks a promise if the levels of both always meet,
// and none if they need not; the setting's where a request has none of its own.
func TestMeets(t *testing.T) {
	for _, tt := range []struct{ write, read, want string }{
		{"", "", check.RuleMeets}, // R=2 and W=2 of 3
		{"one", "", ""},
		{"one", "all", check.RuleMeets},
		{"local_quorum", "each_quorum", check.RuleMeets},
		{"", "local_one", ""},
	} {
		c := forge(t, event.Event{Kind: event.Command})
		ask := func(op uint32, verb event.Verb, level string) {
			e := event.Event{Kind: event.Invoke, Cause: 1, Op: op, Verb: verb}
			if level != "" {
				e.Arg = int64(c.trace.Intern(level))
			}
			c.trace.Append(e)
			c.trace.Append(event.Event{Kind: event.Reply, Cause: 1, Op: op, Verb: verb, Outcome: event.OK, N: 2, Need: 2})
		}
		ask(1, event.Put, tt.write)
		ask(2, event.Get, tt.read)
		c.trace.Append(event.Event{Kind: event.Missed, Cause: 5, Op: 2, Ref: 1, Dot: version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}})
		if got := rule(check.NewFollower(check.Promises{Meets: true}).Follow(c)); got != tt.want {
			t.Errorf("written at %q, read at %q: broken is %q, want %q", tt.write, tt.read, got, tt.want)
		}
	}
}

// TestSettledFindsWhatIsLeft forges clusters that are said to be at rest and are not.
func TestSettledFindsWhatIsLeft(t *testing.T) {
	milk := version.Write(nil, version.Sibling{Dot: version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}, Value: "milk"})
	for _, tt := range []struct {
		want  string
		spoil func(*engine.View)
	}{
		{"", func(*engine.View) {}},
		{check.RuleHealed, func(v *engine.View) { v.Faults = []engine.Fault{{Text: "n1 crashed"}} }},
		{check.RuleQuiet, func(v *engine.View) { v.Messages = []engine.MessageView{{Type: event.Write}} }},
		{check.RuleNoHints, func(v *engine.View) { v.Nodes[1].Hints = 2 }},
		{check.RuleLeft, func(v *engine.View) { v.Nodes[1].Standing = engine.Leaving }},
		{check.RuleHolds, func(v *engine.View) { v.Nodes[1].Standing, v.Nodes[1].Keys = engine.Gone, 1 }},
		{check.RuleConverged, func(v *engine.View) { v.Copies = []engine.Copy{{Node: 0, Set: milk}} }},
	} {
		c := forge(t)
		tt.spoil(&c.view)
		err := check.Settled(c, []string{"cart"})
		if got := rule(err); got != tt.want || err != nil && strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("broken is %q, want %q: %v", got, tt.want, err)
		}
	}
}

// TestKnown: an acknowledged write that no replica knows is found, whatever the observer
// says.
func TestKnown(t *testing.T) {
	dot := version.Dot{Actor: version.Actor{Node: 1}, Counter: 1}
	c := forge(t, event.Event{Kind: event.Command}, event.Event{Kind: event.Invoke, Cause: 1, Op: 1},
		event.Event{Kind: event.Reply, Cause: 2, Op: 1, Verb: event.Put, Outcome: event.OK, Dot: dot})
	f := check.NewFollower(check.Promises{Kept: true})
	if err := f.Follow(c); err != nil {
		t.Fatal(err)
	}
	if got := rule(f.Known(c)); got != check.RuleKnown {
		t.Errorf("broken is %q", got)
	}
	c.view.Copies = []engine.Copy{{Node: 2, Set: version.Write(nil, version.Sibling{Dot: dot, Value: "milk"})}}
	if err := f.Known(c); err != nil {
		t.Error(err)
	}
}

// TestRing: the invariants hold on rings of all kinds.
func TestRing(t *testing.T) {
	nodes := ring.Draw(7, 6, 8)
	for i := range nodes {
		nodes[i].DC, nodes[i].Rack = []string{"dc1", "dc2"}[i%2], []string{"r1", "r2", "r3"}[i%3]
	}
	r, err := ring.New(nodes)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []ring.Placement{ring.Simple(1), ring.Simple(3), ring.Simple(6),
		ring.PerDC(ring.Copies{DC: "dc1", N: 2}, ring.Copies{DC: "dc2", N: 3})} {
		if err := check.Ring(r, p); err != nil {
			t.Errorf("%v: %v", p, err)
		}
	}
}
