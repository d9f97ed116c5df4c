// Package clip puts texts into clipboards: into the terminal's, and into that of the desktop
// if the program runs on one.
package clip

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/timespan"
	"ringside/tui/paint"
)

// Clipboard is the clipboard of the desktop. nil is none, and then the terminal's is the
// only one. It belongs to the goroutine of the explorer.
type Clipboard struct {
	Limit time.Duration // how long a program may take

	env  []string
	busy bool // a program is being run
	next *text
}

// text is what is copied, and how it is called.
type text struct{ text, what string }

// sent says that a text has gone to the terminal, which does not answer.
func (t text) sent() string { return "sent to the terminal's clipboard: " + t.what }

// DoneMsg is sent when the programs of the desktop are done with a text.
type DoneMsg struct {
	Sent string // what has been said of it
	Says string // what is to be said instead
}

// program takes a text from its standard input into the desktop's clipboard.
type program struct {
	name  string
	args  []string
	needs string // the variable without which it reaches no desktop; "": it needs none
}

var programs = []program{
	{"wl-copy", nil, "WAYLAND_DISPLAY"},
	{"xclip", []string{"-selection", "clipboard"}, "DISPLAY"},
	{"pbcopy", nil, ""},
}

// Local returns the clipboard of the desktop that a program with this environment, as
// NAME=VALUE, runs on; nil over SSH, where the desktop is not the one that the user sees.
func Local(env []string) *Clipboard {
	for _, name := range []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"} {
		if value(env, name) != "" {
			return nil
		}
	}
	return &Clipboard{Limit: 2 * time.Second, env: env}
}

// value returns a variable of an environment; of several of that name the last one.
func value(env []string, name string) (v string) {
	for _, entry := range env {
		if n, is, _ := strings.Cut(entry, "="); n == name {
			v = is
		}
	}
	return v
}

// Copy returns the command that puts a text into the clipboards, and what to say about it
// meanwhile. A DoneMsg follows if there is a desktop.
func (c *Clipboard) Copy(copied, what string) (say string, cmd tea.Cmd) {
	t := text{copied, what}
	if c == nil {
		return t.sent(), paint.Copy(copied)
	}
	return t.sent(), tea.Batch(paint.Copy(copied), c.hand(t))
}

// hand has a program take a text, when the one before is taken: else the older of two could
// come last.
func (c *Clipboard) hand(t text) tea.Cmd {
	if c.busy {
		c.next = &t
		return nil
	}
	c.busy = true
	env, limit := c.env, c.Limit
	return func() tea.Msg { return DoneMsg{Sent: t.sent(), Says: run(t, env, limit)} }
}

// Done returns what is to be done after a DoneMsg; nil if nothing is.
func (c *Clipboard) Done() tea.Cmd {
	c.busy = false
	if c.next == nil {
		return nil
	}
	t := *c.next
	c.next = nil
	return c.hand(t)
}

// run hands a text to the first program that is there and takes it, and returns what to
// say.
func run(t text, env []string, limit time.Duration) string {
	said := t.sent()
	for _, p := range programs {
		path := p.find(env)
		if path == "" {
			continue
		}
		err := p.run(path, t.text, env, limit)
		if err == nil {
			return fmt.Sprintf("copied with %s: %s", p.name, t.what)
		}
		said += fmt.Sprintf("; %s failed: %v", p.name, err)
	}
	return said
}

// find returns the path of a program; "" if it is not there, or has no desktop. A PATH may
// have folders relative to the present one, where no program is looked for.
func (p program) find(env []string) string {
	if p.needs != "" && value(env, p.needs) == "" {
		return ""
	}
	for _, folder := range filepath.SplitList(value(env, "PATH")) {
		if !filepath.IsAbs(folder) {
			continue
		}
		if path, err := exec.LookPath(filepath.Join(folder, p.name)); err == nil {
			return path
		}
	}
	return ""
}

// run runs a program to its end. What it prints goes nowhere: it must not get between the
// panes, and what it leaves running to serve the clipboard would keep a pipe open.
func (p program) run(path, input string, env []string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, p.args...)
	cmd.Env, cmd.Stdin, cmd.WaitDelay = env, strings.NewReader(input), limit
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("it was not done within %s", timespan.Text(limit))
	}
	return err
}
