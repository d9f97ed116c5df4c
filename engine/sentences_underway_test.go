// This file has what is said of messages that have neither arrived nor been dropped.

package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringside/engine"
	"ringside/engine/explain"
	"ringside/engine/lanes"
)

// TestHungNodeTakesNothingIn: a message before a node that hangs is not on its way, wherever
// it is shown, and neither is an ack before a coordinator that hangs.
func TestHungNodeTakesNothingIn(t *testing.T) {
	m := newInstant(t, func(*engine.Config) {})
	by, other, hung := m.names()[0], m.names()[1], m.names()[2]
	m.apply(0, engine.Command{Verb: engine.Hang, Node: hung})
	m.apply(0, engine.Command{Verb: engine.Put, Key: "a", Value: "v", Via: by})
	m.shows("2 on the way", hung)
	m.c.Advance(m.c.Now()+5*time.Millisecond, 1_000_000)
	m.shows("1 waiting in "+hung+", which hangs", hung)
	m.says(0, "waiting in "+hung+", which hangs", "on its way")
	m.apply(0, engine.Command{Verb: engine.Resume, Node: hung})
	m.c.Advance(m.c.Now()+50*time.Millisecond, 1_000_000)
	m.shows("", hung)

	m.apply(0, engine.Command{Verb: engine.Put, Key: "a", Value: "w", Via: by})
	m.apply(1050*time.Microsecond, engine.Command{Verb: engine.Hang, Node: by}) // the others have it, and are writing
	m.says(200*time.Microsecond, "the acks of "+other+" and "+hung+" are on their way back", " wait in ")
	m.says(5*time.Millisecond, "the acks of "+other+" and "+hung+" wait in "+by+", which hangs", "on their way")
	v := m.c.View(engine.Watch{})
	o := v.Ops[len(v.Ops)-1]
	said := 0
	for i := range o.Answers {
		for _, c := range explain.Row(v, o, &o.Answers[i]) {
			words := explain.RowWords(v, o, &c)
			if len(words) > 0 && strings.Contains(words[0], "ack waits in "+by) {
				said++
			}
			if len(words) > 0 && strings.Contains(words[0], "on its way") {
				t.Errorf("the row of %s says %q", v.Node(c.Node), words)
			}
		}
	}
	if said != 2 {
		t.Errorf("%d rows say that an ack waits, not 2", said)
	}
}

// shows holds what a diagram says of the messages under way as a whole, "" if there are none,
// and what is said of each of them, against what it should.
func (m instant) shows(all, hung string) {
	m.Helper()
	v := m.c.View(engine.Watch{})
	d := lanes.Of(&v.Trace, lanes.Part{From: 1, To: v.Trace.Len()})
	if said := explain.Flights(v, d); said != all {
		m.Errorf("of all messages it says %q, not %q", said, all)
	}
	for i := range d.Messages {
		f := &d.Messages[i]
		way, where := "on its way", "has arrived"
		switch to := f.To.Node(); {
		case f.Fate == lanes.Flying && v.Node(to) == hung:
			way, where = "not taken in by "+hung+", which hangs", "waits in "+hung+", which hangs"
			if slices.ContainsFunc(v.Messages, func(in engine.MessageView) bool { return in.ID == f.ID }) {
				where = "" // it is in flight, and is not asked for
			}
		case f.Fate == lanes.Flying:
			where = ""
		case f.ID == 0:
			continue
		}
		if said := explain.UnderWay(&v.Trace, d, f, v.Node); f.Fate == lanes.Flying && said != way {
			m.Errorf("of message %d it says %q, not %q", f.ID, said, way)
		}
		if said := explain.Whereabouts(v, f.ID); where != "" && !strings.HasSuffix(said, where) {
			m.Errorf("of message %d it says %q, not that it %s", f.ID, said, where)
		}
	}
}
