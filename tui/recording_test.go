// Tests of recordings: a whole session, one operation, and one that is cancelled.

package tui

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"

	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/tui/theme"
)

// recorded is a session of two operations with a crash between.
func recorded(t *testing.T) *history.History {
	t.Helper()
	h, err := history.New(preset(t, "default"))
	if err != nil {
		t.Fatal(err)
	}
	lines := "put cart milk\nuntil quiet\ncrash n2\nget cart\nuntil quiet\nrun 3s\nput cart eggs\nuntil quiet\n"
	if err := script.NewRunner(struct{ script.Cluster }{h}).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	return h
}

// shot is a moment of a recording that has been played.
type shot struct {
	at     float64
	marker string
	screen string
}

// project plays a recording as a player does: into a terminal of the size that it says.
func project(t *testing.T, tape []byte) (shots []shot) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(tape))
	var header struct{ Version, Width, Height int }
	if err := dec.Decode(&header); err != nil || header.Version != 2 {
		t.Fatalf("header %+v, %v", header, err)
	}
	term := vt.NewEmulator(header.Width, header.Height)
	last := 0.0
	for dec.More() {
		var e []any
		if err := dec.Decode(&e); err != nil {
			t.Fatal(err)
		}
		s := shot{at: e[0].(float64)}
		if s.at < last {
			t.Fatalf("it goes back from %g to %g", last, s.at)
		}
		last = s.at
		if e[1] == "m" {
			s.marker = e[2].(string)
		} else if _, err := term.WriteString(e[2].(string)); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(term.String(), "\n")
		for y := range lines {
			lines[y] = strings.TrimRight(lines[y], " \r")
		}
		s.screen = strings.Join(lines, "\n")
		shots = append(shots, s)
	}
	return shots
}

func shoot(t *testing.T, h *history.History, p lanes.Part, o RecordOptions) []byte {
	t.Helper()
	tape, err := Record(context.Background(), h, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return tape
}

// TestRecording plays a whole session: its commands are named where they are carried
// out, messages are seen travelling, and three seconds in which nothing happens
// do not take three. At the end the screen is what the explorer shows.
func TestRecording(t *testing.T) {
	h := recorded(t)
	o := RecordOptions{Title: "default", Width: 120, Height: 36}
	tape := shoot(t, h, lanes.Part{}, o)
	if again := shoot(t, h, lanes.Part{}, o); !bytes.Equal(tape, again) {
		t.Error("the same session has two recordings")
	}
	shots := project(t, tape)
	var markers []string
	flying, byCommand := 0, make(map[string]float64)
	for _, s := range shots {
		if s.marker != "" {
			markers = append(markers, s.marker)
			byCommand[s.marker] = s.at
		}
		if strings.Contains(s.screen, "waiting, 1 of 2") {
			flying++
		}
	}
	if got, want := strings.Join(markers, "; "), "put cart milk; crash n2; get cart; put cart eggs"; got != want {
		t.Errorf("the markers are %q, want %q", got, want)
	}
	if flying < 10 {
		t.Errorf("a write waits for its second ack in %d pictures", flying)
	}
	if idle := byCommand["put cart eggs"] - byCommand["get cart"]; idle > 6 {
		t.Errorf("from the second command to the third the recording takes %.1f s", idle)
	}
	end := openOn(t, h, Options{Title: "default", Look: theme.Dark}, 120, 36)
	lastShot := strings.Split(shots[len(shots)-1].screen, "\n")
	for y, line := range strings.Split(end.screen(), "\n") {
		if y > 0 && y < 35 && lastShot[y] != line { // the header says that it plays, the footer has hints
			t.Errorf("line %d of the last picture is\n%s, want\n%s", y, lastShot[y], line)
		}
	}
	if h.Position() != h.End() {
		t.Error("the session itself has moved")
	}
}

// TestRecordingOfAnOperation shows the lanes, from the command that asks to the last
// message.
func TestRecordingOfAnOperation(t *testing.T) {
	h := recorded(t)
	shots := project(t, shoot(t, h, lanes.Part{Op: 2}, RecordOptions{Width: 80, Height: 24}))
	last := shots[len(shots)-1].screen
	for _, want := range []string{"Lanes #2", "told OK", "the node is do", "believes n2 down", "OK milk, 2 of 2"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last picture does not say %q:\n%s", want, last)
		}
	}
	if strings.Contains(last, "eggs") {
		t.Errorf("it goes on with the next operation:\n%s", last)
	}
}

// TestRecordingOfAnOperationKeepsToIt although another begins before it is over.
func TestRecordingOfAnOperationKeepsToIt(t *testing.T) {
	h, err := history.New(preset(t, "default"))
	if err != nil {
		t.Fatal(err)
	}
	lines := "put cart milk\nrun 0.5ms\nget other\nuntil quiet\n"
	if err := script.NewRunner(struct{ script.Cluster }{h}).RunFile(strings.NewReader(lines), nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range project(t, shoot(t, h, lanes.Part{Op: 1}, RecordOptions{Width: 80, Height: 24})) {
		if strings.Contains(s.screen, "Lanes #2") {
			t.Fatalf("at %.1f s the other one is shown:\n%s", s.at, s.screen)
		}
	}
}

// TestRecordingStops when nobody waits for it any more.
func TestRecordingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Record(ctx, recorded(t), lanes.Part{}, RecordOptions{Width: 80, Height: 24}); !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}
