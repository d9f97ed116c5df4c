// Tests of the staleness experiment's progress, and of its end by a signal.

package cli

import (
	"bytes"
	"context"
	"os"
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
