package tui_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a person would wait for what should be on the screen.
const patience = 30 * time.Second

// session is the real program in a pseudo-terminal, and a terminal emulator at
// the other end of it.
type session struct {
	t       *testing.T
	file    *os.File // the program's terminal, from outside
	cmd     *exec.Cmd
	screen  *vt.SafeEmulator
	changed chan struct{} // has an entry when the screen may have changed
	ended   chan error
}

// build compiles the program.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ringside")
	if out, err := exec.Command("go", "build", "-o", program, "ringside").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// run starts the program in a terminal of w × h cells.
func run(t *testing.T, w, h int, program string, args ...string) *session {
	t.Helper()
	home := t.TempDir()
	s := &session{
		t: t, cmd: exec.Command(program, args...), screen: vt.NewSafeEmulator(w, h),
		changed: make(chan struct{}, 1), ended: make(chan error, 1),
	}
	s.cmd.Env = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + home, "XDG_CONFIG_HOME=" + home, "PATH=" + os.Getenv("PATH")}
	var err error
	if s.file, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.Fatal(err)
	}
	var pumps sync.WaitGroup
	pumps.Go(s.show)
	pumps.Go(func() { io.Copy(s.file, s.screen) }) // what the terminal answers; ends when it is closed
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		s.file.Close()
		// Emulator.Close is not safe while another goroutine reads; its pipe is.
		if answers, ok := s.screen.InputPipe().(io.Closer); ok {
			answers.Close()
		}
		pumps.Wait()
	})
	return s
}

// show feeds the emulator what the program writes.
func (s *session) show() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.file.Read(buf)
		s.screen.Write(buf[:n])
		select {
		case s.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// text returns what stands on the screen.
func (s *session) text() string { return ansi.Strip(s.screen.Render()) }

// until waits for all of the words to be on the screen.
func (s *session) until(words ...string) {
	s.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		missing := ""
		screen := s.text()
		for _, w := range words {
			if !strings.Contains(screen, w) {
				missing = w
			}
		}
		if missing == "" {
			return
		}
		select {
		case <-s.changed:
		case err := <-s.ended:
			s.t.Fatalf("the program has ended (%v) while %q was waited for\n%s", err, missing, s.text())
		case <-late.C:
			s.t.Fatalf("no %q after %v\n%s", missing, patience, s.text())
		}
	}
}

// keys types.
func (s *session) keys(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.file, text); err != nil {
		s.t.Fatal(err)
	}
}

// quit waits for the program to end well.
func (s *session) quit() {
	s.t.Helper()
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Fatalf("the program ended with %v", err)
		}
	case <-time.After(patience):
		s.t.Fatalf("the program has not ended after %v\n%s", patience, s.text())
	}
}

// TestInATerminal types a key, writes, crashes a replica, and reads, in the real
// program, and asserts what the screen says.
func TestInATerminal(t *testing.T) {
	s := run(t, 120, 36, build(t), "--preset", "lecture-ring-1")
	s.until("Ring", "Walk", "Nodes", "Operation", "Log", "4/4 up", "? help")

	s.keys(">>>>>>") // messages at a twentieth of their speed
	s.until("1/10×")
	s.keys("w")
	s.until("write to key ▸ cart:42")
	s.keys("cart:7")
	s.until("write to key ▸ cart:7", "token 5839092307741261487")
	s.keys("\r")
	s.until("value ▸ v1")
	s.keys("milk\r")
	s.until(`put cart:7 "milk" via 3`, "told OK", "durable on all 3 replicas")

	s.keys("\t\t\x1b[B\x1b[B") // the Nodes pane, two nodes down
	s.until("▸ ◆ 3")
	s.keys("c")
	s.until("3/4 up", "crashed")
	s.keys("r")
	s.until(`get cart:7 = "milk" 3:1`, "told OK", "nobody listens there", "down by 1")

	s.keys(":heal all\r")
	s.until("4/4 up", "started from its disk")
	s.keys(":putt x\r")
	s.until(`"putt": not known; did you mean put?`)

	if err := pty.Setsize(s.file, &pty.Winsize{Rows: 12, Cols: 40}); err != nil {
		t.Fatal(err)
	}
	s.screen.Resize(40, 12)
	s.until("Nodes 3/5")
	s.keys("q")
	s.quit()
	if s.screen.IsAltScreen() {
		t.Error("the program has left the alternate screen behind")
	}
}

// TestSignals: the program ends when it is told to.
func TestSignals(t *testing.T) {
	program := build(t)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		s := run(t, 80, 24, program)
		s.until("? help")
		if err := s.cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		select {
		case <-s.ended:
		case <-time.After(patience):
			t.Errorf("%v does not end the program", sig)
		}
	}
}

// TestPlainProgram runs the plain form through pipes.
func TestPlainProgram(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, build(t), "--plain", "--preset", "lecture-ring-1")
	cmd.Stdin = strings.NewReader("put cart:7 milk\ncrash 9\nget cart:7\n")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, exit.Stderr)
	}
	for _, want := range []string{"stored cart:7 3:1", "line 2, crash: no node 9", "OK milk", "why op 2:"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.ContainsAny(string(out), "\x1b│╭") {
		t.Errorf("plain output is drawn:\n%s", out)
	}
}
