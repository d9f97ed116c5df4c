// Tests of recordings, on a screen that shows the virtual time and what it was told.

package recording_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/tui/recording"
)

// screen is a screen of three lines: the number of messages in flight, the selected key,
// and the line that has been carried out.
type screen struct {
	h         *history.History
	key, line string
	lanes     uint32
	shown     int
}

func (s *screen) Show() []string {
	s.shown++
	key := s.key
	if s.lanes != 0 {
		key += fmt.Sprint(", the lanes of #", s.lanes)
	}
	return []string{fmt.Sprintf("%d in flight", len(s.h.View(engine.Watch{}).Messages)), key, s.line}
}

func (s *screen) Take(key string)  { s.key = key }
func (s *screen) Lanes(op uint32)  { s.lanes = op }
func (s *screen) Tell(line string) { s.line = line }

// played returns a history in which the lines of a script have happened.
func played(t *testing.T, text string) *history.History {
	t.Helper()
	h, err := history.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	if err := script.NewRunner(struct{ script.Cluster }{h}).RunFile(strings.NewReader(text), nil); err != nil {
		t.Fatal(err)
	}
	return h
}

// record makes a recording of a part of a history.
func record(ctx context.Context, h *history.History, part lanes.Part) ([]byte, *screen, error) {
	var on *screen
	tape, err := recording.Make(ctx, h, recording.Options{Title: "test", Width: 40, Height: 3, Part: part}, func(h *history.History) (recording.Screen, error) {
		on = &screen{h: h}
		return on, nil
	})
	return tape, on, err
}

// TestTranscripts writes recordings of scripts as testdata says: when in the recording what is
// written to the screen, a line of it per line, and each command by its name. The number
// of messages in flight, which changes all the time, is left out.
func TestTranscripts(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var part lanes.Part
			if d.HasArg("op") {
				d.ScanArgs(t, "op", &part.Op)
			}
			h := played(t, "set latency fixed\n"+d.Input)
			tape, _, err := record(context.Background(), h, part)
			if err != nil {
				return err.Error() + "\n"
			}
			return told(t, tape)
		})
	})
}

// told returns a recording in words.
func told(t *testing.T, tape []byte) string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(tape))
	var header struct {
		Version, Width, Height int
		Title                  string
	}
	if err := dec.Decode(&header); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s, %d×%d\n", header.Title, header.Width, header.Height)
	last := 0.0
	for dec.More() {
		var event [3]any
		if err := dec.Decode(&event); err != nil {
			t.Fatal(err)
		}
		at, text := event[0].(float64), event[2].(string)
		if at < last {
			t.Fatalf("it goes back from %v to %v", last, at)
		}
		last = at
		if event[1] == "m" {
			fmt.Fprintf(&out, "%5.1f command %s\n", at, text)
			continue
		}
		for _, line := range strings.Split(text, "\x1b[")[1:] {
			if _, line, ok := strings.Cut(line, "H"); ok && line != "" && !strings.Contains(line, "in flight") {
				fmt.Fprintf(&out, "%5.1f shows   %s\n", at, line)
			}
		}
	}
	fmt.Fprintf(&out, "%5.1f the end\n", last)
	return out.String()
}

// TestSameHistorySameRecording: the recording depends on the history alone, which is not changed.
func TestSameHistorySameRecording(t *testing.T) {
	h := played(t, "put cart milk\nuntil quiet\nget cart\nuntil quiet")
	before := h.Trace().Len()
	one, _, err := record(context.Background(), h, lanes.Part{})
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := record(context.Background(), h, lanes.Part{})
	if err != nil || !bytes.Equal(one, other) {
		t.Errorf("another recording of the same history: %v", err)
	}
	if h.Trace().Len() != before {
		t.Error("the history is another one now")
	}
}

// TestALongHistoryIsRecordedFaster: however many commands there are, they take three minutes
// at most, and a long time in which nothing happens flies.
func TestALongHistoryIsRecordedFaster(t *testing.T) {
	for what, text := range map[string]string{
		"a thousand commands": strings.Repeat("set r 1\nset r 2\n", 500),
		"a week of nothing":   "put cart milk\nuntil quiet\nrun 168h\nput cart eggs\nuntil quiet\n",
	} {
		tape, _, err := record(context.Background(), played(t, text), lanes.Part{})
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(tape), []byte("\n"))
		var end [3]any
		if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil {
			t.Fatal(err)
		}
		if length := time.Duration(end[0].(float64) * float64(time.Second)); length > 4*time.Minute {
			t.Errorf("a recording of %s takes %v", what, length)
		}
	}
}

// TestCancelled: a recording that is not wanted any more ends, and says so; one whose screen
// can't be opened does not begin.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	h := played(t, "put cart milk\nuntil quiet")
	if _, on, err := record(ctx, h, lanes.Part{}); !errors.Is(err, context.Canceled) || on.shown != 1 {
		t.Errorf("%v after %d pictures", err, on.shown)
	}
	dark := errors.New("no screen")
	if _, err := recording.Make(context.Background(), h, recording.Options{}, func(*history.History) (recording.Screen, error) { return nil, dark }); err != dark {
		t.Errorf("without a screen: %v", err)
	}
}

// TestAnimated: an animated recording is an SVG that moves, takes as long as the other kind,
// and ends with what the screen shows last.
func TestAnimated(t *testing.T) {
	h := played(t, "set latency fixed\nput cart milk\nuntil quiet")
	o := recording.Options{Title: "test", Width: 40, Height: 3}
	open := func(h *history.History) (recording.Screen, error) { return &screen{h: h}, nil }
	tape, err := recording.Make(t.Context(), h, o, open)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(tape)), "\n")
	var end []any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil {
		t.Fatal(err)
	}
	o.Animated = true
	svg, err := recording.Make(t.Context(), h, o, open)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<svg ", fmt.Sprintf(" %.3fs step-end infinite", end[0]), ` visibility="hidden">2 in flight<`, `">0 in flight<`, `">put cart milk<`,
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if strings.Contains(string(svg), ` visibility="hidden">put cart milk<`) {
		t.Error("where nothing moves, the last line is not shown")
	}
}
