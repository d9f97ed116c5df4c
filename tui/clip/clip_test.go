//go:build unix

// Tests of the clipboard, with programs of the test's own on the PATH.

package clip

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/paint"
)

// fakes puts shell scripts into a folder, which is the PATH of the environment it returns,
// beside the variables of both kinds of desktop.
func fakes(t *testing.T, scripts map[string]string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	for name, script := range scripts { // any order: each is a file of its own
		script = "#!/bin/sh\nPATH=/usr/bin:/bin\ncd '" + dir + "'\n" + script + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir, []string{"PATH=" + dir, "DISPLAY=:0", "WAYLAND_DISPLAY=wayland-0"}
}

const (
	takes  = `echo "$@" >args; cat >taken`
	fails  = `cat >/dev/null; echo no display >&2; exit 3`
	hangs  = `exec sleep 1000`
	forks  = `cat >taken; sleep 1000 & echo $! >pid`
	ten    = 10 * time.Minute // more than any of them takes, however busy the machine is
	atOnce = 20 * time.Millisecond
)

// TestPrograms: the first program that is there, has a desktop and takes the text has it;
// what is said names it, or says which failed and how.
func TestPrograms(t *testing.T) {
	for _, c := range []struct {
		name    string
		scripts map[string]string
		without string // a variable
		limit   time.Duration
		says    string
		args    string // of the one that has taken it; "": nobody has
	}{
		{"none", nil, "", ten, "sent to the terminal's clipboard: the event", ""},
		{"xclip", map[string]string{"xclip": takes}, "", ten, "copied with xclip: the event", "-selection clipboard\n"},
		{"pbcopy", map[string]string{"pbcopy": takes, "xclip": fails}, "DISPLAY", ten, "copied with pbcopy: the event", "\n"},
		{"Wayland first", map[string]string{"wl-copy": takes, "xclip": fails, "pbcopy": fails}, "", ten, "copied with wl-copy: the event", "\n"},
		{"no Wayland", map[string]string{"wl-copy": fails, "xclip": takes}, "WAYLAND_DISPLAY", ten, "copied with xclip: the event", "-selection clipboard\n"},
		{"the next one", map[string]string{"wl-copy": fails, "xclip": takes}, "", ten, "copied with xclip: the event", "-selection clipboard\n"},
		{"all fail", map[string]string{"wl-copy": fails, "xclip": fails}, "", ten,
			"sent to the terminal's clipboard: the event; wl-copy failed: exit status 3; xclip failed: exit status 3", ""},
		{"it hangs", map[string]string{"xclip": hangs}, "", atOnce, "sent to the terminal's clipboard: the event; xclip failed: it was not done within 20ms", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, env := fakes(t, c.scripts)
			for i, entry := range env {
				if c.without != "" && strings.HasPrefix(entry, c.without+"=") {
					env[i] = c.without + "="
				}
			}
			b := Local(env)
			b.Limit = c.limit
			copied := strings.Repeat("a line ⟨x⟩\n", 20_000) // more than a pipe holds
			_, cmd := b.Copy(copied, "the event")
			sent, done := both(t, cmd)
			if sent != copied {
				t.Errorf("%d bytes are sent to the terminal, want %d", len(sent), len(copied))
			}
			if done.Says != c.says || done.Sent != "sent to the terminal's clipboard: the event" {
				t.Errorf("after %q it says\n%q, want\n%q", done.Sent, done.Says, c.says)
			}
			if got := read(t, dir, "args"); got != c.args {
				t.Errorf("it was run with %q, want %q", got, c.args)
			}
			if got := read(t, dir, "taken"); c.args != "" && got != copied {
				t.Errorf("it has taken %d bytes, want %d", len(got), len(copied))
			}
		})
	}
}

// TestLeavesAChild: a program may stay to serve the clipboard, as xclip and wl-copy do, and
// is done all the same.
func TestLeavesAChild(t *testing.T) {
	dir, env := fakes(t, map[string]string{"xclip": forks})
	b := Local(env)
	b.Limit = ten
	_, cmd := b.Copy("milk", "the event")
	if _, done := both(t, cmd); done.Says != "copied with xclip: the event" {
		t.Errorf("it says %q", done.Says)
	}
	if got := read(t, dir, "taken"); got != "milk" {
		t.Errorf("it has taken %q", got)
	}
	stop(t, read(t, dir, "pid"))
}

// TestNewestLast: while a program is being run others wait, and of those the newest is
// handed over next.
func TestNewestLast(t *testing.T) {
	dir, env := fakes(t, map[string]string{"xclip": "cat >>all"})
	b := Local(env)
	b.Limit = ten
	_, first := b.Copy("one ", "the first")
	for _, text := range []string{"two ", "three "} {
		_, cmd := b.Copy(text, text)
		if msg := cmd(); msg != paint.CopyMsg(text) {
			t.Errorf("%q comes to %v before the first is taken", text, msg)
		}
	}
	both(t, first)
	next := b.Done()
	if next == nil {
		t.Fatal("nothing is handed over after the first")
	}
	if done := next().(DoneMsg); done.Says != "copied with xclip: three " {
		t.Errorf("it says %q", done.Says)
	}
	if b.Done() != nil {
		t.Error("something is left")
	}
	if got := read(t, dir, "all"); got != "one three " {
		t.Errorf("it was given %q", got)
	}
	if _, cmd := b.Copy("four ", "the fourth"); cmd == nil {
		t.Error("nothing is handed over afterwards")
	} else if _, done := both(t, cmd); done.Says != "copied with xclip: the fourth" {
		t.Errorf("it says %q", done.Says)
	}
}

// TestFarAway: over SSH and in a class there is the terminal's clipboard only.
func TestFarAway(t *testing.T) {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if Local([]string{"DISPLAY=:0", name + "=x"}) != nil {
			t.Errorf("with %s there is a desktop", name)
		}
	}
	var none *Clipboard
	say, cmd := none.Copy("milk", "the event")
	if msg := cmd(); msg != paint.CopyMsg("milk") || say != "sent to the terminal's clipboard: the event" {
		t.Errorf("it says %q and comes to %v", say, msg)
	}
}

// TestOnlyOfThePath: a program below the folder where the explorer was started is not run.
func TestOnlyOfThePath(t *testing.T) {
	dir, _ := fakes(t, map[string]string{"xclip": takes})
	t.Chdir(filepath.Dir(dir))
	here := filepath.Base(dir)
	for _, path := range []string{here, "./" + here, "nowhere:" + here} {
		b := Local([]string{"DISPLAY=:0", "PATH=" + path})
		b.Limit = ten
		_, cmd := b.Copy("milk", "the event")
		if _, done := both(t, cmd); done.Says != done.Sent {
			t.Errorf("with PATH=%s it says %q", path, done.Says)
		}
	}
}

// both runs the two commands of a copy, for the terminal and for the desktop.
func both(t *testing.T, cmd tea.Cmd) (sent string, done DoneMsg) {
	t.Helper()
	all, ok := cmd().(tea.BatchMsg)
	if !ok || len(all) != 2 {
		t.Fatalf("%d commands", len(all))
	}
	return string(all[0]().(paint.CopyMsg)), all[1]().(DoneMsg)
}

// read returns what a script has written; "" if nothing.
func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// stop ends a process that a script has left behind.
func stop(t *testing.T, pid string) {
	t.Helper()
	id, err := strconv.Atoi(strings.TrimSpace(pid))
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.FindProcess(id)
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		t.Error(err)
	}
}
