// The benchmark of reading a long trace.

package lanes_test

import (
	"testing"

	"ringside/engine/event"
	"ringside/engine/lanes"
	"ringside/engine/ring"
)

// BenchmarkRead reads a trace of a million events for one operation at its beginning: how
// long it takes until a screen that looks back shows all of it.
func BenchmarkRead(b *testing.B) {
	var tr event.Recorder
	tr.Pack(true)
	client := tr.Intern("you")
	for op := uint32(1); tr.Len() < 1_000_000; op++ {
		tr.Append(event.Event{Kind: event.Invoke, Op: op, Ref: uint32(client), From: ring.None, To: ring.None})
		for to := ring.NodeID(1); to < 5; to++ {
			sent := tr.Append(event.Event{Kind: event.Send, Op: op, Msg: op*8 + uint32(to), To: to, Node: ring.None})
			tr.Append(event.Event{Kind: event.Deliver, Op: op, Msg: op*8 + uint32(to), To: to, Node: ring.None, Cause: sent})
		}
		tr.Append(event.Event{Kind: event.Reply, Op: op, From: ring.None, To: ring.None, Outcome: event.OK})
	}
	b.ReportAllocs()
	for b.Loop() {
		if d := lanes.Of(&tr.Trace, lanes.Part{Op: 1, From: 1}); len(d.Rows) != 10 {
			b.Fatalf("%d rows", len(d.Rows))
		}
	}
}
