// Package eventtest draws events of any kind, for tests of what becomes of them.
package eventtest

import (
	"time"

	"pgregory.net/rapid"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Name returns the name of a node; "none" for ring.None.
func Name(id ring.NodeID) string {
	if id == ring.None {
		return "none"
	}
	return "n" + string(rune('1'+id%9))
}

// Any draws an event of any kind with texts of any bytes, which it adds to the trace.
func Any(t *rapid.T, tr *event.Recorder) event.Event {
	hostile := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\x1b[2J", "a\u202eb", "\xff\xfe", "e\u0301", "日本", "\r\n", "\u009b31m"}))
	node := rapid.Custom(func(t *rapid.T) ring.NodeID { return ring.NodeID(rapid.IntRange(0, 8).Draw(t, "node")) })
	e := event.Event{
		At:   time.Duration(rapid.Int64Range(0, 1<<40).Draw(t, "at")),
		Arg:  rapid.Int64Range(1, 1<<40).Draw(t, "arg"),
		Kind: event.Kind(rapid.IntRange(int(event.Command), int(event.Told)).Draw(t, "kind")),
		Type: event.Type(rapid.IntRange(int(event.Write), int(event.Pong)).Draw(t, "type")),
		Verb: event.Verb(rapid.IntRange(int(event.Put), int(event.Delete)).Draw(t, "verb")),
		Why:  event.Why(rapid.IntRange(int(event.LinkCut), int(event.Forgotten)).Draw(t, "why")),
		Key:  tr.Intern(hostile.Draw(t, "key")), Text: tr.Add(hostile.Draw(t, "text")),
		Op:   rapid.Uint32Range(0, 9).Draw(t, "op"),
		Node: node.Draw(t, "at"), From: node.Draw(t, "from"), To: node.Draw(t, "to"),
		Outcome: event.Outcome(rapid.IntRange(int(event.OK), int(event.CoordinatorLost)).Draw(t, "outcome")),
		Dot:     version.Dot{Counter: rapid.Uint32Range(0, 3).Draw(t, "dot")},
	}
	switch e.Kind {
	case event.Invoke:
		e.Ref, e.Arg = uint32(tr.Intern(hostile.Draw(t, "client"))), int64(tr.Intern(hostile.Draw(t, "level")))
		tr.AddPart(event.Part{DC: tr.Intern(hostile.Draw(t, "dc")), Need: 1, Of: 3})
		e.Msg = tr.AddNodes([]ring.NodeID{0, 1})
	case event.Reply:
		s := version.Write(nil, version.Sibling{Dot: version.Dot{Counter: 1}, Value: hostile.Draw(t, "value")})
		e.Ref, e.Msg = tr.AddSet(s), tr.AddNodes([]ring.NodeID{2})
	}
	if e.Kind == event.Deliver || e.Kind == event.Reply {
		e.N, e.Need = 1, 2
		tr.AddPart(event.Part{DC: tr.Intern(hostile.Draw(t, "dc")), N: 1, Need: 2, Of: 3})
	}
	return e
}
