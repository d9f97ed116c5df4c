// Package screen runs a program in a pseudo-terminal and sees what a person
// would see.
//
//	Type, Press ─▶ pty ─▶ program ─▶ pty ─▶ terminal emulator ─▶ Text, SVG
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
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Session is a running program and its terminal.
type Session struct {
	cmd   *exec.Cmd
	tty   *os.File
	mu    sync.Mutex // guards term and ended
	term  *vt.Emulator
	ended bool
	news  chan struct{} // one token: the screen has changed since it was taken
	done  sync.WaitGroup
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
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	if err != nil {
		return nil, fmt.Errorf("start %s in a pseudo-terminal: %w", program, err)
	}
	s := &Session{cmd: cmd, tty: tty, term: vt.NewEmulator(w, h), news: make(chan struct{}, 1)}
	s.done.Add(2)
	go s.show()
	go s.reply()
	return s, nil
}

// show feeds the emulator with what the program writes.
func (s *Session) show() {
	defer s.done.Done()
	buf := make([]byte, 1<<16)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		if n > 0 {
			// The emulator takes whatever a program writes; it has no errors.
			_, _ = s.term.Write(buf[:n])
		}
		if err != nil {
			s.ended = true
			_ = s.term.Close()
		}
		s.mu.Unlock()
		select {
		case s.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// reply gives the program what a terminal answers to its questions.
func (s *Session) reply() {
	defer s.done.Done()
	_, _ = io.Copy(s.tty, s.term) // ends with the emulator
}

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

// ErrEnded says that the program ended before the screen was as hoped for.
var ErrEnded = errors.New("the program has ended")

// Until waits until the screen is as hoped for.
func (s *Session) Until(ctx context.Context, hoped func(text string) bool) error {
	for {
		text := s.Text()
		if hoped(text) {
			return nil
		}
		s.mu.Lock()
		ended := s.ended
		s.mu.Unlock()
		if ended {
			return fmt.Errorf("%w; its last screen:\n%s", ErrEnded, text)
		}
		select {
		case <-s.news:
		case <-ctx.Done():
			return fmt.Errorf("%w; the screen:\n%s", ctx.Err(), text)
		}
	}
}

// Shows waits until the screen holds all of the texts.
func (s *Session) Shows(ctx context.Context, texts ...string) error {
	err := s.Until(ctx, func(screen string) bool {
		for _, t := range texts {
			if !strings.Contains(screen, t) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("waiting for %q: %w", texts, err)
	}
	return nil
}

// Wait waits until the program has ended by itself and returns its exit code.
func (s *Session) Wait(ctx context.Context) (int, error) {
	err := s.Until(ctx, func(string) bool { return false })
	if !errors.Is(err, ErrEnded) {
		return 0, err
	}
	_ = s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode(), nil
}

// CPU returns the processor time that the program has used so far, from the
// kernel's account of it.
func (s *Session) CPU() (time.Duration, error) { return cpuTime(s.cmd.Process.Pid) }

// Close ends the program, however it fares, and frees the terminal.
func (s *Session) Close() error {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	err := s.tty.Close()
	s.mu.Lock()
	_ = s.term.Close()
	s.mu.Unlock()
	s.done.Wait()
	return err
}
