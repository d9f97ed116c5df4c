// Tests of facts about a real cluster: what is known, and what is said to be unknown.

package script

import (
	"testing"

	"ringside/engine"
	"ringside/engine/ring"
)

// outsideView is a real cluster of three nodes, of which the first says that the third is down and has
// not heard of the second for a while; the third can't be asked.
type outsideView struct{ own bool }

func (o outsideView) View(engine.Watch) *engine.View {
	var marks []ring.Node
	v := &engine.View{Settings: engine.Default().Settings, Outside: &engine.Outside{Own: o.own, Holders: []engine.Holder{
		{Reached: true, Of: []engine.Heard{engine.HeardUnknown, engine.HeardSuspected, engine.HeardDown}},
		{Reached: true, Of: []engine.Heard{engine.HeardUp, engine.HeardUnknown, engine.HeardUnknown}},
		{Why: "connection refused", Of: make([]engine.Heard, 3)},
	}}}
	for i, name := range []string{"a", "b", "c"} {
		marks = append(marks, ring.Node{Name: name, Tokens: []ring.Mark{{Token: ring.Token(i)}}})
		v.Nodes = append(v.Nodes, engine.NodeView{ID: ring.NodeID(i), Name: name})
	}
	v.Nodes[1].Standing = engine.Leaving
	on, err := ring.New(marks)
	if err != nil {
		panic(err)
	}
	v.Ring = on
	return v
}

func TestFactsOutside(t *testing.T) {
	for _, test := range []struct {
		expr  string
		own   bool
		holds bool
		err   string
	}{
		{expr: "believes(a, c) == down", holds: true},
		{expr: "believes(a, b) == suspected", holds: true},
		{expr: "believes(b, a) == up", holds: true},
		{expr: "believes(a, a) == up", holds: true},
		{expr: "believes(b, c) == up", err: "believes(b, c): unknown: it has not said so yet"},
		{expr: "believes(c, a) == up", err: "believes(c, a): unknown: connection refused"},
		{expr: "members == a,b,c and n == 3", holds: true},
		{expr: "standing(a) == member and standing(b) == leaving", holds: true},
		{expr: "state(c) == up", err: "state(c): unknown of a cluster that Ringside has not started; believes(A, B) is what a node says"},
		{expr: "state(c) == up and up == 3", own: true, holds: true},
		{expr: "lost == 0", own: true, err: "lost: unknown of a real cluster (known: reply, value, values, acks, need, latency, coordinator, verb, key, older, resurrected, stale, replicas, owner, believes, members, standing, n, r, w, time, ops, state, up, faults)"},
		{expr: "held(a, k) == none", err: "held(a, k): unknown of a real cluster (known: reply, value, values, acks, need, latency, coordinator, verb, key, older, resurrected, stale, replicas, owner, believes, members, standing, n, r, w, time, ops)"},
	} {
		e, err := ParseExpr(test.expr)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Eval(outsideView{test.own})
		text := ""
		if err != nil {
			text = err.Error()
		}
		if got.Holds != test.holds || text != test.err {
			t.Errorf("%s: %t, %q\nwant %t, %q", test.expr, got.Holds, text, test.holds, test.err)
		}
	}
	for _, name := range append(knownOutside, knownOfOwn...) {
		if FindFact(name) == nil {
			t.Errorf("no fact %s", name)
		}
	}
}
