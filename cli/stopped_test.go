// Tests of commands that do a session or a script again, or play a lesson, when a signal ends
// them.

package cli

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"ringside/tui"
	"ringside/tui/paint"
)

// stopAfter runs a command line on a terminal; a signal ends it when it has looked so often at
// the clock, which is how it shows how far it is; 0 is at once.
func stopAfter(looks int, line string) (out, errs string, code int, err error) {
	var printed, told bytes.Buffer
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	interrupt := paint.SignalError{Signal: os.Interrupt}
	if looks == 0 {
		stop(interrupt)
	}
	clock := time.Unix(0, 0)
	world := World{In: strings.NewReader(""), Out: &printed, Err: &told, Terminal: true}
	world.Explore = func(context.Context, tui.Options) error { return nil }
	world.Now = func() time.Time {
		clock = clock.Add(time.Second)
		if looks--; looks == 0 {
			stop(interrupt)
		}
		return clock
	}
	root := newRootCommand(newApp(world))
	root.SetArgs(strings.Fields(line))
	err = root.ExecuteContext(ctx)
	return printed.String(), told.String(), exitCode(err), err
}

// TestDoingAgainIsStopped: whatever does a session or a script again shows on a terminal how
// far it is, and a signal ends it with one line that says what has come of it.
func TestDoingAgainIsStopped(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("s.txt", []byte("load 500 keys 20 rate 1000\nuntil quiet\nput cart milk\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := shell("$DIR", "ringside run s.txt --save s.yaml", false); strings.Contains(got, "! ") {
		t.Fatal(got)
	}
	code := strings.TrimSpace(shell("$DIR", "ringside replay s.yaml --code", false))
	for _, of := range []struct {
		line   string
		looks  int
		prints string
	}{
		{"replay s.yaml", 3, "nothing is opened"},
		{"replay " + code, 3, "nothing is opened"},
		{"replay s.yaml --code", 3, "nothing is printed"},
		{"replay s.yaml --plain", 3, "what is printed is not all"},
		{"export s.yaml", 3, "nothing is written"},
		{"export s.yaml -o s.cast", 3, "nothing is written"},
		{"export s.txt", 0, "nothing is written"},
		{"run s.txt", 0, "what is printed is not all"},
		{"run s.txt --save again.yaml --history h.jsonl", 0, "what is printed is not all"},
		{"check --solution " + code, 3, "what is printed is not all"},
		{"check", 3, "what is printed is not all"},
		{"handout overlap", 0, "nothing is written"},
	} {
		out, errs, exit, err := stopAfter(of.looks, of.line)
		name, _, _ := strings.Cut(of.line, " ")
		if err == nil {
			t.Errorf("%s: goes on to its end", of.line)
			continue
		}
		if want := name + ": stopped before it was done; " + of.prints; exit != 130 || err.Error() != want && !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: exit %d, %v; want %s", of.line, exit, err, want)
		}
		if of.looks > 0 && (!strings.Contains(errs, "% ") || !strings.HasSuffix(errs, " \r")) {
			t.Errorf("%s: the bar was %q", of.line, errs)
		}
		if strings.HasPrefix(of.prints, "nothing") && out != "" {
			t.Errorf("%s: prints %q", of.line, out)
		}
	}
	for _, file := range []string{"s.cast", "again.yaml", "h.jsonl"} {
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s has been written", file)
		}
	}
	for _, line := range []string{"replay s.yaml", "replay s.yaml --plain", "export s.yaml"} {
		out, errs, exit, err := stopAfter(1_000_000, line)
		if exit != 0 || err != nil || out == "" && line != "replay s.yaml" || strings.HasSuffix(errs, "% ") {
			t.Errorf("%s: exit %d, %v, %d bytes, %q", line, exit, err, len(out), errs)
		}
	}
}
