// Tests of commands that do a session or a script again, or play a lesson, when a signal ends
// them.

package cli

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringside/tui"
	"ringside/tui/paint"
)

// stopAfter runs a command line on a terminal; a signal ends it when it has looked so often at
// the clock, which is how it shows how far it is; 0 is at once.
func stopAfter(looks int, line string) (out, errs string, code int, err error) {
	return stopBy(os.Interrupt, looks, line)
}

// stopBy is stopAfter by any signal.
func stopBy(signal os.Signal, looks int, line string) (out, errs string, code int, err error) {
	var printed, told bytes.Buffer
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	interrupt := paint.SignalError{Signal: signal}
	if looks == 0 {
		stop(interrupt)
	}
	clock := time.Unix(0, 0)
	world := World{In: strings.NewReader(""), Out: &printed, Err: &told, Terminal: true, ErrTerminal: true}
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
		bar    string // in its text; empty: any
	}{
		{"replay s.yaml", 3, "nothing is opened", "replayed"},
		{"replay " + code, 3, "nothing is opened", "replayed"},
		{"replay s.yaml --code", 3, "nothing is printed", "replayed"},
		{"replay s.yaml --plain", 3, "what is printed is not all", "replayed"},
		{"export s.yaml", 3, "nothing is written", "replayed"},
		{"export s.yaml -o s.cast", 3, "nothing is written", "replayed"},
		{"export s.yaml -o s.cast", 50, "nothing is written", "drawn"},
		{"export s.txt --as animation -o s.svg", 50, "nothing is written", "drawn"},
		{"export s.txt", 0, "nothing is written", ""},
		{"export s.txt", 2, "nothing is written", "line 2 of 3, "},
		{"run s.txt", 0, "what is printed is not all", ""},
		{"run s.txt", 2, "what is printed is not all", "line 2 of 3, "},
		{"run s.txt --json", 3, "what is printed is not all", "line 2 of 3, "},
		{"run s.txt --save again.yaml --history h.jsonl", 2, "what is printed is not all", "line 2 of 3, "},
		{"check --solution " + code, 3, "what is printed is not all", ""},
		{"check", 3, "what is printed is not all", ""},
		{"handout overlap", 0, "nothing is written", ""},
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
		if of.looks > 0 && (!strings.Contains(errs, "% ") || !strings.Contains(errs, of.bar) || !strings.HasSuffix(errs, " \r")) {
			t.Errorf("%s: the bar was %q", of.line, errs)
		}
		if strings.HasPrefix(of.prints, "nothing") && out != "" {
			t.Errorf("%s: prints %q", of.line, out)
		}
	}
	for _, file := range []string{"s.cast", "s.svg", "again.yaml", "h.jsonl"} {
		if _, err := os.Stat(file); err == nil {
			t.Errorf("%s has been written", file)
		}
	}
	for _, line := range []string{"replay s.yaml", "replay s.yaml --plain", "export s.yaml", "export s.txt", "run s.txt"} {
		out, errs, exit, err := stopAfter(1_000_000, line)
		if exit != 0 || err != nil || out == "" && line != "replay s.yaml" || strings.HasSuffix(errs, "% ") {
			t.Errorf("%s: exit %d, %v, %d bytes, %q", line, exit, err, len(out), errs)
		}
	}
}

// TestBarGivesWay: what is printed on the terminal that has the bar begins where the bar was
// removed, and without the bar is what a pipe gets. A standard error that is no terminal gets
// no bar.
func TestBarGivesWay(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("s.txt", []byte("load 3000 keys 20 rate 1000\nuntil quiet\nexpect lost == 7\nput cart milk\nrun 1h\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(terminal bool) string {
		var both bytes.Buffer
		clock := time.Unix(0, 0)
		root := newRootCommand(newApp(World{In: strings.NewReader(""), Out: &both, Err: &both, Terminal: true, ErrTerminal: terminal, Now: func() time.Time {
			clock = clock.Add(time.Second)
			return clock
		}}))
		root.SetArgs(strings.Fields("run s.txt"))
		if err := root.Execute(); exitCode(err) != 1 {
			t.Fatal(err)
		}
		return both.String()
	}
	piped, shown := run(false), run(true)
	bar := regexp.MustCompile(`(?:\r[█░]{30} [^\r\n]*)+\r( +)\r`)
	for _, drawn := range bar.FindAllStringSubmatch(shown, -1) {
		if last := drawn[0][strings.LastIndex(strings.TrimRight(drawn[0], " \r"), "\r")+1:]; len(drawn[1]) < len([]rune(strings.TrimRight(last, " \r"))) {
			t.Errorf("%d cells of %q are removed", len(drawn[1]), last)
		}
	}
	switch got := bar.ReplaceAllString(shown, ""); {
	case strings.Contains(piped, "\r") || !strings.Contains(shown, "% "):
		t.Errorf("a bar in a file, or none on a terminal: %d and %d bytes", len(piped), len(shown))
	case got != piped:
		t.Errorf("without the bar %d bytes, and %d in a pipe", len(got), len(piped))
	}
}

// TestSignalsEndWhatTakesLong: each signal ends what takes long with 128 and its number; only a search
// says after Ctrl+C that its answer is not known, and exits with 3.
func TestSignalsEndWhatTakesLong(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("s.txt", []byte("put cart milk\nuntil quiet\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := shell("$DIR", "ringside run s.txt --save s.yaml", false); strings.Contains(got, "! ") {
		t.Fatal(got)
	}
	const unknown = "not known: stopped by "
	for _, of := range []struct {
		line      string
		interrupt int    // the exit code after Ctrl+C; 0: 130
		out       string // what is printed
	}{
		{"can lost>5 --drops 3 --wipes 2 --time 0", 3, unknown},
		{"can lost>5 --drops 3 --wipes 2 --json", 3, `"answer":"unknown"`},
		{"can --tuning --quorum strict", 3, "not known"},
		{"can --tuning --json", 3, `"answer":"unknown"`},
		{"likely lost==0 s.yaml --futures 10000", 0, ""},
		{"soak", 0, "operations  0"},
		{"lab pbs", 0, ""},
		{"lab tuning", 0, ""},
		{"lab balance", 0, ""},
		{"lab loss", 0, ""},
		{"failures --nodes 100 --down 3", 0, ""},
	} {
		for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
			if signal == syscall.SIGINT && of.interrupt != 0 {
				code = of.interrupt
			}
			out, errs, exit, err := stopBy(signal, 0, of.line)
			if exit != code || !strings.Contains(out, of.out) || of.out == "" && out != "" {
				t.Errorf("%s, %v: exit %d, want %d: %v\n%s%s", of.line, signal, exit, code, err, out, errs)
			}
			if by := map[bool]string{true: unknown + "you", false: unknown + "a signal"}[signal == syscall.SIGINT]; of.out == unknown && !strings.Contains(out, by) {
				t.Errorf("%s, %v: %s", of.line, signal, out)
			}
			if strings.Count(out, "Quorum ") > 1 {
				t.Errorf("%s, %v: it goes on:\n%s", of.line, signal, out)
			}
		}
	}
}
