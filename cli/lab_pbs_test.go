// Tests of the staleness experiment's progress, and of its end by a signal.

package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ringside/engine/latency"
	"ringside/tui/paint"
)

// TestLabPBSIsStopped: a signal ends it with one line and no figures, and the bar of a
// terminal is gone by then.
func TestLabPBSIsStopped(t *testing.T) {
	var out, errs bytes.Buffer
	a := newApp(World{Out: &out, Err: &errs, Terminal: true})
	clock := time.Unix(0, 0)
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	a.now = func() time.Time { // the bar looks at it after each piece
		clock = clock.Add(time.Second)
		if clock.Unix() == 3 {
			stop(paint.SignalError{Signal: os.Interrupt})
		}
		return clock
	}
	l := labPBS{latency: "lan", n: 3, trials: 1 << 29, operations: 10, seed: 1}
	l.model, _ = latency.Find("lan")
	err := l.run(ctx, a)
	if exitCode(err) != 130 || !strings.HasPrefix(err.Error(), "lab pbs: stopped") || out.Len() > 0 {
		t.Errorf("stopped: exit %d, %v\n%s", exitCode(err), err, out.String())
	}
	if shown := errs.String(); !strings.Contains(shown, " of 536,870,912 trials") || !strings.HasSuffix(shown, " \r") {
		t.Errorf("the bar was %q", shown)
	}
}

// TestLabPBSIsQuietWithoutTerminal: no bar is printed then.
func TestLabPBSIsQuietWithoutTerminal(t *testing.T) {
	var out, errs bytes.Buffer
	a := newApp(World{Out: &out, Err: &errs, Now: time.Now})
	l := labPBS{latency: "lan", n: 1, trials: 100_000, operations: 10, seed: 1}
	l.model, _ = latency.Find("lan")
	if err := l.run(context.Background(), a); err != nil || errs.Len() > 0 || out.Len() == 0 {
		t.Errorf("%v, %q, %d bytes", err, errs.String(), out.Len())
	}
}

// TestLabPBSOwnModel: --latency takes a file of samples, says what it made of it, and is
// precise about what is wrong with one.
func TestLabPBSOwnModel(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.csv", "write ms,ack ms,read ms,response ms\n2,1,1,1\n")
	got := shell(dir, "ringside lab pbs --trials 1000 --operations 50 --check -r 1 -w 1 --latency "+good, false)
	for _, want := range []string{"good.csv, N=3, seed 1", "samples of each leg: 1\n", "3.000 (3.000 to", "P(consistent) after 0 ms", "check: all "} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for text, want := range map[string]string{
		"write ms,ack ms,read ms,response ms\n2,1,,1\n": "bad.csv:2: read: there is no value",
		"proxy histograms\nOffset  Read Latency\n":      "bad.csv:2: this is the text of another version",
	} {
		got := shell(dir, "ringside lab pbs --latency "+file("bad.csv", text), false)
		if !strings.HasPrefix(got, "! ringside: --latency: ") || !strings.Contains(got, want) || !strings.HasSuffix(got, "exit 2\n") || strings.Count(got, "\n") != 2 {
			t.Errorf("%q gives\n%s", text, got)
		}
	}
}
