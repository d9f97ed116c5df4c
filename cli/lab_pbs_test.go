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

// TestStopped: a signal ends what works for long with one line and no figures, and the bar of
// a terminal, which says how much is done, is gone by then.
func TestStopped(t *testing.T) {
	for _, of := range []struct{ line, bar, prints string }{
		{"lab pbs --latency lan --trials 536870912 --operations 10", " of 536,870,912 trials", "nothing is printed"},
		{"lab tuning --trials 536870912", " steps", "nothing is printed"},
		{"lab tuning --trials 1 --operations 1000000 -r 1 -w 1", " steps", "nothing is printed"},
		{"lab balance --rounds 1000000 --tokens 64", " of 1,500,000 rings", "nothing is printed"},
		{"lab loss --rounds 1000000", " rings", "nothing is printed"},
		{"failures --nodes 400 --vnodes 1 --down 3", " of 10,586,800 sets of nodes", "nothing is printed"},
		{"failures --nodes 60 --vnodes 4 --down 3 --json", "", "what is printed is not all"},
	} {
		var out, errs bytes.Buffer
		ctx, stop := context.WithCancelCause(context.Background())
		clock, looks := time.Unix(0, 0), 0
		world := World{In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: true, ErrTerminal: true}
		world.Now = func() time.Time { // the bar looks at it after each piece
			clock = clock.Add(time.Second)
			if looks++; looks == 3 {
				stop(paint.SignalError{Signal: os.Interrupt})
			}
			return clock
		}
		if of.bar == "" {
			stop(paint.SignalError{Signal: os.Interrupt})
		}
		root := newRootCommand(newApp(world))
		root.SetArgs(strings.Fields(of.line))
		err := root.ExecuteContext(ctx)
		name := strings.Join(strings.Fields(of.line)[:1+strings.Count(of.line[:4], "lab ")], " ")
		shown := errs.String()
		if exitCode(err) != 130 || out.Len() > 0 || err.Error() != name+": stopped before it was done; "+of.prints {
			t.Errorf("%s: exit %d, %v, %d bytes", of.line, exitCode(err), err, out.Len())
		}
		if bar, wiped := strings.CutSuffix(shown, " \r"); of.bar != "" && (!strings.Contains(bar, of.bar) || !wiped) {
			t.Errorf("%s: the bar was %q", of.line, shown)
		}
		stop(nil)
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
	got := shell(dir, "ringside lab pbs --trials 20000 --operations 50 --check -r 1 -w 1 --latency "+good, false)
	for _, want := range []string{"good.csv, N=3, seed 1", "samples of each leg: 1; data centres are 75 ms apart, one way\n", "3.000 (3.000 to", "P(consistent) after 0 ms", "needs --trials 20,000 and --operations 20,000, or more"} {
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

// TestPBSFits: a figure fits if it is within the tolerance and the error of the trials of the paper's, of
// the engine's or of a formula's; else it does not.
func TestPBSFits(t *testing.T) {
	l := &labPBS{trials: 1_000_000}
	few := &labPBS{trials: 100}
	for _, c := range []struct {
		row           pbsRow
		paper, engine bool
	}{
		{pbsRow{latency: true, paper: 100, model: 102.4, low: 100, high: 105}, true, true},
		{pbsRow{latency: true, paper: 100, model: 102.6, low: 104, high: 105}, false, false},
		{pbsRow{latency: true, paper: 100, model: 97.4, low: 90, high: 96}, false, false},
		{pbsRow{latency: true, paper: 100, model: 110, low: 90, high: none, margin: func(up bool) float64 { return map[bool]float64{false: 101, true: 130}[up] }}, true, true},
		{pbsRow{latency: true, paper: 100, model: 110, low: 140, high: none, margin: func(up bool) float64 { return map[bool]float64{false: 103, true: 130}[up] }}, false, false},
		{pbsRow{latency: true, tooShort: true, paper: 100, model: 117, low: 110, high: 120}, true, true},
		{pbsRow{latency: true, tooShort: true, paper: 100, model: 119, low: 110, high: 120}, false, true},
		{pbsRow{latency: true, tooShort: true, paper: 100, model: 99, low: 110, high: 120}, false, false},
		{pbsRow{paper: .5, model: .504, low: .49, high: .51, margin: l.margin(.504)}, true, true},
		{pbsRow{paper: .5, model: .508, low: .45, high: .49, margin: l.margin(.508)}, false, false},
		{pbsRow{paper: .5, model: .6, low: .45, high: .49, margin: few.margin(.6)}, true, true},
	} {
		if paper, engine := c.row.fits(); paper != c.paper || engine != c.engine {
			t.Errorf("%v to %v by the engine, %v in the paper, %v by the model: %v, %v", c.row.low, c.row.high, c.row.paper, c.row.model, paper, engine)
		}
	}
}
