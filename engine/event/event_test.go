// Tests of events and traces: their JSON, their words, their size and their snapshots.

package event_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

	"ringside/engine/event"
	"ringside/engine/event/eventtest"
	"ringside/engine/ring"
	"ringside/engine/version"
	_ "ringside/internal/steady"
)

// TestJSONIsJSON: each event is valid JSON with the fields that every event has.
func TestJSONIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tr event.Recorder
		tr.Append(event.Event{Kind: event.Crash, From: ring.None, To: ring.None})
		step := tr.Append(eventtest.Any(t, &tr))
		e := tr.At(int(step))
		line := tr.AppendJSON(nil, int(step), eventtest.Name)
		var got struct {
			Step    int    `json:"step"`
			At      int64  `json:"at_ns"`
			Kind    string `json:"kind"`
			Outcome string `json:"outcome"`
			Values  []string
			Clock   string
			Key     *string `json:"key"`
		}
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if got.Step != 2 || got.At != int64(e.At) || got.Kind != e.Kind.String() {
			t.Fatalf("%s: step, at_ns or kind is wrong", line)
		}
		if e.Kind == event.Reply && (got.Outcome != e.Outcome.String() || len(got.Values) != 1 || got.Key == nil || got.Clock != event.ClockText(tr.SetOf(e).Seen(), eventtest.Name)) {
			t.Fatalf("%s: the reply lacks something", line)
		}
	})
}

// TestClockText: a clock is written as in the Dynamo paper's Figure 3.
func TestClockText(t *testing.T) {
	sx, sy := version.Actor{Node: 0}, version.Actor{Node: 1}
	var d3 *version.Context
	for _, dot := range []version.Dot{{Actor: sx, Counter: 1}, {Actor: sx, Counter: 2}, {Actor: sy, Counter: 1}} {
		d3 = d3.With(dot)
	}
	if got, want := event.ClockText(d3, func(n ring.NodeID) string { return []string{"Sx", "Sy"}[n] }), "[(Sx,2),(Sy,1)]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestEveryWordIsThere: each kind, type, outcome and reason has a word of its own.
func TestEveryWordIsThere(t *testing.T) {
	seen := make(map[string]bool)
	check := func(word string) {
		t.Helper()
		if word == "" || word == "?" || seen[word] {
			t.Errorf("the word %q is missing or stands twice", word)
		}
		seen[word] = true
	}
	for k := event.Command; k <= event.Told; k++ {
		check("kind " + k.String())
	}
	for k := event.Write; k <= event.Spare; k++ {
		check("type " + k.String())
	}
	for o := event.Pending; o <= event.CoordinatorLost; o++ {
		check("outcome " + o.String())
	}
	for w := event.LinkCut; w <= event.Expired; w++ {
		check("why " + w.String())
	}
	for _, c := range event.Cargoes() {
		check("cargo " + c.String())
	}
	for v := event.Put; v <= event.Delete; v++ {
		check("verb " + v.String())
	}
	if (event.Told+1).String() != "?" || (event.Spare+1).String() != "?" {
		t.Error("there are words for what there is not")
	}
}

// TestEventIsSmall: a million events are 64 MB, without pointers for the garbage collector
// to follow.
func TestEventIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(event.Event{}); size != 64 {
		t.Errorf("an event takes %d bytes, want 64", size)
	}
}

// TestSnapshotStays: a snapshot does not change, whatever is recorded later.
func TestSnapshotStays(t *testing.T) {
	var tr event.Recorder
	key := tr.Intern("cart")
	for range 5000 {
		tr.Append(event.Event{Kind: event.Store, Key: key, Op: 1})
	}
	s := tr.Snapshot()
	for range 5000 {
		tr.Append(event.Event{Kind: event.Store, Key: tr.Add("other"), Op: 2})
	}
	if s.Len() != 5000 || s.At(5000).Op != 1 || s.Text(s.At(1).Key) != "cart" {
		t.Error("the snapshot changed")
	}
}

func TestMillis(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 ms", 49_999: "0.0 ms", 50_000: "0.1 ms", 3_140_000: "3.1 ms", time.Second: "1000.0 ms",
	} {
		if got := event.Millis(d); got != want {
			t.Errorf("Millis(%d) = %s, want %s", d, got, want)
		}
	}
	if got := strings.Join([]string{event.Thousandths(1000), event.Thousandths(2500), event.Thousandths(1)}, " "); got != "1 2.5 0.001" {
		t.Errorf("Thousandths: %s", got)
	}
}

func TestLogTimesStandInColumns(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "  0.000000 s", 1_999: "  0.000001 s", 43_210 * time.Microsecond: "  0.043210 s", 10 * time.Second: " 10.000000 s",
		999*time.Second + 999_999*time.Microsecond: "999.999999 s", time.Hour: "3600.000000 s",
		100 * 365 * 24 * time.Hour: "3153600000.000000 s",
	} {
		if got := string(event.AppendLogTime([]byte("at "), d)); got != "at "+want {
			t.Errorf("AppendLogTime(%d) = %q, want %q", d, got, "at "+want)
		}
	}
}
