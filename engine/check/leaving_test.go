// This file forges traces of nodes that leave and take something.

package check_test

import (
	"testing"

	"ringside/engine/check"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// TestTakes: a node that leaves may store what comes with a write that was planned by the
// ring version by which it leaves, and nothing else that is new.
func TestTakes(t *testing.T) {
	const leaver, other = 0, 1
	learn := func(who ring.NodeID, version int64) event.Event {
		return event.Event{Kind: event.Learn, Cause: 1, Node: who, To: leaver, Arg: version}
	}
	send := event.Event{Kind: event.Send, Cause: 1, From: other, To: leaver, Msg: 7, Op: 1, Type: event.Write}
	arrive := func(of event.Type, cause uint32) event.Event {
		return event.Event{Kind: event.Deliver, Cause: cause, From: other, To: leaver, Msg: 7, Op: 1, Type: of}
	}
	store := func(cause uint32) event.Event {
		return event.Event{Kind: event.Store, Cause: cause, Op: 1, Node: leaver, Fresh: true}
	}
	had, streamed := store(4), store(3)
	had.Fresh, streamed.Op = false, 0
	hint := event.Event{Kind: event.Hint, Cause: 3, Op: 1, Node: leaver, To: other}
	own, outdated := hint, hint
	own.Op, outdated.Why = 0, event.Outdated
	command := event.Event{Kind: event.Command}
	for _, tt := range []struct {
		name, want string
		events     []event.Event
	}{
		{"a write planned with the others", "", []event.Event{command, learn(leaver, 2), learn(other, 2), send, arrive(event.Write, 4), store(5)}},
		{"a write planned before", check.RuleTakes, []event.Event{command, learn(leaver, 2), send, arrive(event.Write, 3), store(4)}},
		{"what it had", "", []event.Event{command, learn(leaver, 2), send, arrive(event.Write, 3), had}},
		{"after it has left", check.RuleTakes, []event.Event{command, learn(leaver, 2), learn(other, 2), send, arrive(event.Write, 4), learn(leaver, 3), store(5)}},
		{"a repair", check.RuleTakes, []event.Event{command, learn(leaver, 2), learn(other, 2), arrive(event.Repair, 3), store(4)}},
		{"a stream", check.RuleTakes, []event.Event{command, learn(leaver, 2), arrive(event.Stream, 2), streamed}},
		{"its own part in a write", "", []event.Event{command, learn(leaver, 2), {Kind: event.Invoke, Cause: 1, Op: 1, Node: leaver}, store(3)}},
		{"its own part in a read", check.RuleTakes, []event.Event{command, learn(leaver, 2), {Kind: event.Send, Cause: 1}, store(3)}},
		{"a hint", check.RuleTakes, []event.Event{command, learn(leaver, 2), arrive(event.Write, 2), hint}},
		{"its own hint, for somebody else", "", []event.Event{command, learn(leaver, 2), learn(leaver, 3), own}},
		{"a hint that it does not keep", "", []event.Event{command, learn(leaver, 2), arrive(event.Write, 2), outdated}},
		{"somebody else's hint", "", []event.Event{command, learn(other, 2), arrive(event.Write, 2), hint}},
	} {
		c := forge(t, command)
		leaves, left := c.trace.Intern("leaves"), c.trace.Intern("has left")
		for _, e := range tt.events[1:] {
			if e.Kind == event.Learn {
				if e.Text = leaves; e.Arg == 3 {
					e.Text = left
				}
			}
			c.trace.Append(e)
		}
		if got := rule(check.NewFollower(check.Promises{}).Follow(c)); got != tt.want {
			t.Errorf("%s: broken is %q, want %q", tt.name, got, tt.want)
		}
	}
}
