// Package screen runs a program in a pseudo-terminal and sees what a person
// would see.
//
//	Type, Resize, Signal ─▶ pty ─▶ program ─▶ pty ─▶ terminal emulator ─▶ Text, AltScreen, SVG
//	                          ▲                              │
//	                          └─────── what it answers ──────┘
//
// A test waits for what should be seen, never for a time. A program has
// ended when its terminal has been read to the end and it has been waited for:
// the process alone may be gone before its last words are on the screen.
//
// It serves the tests of the whole program and the pictures in the README.
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"ringside/internal/picture"
)

// Session is a running program and its terminal.
type Session struct {
	cmd   *exec.Cmd
	tty   *os.File
	mu    sync.Mutex // guards term
	term  *vt.Emulator
	news  chan struct{} // one token: the screen has changed since it was taken
	ended chan struct{} // closed when the program has ended and all that it wrote is on the screen
	done  sync.WaitGroup
	mute  atomic.Bool // the terminal answers nothing
}

// Build compiles the program ringside into a folder and returns its path.
func Build(folder string) (string, error) {
	path := filepath.Join(folder, "ringside")
	if out, err := exec.Command("go", "build", "-o", path, "ringside").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ringside: %w\n%s", err, out)
	}
	return path, nil
}

// Start runs a program on a screen of w×h cells. env is added to a small
// environment of its own (TERM=xterm-256color, a UTF-8 locale), so that what is
// seen does not depend on who runs it.
func Start(w, h int, env []string, program string, args ...string) (*Session, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = append([]string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"),
		"HOME=" + os.DevNull, "XDG_CONFIG_HOME=" + os.DevNull,
	}, env...)
	hearSignals()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	if err != nil {
		return nil, fmt.Errorf("start %s in a pseudo-terminal: %w", program, err)
	}
	s := &Session{
		cmd: cmd, tty: tty, term: vt.NewEmulator(w, h),
		news: make(chan struct{}, 1), ended: make(chan struct{}),
	}
	s.done.Go(s.show)
	s.done.Go(s.reply)
	return s, nil
}

// hearSignals sees to it that the program gets the signals that this process ignores, as one does
// that was started in the background: a program inherits that a signal is ignored, but not
// that it is caught.
func hearSignals() {
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}

// show feeds the emulator with what the program writes, to the end, and then
// waits for the program.
func (s *Session) show() {
	buf := make([]byte, 1<<16)
	for ends := 0; ends < 2; {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		// The emulator takes whatever a program writes; it has no errors.
		_, _ = s.term.Write(buf[:n])
		s.mu.Unlock()
		select {
		case s.news <- struct{}{}:
		default:
		}
		if err != nil {
			// EIO: nobody has the terminal open any more. The kernel looks first for
			// something to read and then at who has it open: what was written in between
			// is there at the next look.
			ends++
		}
	}
	_ = s.cmd.Wait() // its outcome is in the ProcessState
	// The pipe and not the emulator is closed: only the pipe may be while it is
	// being read.
	if answers, ok := s.term.InputPipe().(io.Closer); ok {
		_ = answers.Close()
	}
	close(s.ended)
}

// reply gives the program what a terminal answers to its questions. Answers that
// can't be written any more are thrown away: if nobody took them, the emulator
// would wait with the next one for ever.
func (s *Session) reply() {
	buf := make([]byte, 1<<10)
	for {
		n, err := s.term.Read(buf)
		if !s.mute.Load() {
			_, _ = s.tty.Write(buf[:n])
		}
		if err != nil {
			return // show has closed the pipe
		}
	}
}

// Mute makes the terminal answer no question from now on, for a test that types the answers
// itself: one of the terminal's own could come in the middle of them.
func (s *Session) Mute() { s.mute.Store(true) }

// Type sends text as if it were typed.
func (s *Session) Type(text string) error {
	_, err := io.WriteString(s.tty, text)
	return err
}

// Keys that Type can be given.
const (
	Enter  = "\r"
	Tab    = "\t"
	Escape = "\x1b"
	Up     = "\x1b[A"
	Down   = "\x1b[B"
	CtrlC  = "\x03"
)

// SVG writes the screen as a picture.
func (s *Session) SVG(w io.Writer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := io.WriteString(w, picture.SVG(s.term, picture.OnDark()))
	return err
}

// Signal sends the program a signal.
func (s *Session) Signal(sig os.Signal) error { return s.cmd.Process.Signal(sig) }

// Resize changes the terminal's size.
func (s *Session) Resize(w, h int) error {
	s.mu.Lock()
	s.term.Resize(w, h)
	s.mu.Unlock()
	return pty.Setsize(s.tty, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
}

// Text returns the screen as lines without trailing blanks.
func (s *Session) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(s.term.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return strings.Join(lines, "\n")
}

// AltScreen reports whether the alternate screen is shown, which a program has to
// leave before it ends, or the shell's own screen is gone.
func (s *Session) AltScreen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.term.IsAltScreen()
}

// ErrEnded says that the program ended before the screen was as hoped for.
var ErrEnded = errors.New("the program has ended")

// Until waits until the screen is as hoped for. The error is ErrEnded's or
// ctx's, and holds the last screen.
func (s *Session) Until(ctx context.Context, hoped func(text string) bool) error {
	for {
		ended := false
		select {
		case <-s.ended:
			ended = true
		default:
		}
		text := s.Text() // after the look at ended: what it ended with counts
		if hoped(text) {
			return nil
		}
		if ended {
			return fmt.Errorf("%w; its last screen:\n%s", ErrEnded, text)
		}
		select {
		case <-s.news:
		case <-s.ended:
		case <-ctx.Done():
			return fmt.Errorf("%w; the screen:\n%s", ctx.Err(), text)
		}
	}
}

// Shows waits until the screen holds all of the texts.
func (s *Session) Shows(ctx context.Context, texts ...string) error {
	missing := ""
	err := s.Until(ctx, func(screen string) bool {
		for _, t := range texts {
			if !strings.Contains(screen, t) {
				missing = t
				return false
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("waiting for %q: %w", missing, err)
	}
	return nil
}

// Wait waits until the program has ended by itself and all that it wrote is on
// the screen. It returns the exit code, -1 if a signal ended the program, or
// ctx's error.
func (s *Session) Wait(ctx context.Context) (int, error) {
	select {
	case <-s.ended:
		return s.cmd.ProcessState.ExitCode(), nil
	case <-ctx.Done():
		return 0, fmt.Errorf("waiting for the program to end: %w; the screen:\n%s", ctx.Err(), s.Text())
	}
}

// CPU returns the processor time that the program has used so far, from the
// kernel's account of it.
func (s *Session) CPU() (time.Duration, error) { return CPUTime(s.cmd.Process.Pid) }

// Close ends the program, however it fares, and frees the terminal.
func (s *Session) Close() error {
	_ = s.cmd.Process.Kill()
	err := s.tty.Close()
	s.done.Wait()
	return err
}
