// Tests of the built program in a terminal: sessions that are kept when it is ended, and offered again.

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"ringside/internal/screen"
)

// sessions returns the session files that have been kept.
func sessions(t *testing.T, state string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(state, "ringside", "session-*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// opensAgain fails the test unless one session is kept, only its owner can read it, and
// replaying it prints a text.
func opensAgain(t *testing.T, path, state, tells string) {
	t.Helper()
	files := sessions(t, state)
	if len(files) != 1 {
		t.Fatalf("kept: %q", files)
	}
	for name, mode := range map[string]os.FileMode{files[0]: 0o600, filepath.Dir(files[0]): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, mode)
		}
	}
	if out, err := exec.Command(path, "replay", "--plain", files[0]).CombinedOutput(); err != nil || !strings.Contains(string(out), tells) {
		t.Errorf("replayed: %v\n%s", err, out)
	}
}

// wasLeftAt fails the test unless the one session that is kept was left at a time.
func wasLeftAt(t *testing.T, state, at string) {
	t.Helper()
	if b, err := os.ReadFile(sessions(t, state)[0]); err != nil || !regexp.MustCompile(`(?m)^ *left: .* `+at+`$`).Match(b) {
		t.Errorf("%v, and it was not left at %s:\n%s", err, at, b)
	}
}

// kept: when a signal ends the program, what was done is kept, and a line tells where;
// nothing is kept if nothing was done.
func kept(t *testing.T, path string) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		state := filepath.Join(t.TempDir(), "state") // it does not exist yet
		p := sitDownIn(t, 160, 24, []string{"XDG_STATE_HOME=" + state}, path)
		p.sees("? help")
		p.types(":put kept:1 v" + screen.Enter)
		p.sees("put kept:1", "told OK")
		if err := p.Signal(sig); err != nil {
			t.Fatal(err)
		}
		p.isBackWith(128 + int(sig))
		p.sees("ringside: what was done is kept; open it with: ringside replay "+state[:8], "session-")
		opensAgain(t, path, state, "put kept:1")
		offered(t, path, state)
	}
	state := t.TempDir()
	p := sitDownIn(t, 160, 24, []string{"XDG_STATE_HOME=" + state}, path)
	p.sees("? help")
	p.types(":run 1000h" + screen.Enter)
	p.sees("3600000")
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.isBackWith(143)
	opensAgain(t, path, state, "")
	wasLeftAt(t, state, "1000h0m0s")
	state = t.TempDir()
	p = sitDownIn(t, 80, 24, []string{"XDG_STATE_HOME=" + state}, path)
	p.sees("? help")
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.isBackWith(143)
	if files := sessions(t, state); len(files) > 0 || strings.Contains(p.Text(), "kept") {
		t.Errorf("nothing was done, and kept is %q:\n%s", files, p.Text())
	}
}

// offered: the next start says in one line how to find the session, the one after it does not, but tab finds it,
// and what was typed is there to be typed again.
func offered(t *testing.T, path, state string) {
	t.Helper()
	p := sitDownIn(t, 60, 24, []string{"XDG_STATE_HOME=" + state}, path)
	p.sees("the last session ended unsaved: tab after :open finds it")
	p.types(":" + "\x12kept")
	p.sees("put kept:1 v")
	p.types(screen.CtrlC)
	p.types(":open! " + sessions(t, state)[0] + screen.Enter)
	p.sees("opened session-", "◂ kept:1") // beside the ring: the operation has no room here
	p.types(":q" + screen.Enter)
	p.isBack()
	p = sitDownIn(t, 160, 24, []string{"XDG_STATE_HOME=" + state}, path)
	if p.sees("? help"); strings.Contains(p.Text(), "ended unsaved") {
		t.Errorf("it is offered twice:\n%s", p.Text())
	}
	p.types(":open " + "\t")
	p.sees(filepath.Base(sessions(t, state)[0]))
	p.types("\t" + screen.Enter)
	p.sees("opened session-", `put kept:1 "v"`)
	p.types("q")
	p.isBack()
}

// plainKept: the plain form keeps what was done as well, and its exit code says that a
// signal has ended it.
func plainKept(t *testing.T, path string) {
	state := t.TempDir()
	p := sitDownIn(t, 160, 24, []string{"XDG_STATE_HOME=" + state}, path, "--plain")
	p.types("put kept:2 v\runtil quiet\r")
	p.sees("why op 1")
	p.types(screen.CtrlC)
	code, err := p.Wait(p.ctx)
	if err != nil || code != 130 {
		t.Errorf("exit %d, %v", code, err)
	}
	p.sees("what was done is kept")
	if strings.Count(p.Text(), "ringside: ") != 1 {
		t.Errorf("more than one line is told:\n%s", p.Text())
	}
	opensAgain(t, path, state, "put kept:2")
	state = t.TempDir()
	p = sitDownIn(t, 160, 24, []string{"XDG_STATE_HOME=" + state}, path, "--plain")
	p.types("run 1000h\rfaults\r")
	p.sees("no faults")
	p.types(screen.CtrlC)
	p.sees("what was done is kept")
	opensAgain(t, path, state, "")
	wasLeftAt(t, state, "1000h0m0s")
}
