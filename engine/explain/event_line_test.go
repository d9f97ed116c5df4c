// This file holds the words for single events against texts of any bytes.

package explain_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"ringside/engine/event"
	"ringside/engine/event/eventtest"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/internal/printable"
	_ "ringside/internal/steady"
)

// TestLinesAreSafe: whatever keys, values and names hold, a line is one line of
// valid text without a control, bidi or zero-width character.
func TestLinesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr event.Recorder
		e := eventtest.Any(t, &tr)
		if e.Kind == event.Command || e.Kind == event.Change || e.Kind == event.Compared {
			e.Text = tr.Add("put " + event.Quote(tr.Text(e.Text)) + " v") // a command's text is quoted when it is printed
		}
		step := tr.Append(e)
		line := explain.Event(&tr.Trace, int(step), eventtest.Name).String()
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
	want := eventtest.Name(0) + " believes that " + eventtest.Name(1) + " is up again op 3"
	if line := explain.Event(&tr.Trace, int(step), eventtest.Name).Inline(); line != want {
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
