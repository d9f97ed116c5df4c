// This file holds the words for single events against texts of any bytes.

package explain_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/printable"
	_ "ringside/internal/steady"
)

func names(id ring.NodeID) string {
	if id == ring.None {
		return "none"
	}
	return "n" + string(rune('1'+id%9))
}

// anyEvent draws an event of any kind with texts of any bytes.
func anyEvent(t *rapid.T, tr *event.Recorder) event.Event {
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

// TestLinesAreSafe: whatever keys, values and names hold, a line is one line of
// valid text without a control, bidi or zero-width character.
func TestLinesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr event.Recorder
		e := anyEvent(t, &tr)
		if e.Kind == event.Command || e.Kind == event.Change || e.Kind == event.Compared {
			e.Text = tr.Add("put " + event.Quote(tr.Text(e.Text)) + " v") // a command's text is quoted when it is printed
		}
		step := tr.Append(e)
		line := explain.Event(&tr.Trace, int(step), names).String()
		if !utf8.ValidString(line) {
			t.Fatalf("%q is not valid UTF-8", line)
		}
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
				t.Fatalf("%q holds %U", line, r)
			}
		}
	})
}

// TestBriefOfEverything: whatever happened can be told in a few words, none of
// which moves a terminal's cursor.
func TestBriefOfEverything(t *testing.T) {
	for k := event.Command; k <= event.Change; k++ {
		var tr event.Recorder
		text := tr.Add("a\x1b[31m\nb")
		step := tr.Append(event.Event{Kind: k, Key: text, Text: tr.Add("fine"), Type: event.Write, Verb: event.Put, Outcome: event.OK, Op: 1})
		said := explain.Brief(&tr.Trace, int(step), func(ring.NodeID) string { return "n1" })
		if said == "" || strings.ContainsFunc(said, printable.Hidden) {
			t.Errorf("%v: %q", k, said)
		}
	}
}

// TestInlineHasNoColumns: in the middle of a sentence a line is not padded.
func TestInlineHasNoColumns(t *testing.T) {
	var tr event.Recorder
	step := tr.Append(event.Event{Kind: event.Trust, Op: 3, Node: 0, From: ring.None, To: 1, Fresh: true})
	want := names(0) + " believes that " + names(1) + " is up again op 3"
	if line := explain.Event(&tr.Trace, int(step), names).Inline(); line != want {
		t.Errorf("%q, should be %q", line, want)
	}
}

func TestLinesAreAppendedInColumns(t *testing.T) {
	for want, l := range map[string]explain.Line{
		"n1             crashes": {Who: "n1", What: "crashes"},
		"n1 → client    OK                                    op 1": {Who: "n1 → client", What: "OK", Note: "op 1"},
		"observer": {Who: "observer"},
		"日本             stores " + strings.Repeat("x", 60) + " op 1": {Who: "日本", What: "stores " + strings.Repeat("x", 60), Note: "op 1"},
	} {
		if got := string(l.Append([]byte("  now  "))); got != "  now  "+want {
			t.Errorf("%+v: %q, want %q", l, got, "  now  "+want)
		}
		if got := l.String(); got != want {
			t.Errorf("%+v: %q, want %q", l, got, want)
		}
	}
}
