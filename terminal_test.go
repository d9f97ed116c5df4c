// Tests of the whole program in a terminal: typing, sizes, signals, and pipes.

package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringside/internal/screen"
)

// longestWait is how long a person would wait for something to appear on the screen.
const longestWait = 2 * time.Minute

// program returns the path of the program under test: the one that
// RINGSIDE_BINARY names, or one built now.
func program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("RINGSIDE_BINARY"); path != "" {
		return path
	}
	path, err := screen.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// person is somebody at a terminal in which the program runs.
type person struct {
	*screen.Session
	t   testing.TB
	ctx context.Context
}

func sitDown(t testing.TB, w, h int, path string, args ...string) person {
	t.Helper()
	return sitDownIn(t, w, h, nil, path, args...)
}

// sitDownIn is sitDown with variables of the environment, as NAME=VALUE.
func sitDownIn(t testing.TB, w, h int, env []string, path string, args ...string) person {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), longestWait)
	t.Cleanup(cancel)
	s, err := screen.Start(w, h, env, path, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return person{s, t, ctx}
}

func (p person) types(text string) {
	p.t.Helper()
	if err := p.Type(text); err != nil {
		p.t.Fatal(err)
	}
}

func (p person) sees(texts ...string) {
	p.t.Helper()
	if err := p.Shows(p.ctx, texts...); err != nil {
		p.t.Fatal(err)
	}
}

func (p person) resizes(w, h int) {
	p.t.Helper()
	if err := p.Resize(w, h); err != nil {
		p.t.Fatal(err)
	}
}

// isBack waits for the program to end and to have left the terminal to the shell.
func (p person) isBack() {
	p.t.Helper()
	p.isBackWith(0)
}

// isBackWith waits for the program to end with an exit code.
func (p person) isBackWith(want int) {
	p.t.Helper()
	code, err := p.Wait(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	if code != want {
		p.t.Errorf("exit %d, want %d\n%s", code, want, p.Text())
	}
	if p.AltScreen() {
		p.t.Errorf("the program has left the alternate screen behind:\n%s", p.Text())
	}
}

// TestTerminal runs the program as people do, with nothing but its terminal.
func TestTerminal(t *testing.T) {
	path := program(t)
	for _, sitting := range []struct {
		name string
		does func(*testing.T, string)
	}{
		{"commands", commands}, {"keys", keys}, {"sizes", sizes}, {"ctrl+c", interrupted},
		{"SIGTERM", terminated}, {"SIGHUP", hungUp}, {"kept", kept}, {"kept of plain", plainKept}, {"signals", ended}, {"attacked", attacked}, {"ctrl+z", suspended}, {"no terminal", noTerminal}, {"plain", plainPipes}, {"dumb", dumb},
	} {
		t.Run(sitting.name, func(t *testing.T) { sitting.does(t, path) })
	}
}

// commands is a first session on the default cluster: walk a key, write, crash a replica,
// read.
func commands(t *testing.T, path string) {
	p := sitDown(t, 120, 36, path)
	p.sees("ringside", "Ring", "Walk", "Nodes", "Operation", "Log", "5/5 up")

	p.types("kcart:42" + screen.Enter)
	p.sees("key cart:42", "token 7683480308670753113", "first token ≥ hash")

	p.types("w" + screen.Enter)
	p.sees("Operation #1", "told OK", "durable on all 3 replicas", "put cart:42")

	p.types(":crash n3" + screen.Enter)
	p.sees("crashed", "4/5 up", "command", "crash n3")

	p.types("r")
	p.sees("Operation #2", "get cart:42", "told OK")

	p.types(":set r 3" + screen.Enter)
	p.sees("R 3")
	p.types("r")
	p.sees("Operation #3", "failed")

	p.types(":crash n9" + screen.Enter)
	p.sees("n9", "n1, n2, n3, n4, n5")
	p.types(":putt x" + screen.Enter)
	p.sees(`"putt": not known; did you mean "put"?`)

	p.types("q")
	p.sees("not saved")
	p.types("q")
	p.isBack()
}

// keys is a session in which only keys are pressed, slowly enough to watch messages
// travel, in a window that is made small at the end.
func keys(t *testing.T, path string) {
	p := sitDown(t, 120, 36, path, "--preset", "lecture-ring-1")
	p.sees("4/4 up", "? help")

	p.types(">>>>>>")
	p.sees("1/10×")
	p.types("w")
	p.sees("write to key ▸ cart:42")
	p.types("cart:7")
	p.sees("write to key ▸ cart:7", "token 5839092307741261487")
	p.types(screen.Enter)
	p.sees("value ▸ v1")
	p.types("milk" + screen.Enter)
	p.sees(`put cart:7 "milk" via 3`, "told OK", "durable on all 3 replicas")

	p.types(screen.Tab + screen.Tab + screen.Down + screen.Down) // the Nodes pane, two nodes down
	p.sees("▸ ◆ 3")
	p.types("c")
	p.sees("3/4 up", "crashed")
	p.types("r")
	p.sees(`get cart:7 = "milk" 3:1`, "told OK", "connection refused", "down by 1")
	p.types(":heal all" + screen.Enter)
	p.sees("4/4 up", "started from its disk")

	p.resizes(40, 12)
	p.sees("Nodes 3/5")
	p.types("q")
	p.sees("not saved")
	p.types("q")
	p.isBack()
}

// sizes: every size shows something of its own, and none breaks the screen: the header
// keeps the first line and the keys the last.
func sizes(t *testing.T, path string) {
	p := sitDown(t, 80, 24, path)
	p.sees("Ring", "Log")
	for _, size := range []struct {
		w, h  int
		shows string
	}{{40, 12, "1/5"}, {160, 48, "Operation"}, {1, 1, ""}, {80, 24, "Log"}, {200, 10, "1/5"}, {120, 36, "Nodes"}} {
		p.resizes(size.w, size.h)
		if size.shows == "" {
			continue
		}
		if err := p.Until(p.ctx, func(text string) bool {
			lines := strings.Split(text, "\n")
			return len(lines) == size.h && strings.Contains(text, size.shows) &&
				strings.Contains(lines[0], "5/5 up") && strings.Contains(lines[size.h-1], "help")
		}); err != nil {
			t.Fatalf("%d×%d: %v", size.w, size.h, err)
		}
	}
}

// interrupted: Ctrl+C cancels what is being typed, asks if something is not saved, and
// quits.
func interrupted(t *testing.T, path string) {
	state := t.TempDir()
	p := sitDownIn(t, 80, 24, []string{"XDG_STATE_HOME=" + state}, path)
	p.sees("? help")
	p.types(":put a b" + screen.CtrlC)
	p.sees("? help")
	p.types("w" + screen.Enter + screen.Enter)
	p.sees("told OK", "durable on all 3 replicas")
	p.types(screen.CtrlC)
	p.sees("not saved: ctrl+c again quits")
	p.types(screen.CtrlC)
	p.isBack()
	if files := sessions(t, state); len(files) > 0 {
		t.Errorf("asked to quit and said yes, and yet kept: %q", files)
	}
}

// ended: every command that a signal ends has the exit code that shells use for that, and
// prints its results so far; a server ends in order.
func ended(t *testing.T, path string) {
	script := filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(script, []byte("put a b\n"+strings.Repeat("run 1s\nget a\n", 200_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		args  []string
		shows string // when it is running
		code  int    // of the signal 0
		says  string
	}{
		{[]string{"run", script}, "get a", 128, ""},
		{[]string{"soak", "--ops", "1000000000"}, "operations", 128, "; all held so far"},
		{[]string{"classroom", "--listen", "127.0.0.1:0", "--open"}, "you drive", 128, "The class is over. It is kept: the same command opens it again."},
		{[]string{"learn", "token-ring"}, "? help", 128, ""},
	} {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
			home := t.TempDir()
			p := sitDownIn(t, 120, 36, []string{"HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_DATA_HOME=" + home}, path, one.args...)
			p.sees(one.shows)
			if err := p.Signal(sig); err != nil {
				t.Fatal(err)
			}
			p.isBackWith(one.code + int(sig))
			if text := p.Text(); !strings.Contains(text, one.says) || strings.Contains(text, "stopped: ") {
				t.Errorf("%s, %v: it says\n%s", one.args[0], sig, text)
			}
		}
	}
	home := t.TempDir()
	p := sitDownIn(t, 120, 36, []string{"HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_DATA_HOME=" + home}, path,
		"serve", "--listen", "127.0.0.1:0", "--open", "--instructors", ownKey(t))
	p.sees("The server's key is")
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.isBackWith(0)
}

// ownKey writes a public key.
func ownKey(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "own.pub")
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
	if err := os.WriteFile(file, []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// attacked: bytes that crash or bloat a key decoder, and replies in two parts, do not
// affect the explorer.
func attacked(t *testing.T, path string) {
	p := sitDown(t, 120, 36, path)
	p.Mute()
	p.sees("5/5 up", "? help")
	p.types("\x1b[" + strings.Repeat(";", 32) + "1")
	p.types("\x18" + strings.Repeat("\x1b[65;30;97;1;0;65535_", 150))
	for _, reply := range [][2]string{{"\x1b]11;rgb:16", "16/1818/1c1c\x07"}, {"\x1bP>|xterm", "(380)c\x1b\\"}} {
		p.types(reply[0])
		<-time.After(80 * time.Millisecond)
		p.types(reply[1])
	}
	p.types("w" + screen.Enter + screen.Enter)
	p.sees("told OK", "5/5 up")
	p.types("qq")
	p.isBack()
}

func terminated(t *testing.T, path string) { signalled(t, path, syscall.SIGTERM).isBackWith(143) }

// hungUp: with the terminal gone there is nothing to restore, but the program ends.
func hungUp(t *testing.T, path string) {
	p := signalled(t, path, syscall.SIGHUP)
	if _, err := p.Wait(p.ctx); err != nil {
		t.Fatal(err)
	}
}

// signalled opens the explorer and sends it a signal.
func signalled(t *testing.T, path string, sig os.Signal) person {
	t.Helper()
	p := sitDown(t, 80, 24, path)
	p.sees("? help")
	if err := p.Signal(sig); err != nil {
		t.Fatal(err)
	}
	return p
}

// suspended: the shell gets its terminal back while the program is stopped, and the
// program its screen when it continues.
func suspended(t *testing.T, path string) {
	p := sitDown(t, 80, 24, "/bin/sh", "-m")
	p.types("echo my shell; " + path + "\n")
	p.sees("? help")
	p.types("\x1a")
	p.sees("my shell", "topped")
	if p.AltScreen() {
		t.Errorf("the shell has the program's screen:\n%s", p.Text())
	}
	p.types("stty -a | grep -o ' icanon'; fg; echo and back; exit\n")
	p.sees("5/5 up", "? help")
	p.resizes(100, 30)
	p.types("?")
	p.sees("Help")
	p.types(screen.CtrlC) // nothing was done
	p.sees("my shell", "icanon", "\nand back")
	p.isBack()
}

// noTerminal: without a terminal the program says what to use instead.
func noTerminal(t *testing.T, path string) {
	cmd := exec.Command(path)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 2 || strings.Count(string(out), "\n") != 1 ||
		!strings.Contains(string(out), "--plain") || !strings.Contains(string(out), "ringside run") {
		t.Fatalf("%v, %q", err, out)
	}
}

// dumb: on a terminal that moves no cursor the plain form opens by itself, and all that is
// written stands where it was written.
func dumb(t *testing.T, path string) {
	p := sitDownIn(t, 160, 40, []string{"TERM=dumb"}, path)
	p.sees("One command per line")
	p.types("put cart:42 milk\runtil quiet\r")
	p.sees("why op 1")
	if p.AltScreen() || !strings.HasPrefix(p.Text(), "ringside default: 5 nodes") {
		t.Errorf("something is drawn:\n%s", p.Text())
	}
	p.types("quit\r")
	p.isBack()
}

// plainPipes runs the plain form with commands from a pipe, one of them wrong: the lines
// after it are carried out all the same, and the exit code tells, as run's does.
func plainPipes(t *testing.T, path string) {
	ctx, cancel := context.WithTimeout(t.Context(), longestWait)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--plain", "--preset", "lecture-ring-1")
	cmd.Stdin = strings.NewReader("put cart:7 milk\nuntil quiet\ncrash 9\nget cart:7\n")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 || string(exit.Stderr) != "ringside: 1 line could not be carried out\n" {
		t.Fatalf("%v, want exit code 2 and one line for the line that is wrong", err)
	}
	for _, want := range []string{"stored cart:7 3:1", "line 3, crash: no node 9", "OK milk", "why op 2:"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.ContainsAny(string(out), "\x1b│╭") {
		t.Errorf("plain output is drawn:\n%s", out)
	}
	cmd = exec.CommandContext(ctx, path, "--plain", "--preset", "lecture-ring-1")
	cmd.Stdin = strings.NewReader("put cart:7 milk\nexpect acks == 7\nget cart:7\n")
	out, err = cmd.Output()
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || string(exit.Stderr) != "ringside: 1 expectation did not hold\n" || !strings.Contains(string(out), "OK milk") {
		t.Errorf("an expectation that does not hold comes to %v:\n%s", err, out)
	}
}
