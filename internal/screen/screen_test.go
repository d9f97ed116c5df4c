// Tests of programs on a screen: waiting for their output, signals and resizing.

package screen

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"
)

// run starts a shell command on a screen of 40×5 cells.
func run(t *testing.T, line string) (*Session, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	s, err := Start(40, 5, nil, "/bin/sh", "-c", line)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, ctx
}

// TestWait: after a wait, a program's last output is on the screen, however the program
// ended and whatever it was still asking.
func TestWait(t *testing.T) {
	for _, c := range []struct {
		name, line string
		code       int
		screen     string
		alt        bool
	}{
		{"its last words", `echo hello; echo bye`, 0, "hello\nbye", false},
		{"many words", `i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done`, 0, "1996\n1997\n1998\n1999", false},
		{"its exit code", `echo no; exit 3`, 3, "no", false},
		{"a signal", `echo ouch; kill -9 $$`, -1, "ouch", false},
		{"the alternate screen, left", `echo mine; printf '\033[?1049h\033[Htheirs\033[?1049l'`, 0, "mine", false},
		{"the alternate screen, left behind", `echo mine; printf '\033[?1049h\033[Htheirs'`, 0, "theirs", true},
		{"questions that it ends on", `stty -echo; echo hm; printf '\033[6n\033[c\033[6n\033[?2026$p\033[6n\033]11;?\007'`, 0, "hm", false},
		{"a question and its answer", `stty raw -echo; printf 'at\033[6n'; head -c 6 | tr '\033' '^'`, 0, "at^[1;3R", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, ctx := run(t, c.line)
			code, err := s.Wait(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.TrimRight(s.Text(), "\n"); code != c.code || text != c.screen || s.AltScreen() != c.alt {
				t.Errorf("exit %d, alternate %t:\n%s\nwant exit %d, alternate %t:\n%s", code, s.AltScreen(), text, c.code, c.alt, c.screen)
			}
		})
	}
}

// TestShows: the awaited text may be the last that a program shows; if it never comes, the
// error says what was missing and what was there instead.
func TestShows(t *testing.T) {
	s, ctx := run(t, `echo one; read line; echo "got $line"`)
	if err := s.Shows(ctx, "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.Type("two\n"); err != nil {
		t.Fatal(err)
	}
	if err := s.Shows(ctx, "one", "got two"); err != nil {
		t.Fatal(err)
	}
	err := s.Shows(ctx, "one", "three")
	if !errors.Is(err, ErrEnded) || !strings.Contains(err.Error(), `"three"`) || !strings.Contains(err.Error(), "got two") {
		t.Errorf("waiting in vain: %v", err)
	}
}

// TestCancelledWait: a wait can be cancelled.
func TestCancelledWait(t *testing.T) {
	s, ctx := run(t, `echo ready; read line`)
	if err := s.Shows(ctx, "ready"); err != nil {
		t.Fatal(err)
	}
	away, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Wait(away); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: %v", err)
	}
	if err := s.Shows(away, "never"); !errors.Is(err, context.Canceled) {
		t.Errorf("Shows: %v", err)
	}
}

func TestSignal(t *testing.T) {
	s, ctx := run(t, `trap 'echo told; exit 4' TERM; echo ready; while :; do read line; done`)
	if err := s.Shows(ctx, "ready"); err != nil {
		t.Fatal(err)
	}
	if err := s.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code, err := s.Wait(ctx); err != nil || code != 4 {
		t.Errorf("exit %d, %v", code, err)
	}
	if !strings.Contains(s.Text(), "told") {
		t.Errorf("the screen:\n%s", s.Text())
	}
}

func TestResize(t *testing.T) {
	s, ctx := run(t, `trap 'stty size' WINCH; echo ready; while :; do read line; done`)
	if err := s.Shows(ctx, "ready"); err != nil {
		t.Fatal(err)
	}
	if err := s.Resize(60, 7); err != nil {
		t.Fatal(err)
	}
	if err := s.Shows(ctx, "7 60"); err != nil {
		t.Error(err)
	}
}
