// Package tui is the explorer: the cluster on the screen, and the keys that
// drive it.
//
//	key, paste, mouse ─▶ entry (a line that is typed), or keymap ─▶ intent
//	                         │                                        │
//	                         ▼              page, panel, lesson: what it does there
//	                  engine.Command ─▶ source.Cluster.Apply, source.Source.Do, class.Lease.Do
//	                                                                  │
//	frameMsg (30 a second while something moves) ─▶ source.Pace ─▶ Advance
//	                                                                  ▼
//	screen ◀─ paint ◀─ frame ◀─ panel, page (pane), bar ◀─ layout ◀─ workspace ◀─ engine.View
//
//	source     what a screen may know of a cluster, wherever it is
//	workspace  what one screen looks at: what is chosen, what is open
//	panel      the panes: keys, hints, covers; package pane draws them
//	page       what opens over or beside them, one file a page
//	lesson     a lesson or a challenge on the screen
//	class      the contract between a seat and its room
//	entry bar  a line that is typed; the header, the board and the foot
//
// There is one Model. Update routes a message, fetches the View, and puts
// the screen together from lines that the panes keep until something they show
// has changed. Virtual time follows real time only while something moves, at a
// speed at which it can be watched; when nothing does there are no frames.
//
// Package plain is the same for a screen reader, a pipe or a log.
package tui

import (
	"context"
	"io"
	"os"

	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/class"
	"ringside/tui/paint"
	"ringside/tui/pane"
	"ringside/tui/source"
	"ringside/tui/theme"
)

// Options are what the explorer is made from.
type Options struct {
	Cluster source.Cluster
	// Source is shown instead of Cluster: one that lives elsewhere.
	Source source.Source
	Keymap *keymaps.Keymap // nil: the default one
	// Learn is a lesson or a challenge to begin with, nil if it is the explorer,
	// or with Shelf the list of all. ProgressStore is where one's place is kept; nil: nowhere.
	Learn         *presets.Preset
	Shelf         bool
	ProgressStore class.ProgressStore

	Title string     // the preset's name, in the header
	File  string     // where the session was opened from; "" if it is a new one
	Look  theme.Look // "": Auto
	ASCII bool       // no characters beyond ASCII, whatever the locale says

	// Env is the environment of whoever looks: TERM, LANG, NO_COLOR and so on,
	// as NAME=VALUE.
	Env []string
	In  io.Reader // nil: the terminal
	Out io.Writer // nil: standard output

	Clock source.Clock // nil: SystemClock
	// Cache holds the pictures of those who look at the same cluster; nil: its own.
	Cache *pane.Cache

	// Seat is a place in a classroom, which then brings the cluster with it; nil
	// for whoever is alone.
	Seat class.Seat
	// Ends returns for how many others the class ends when this explorer is quit;
	// nil if it goes on without it.
	Ends func() int
	// Note is what is said at first; "" nothing.
	Note string

	// Left is given what was done and is saved nowhere, if the explorer ends of
	// anything but its user's wish: a signal, a terminal that is gone, a failure.
	// nil: it is lost.
	Left func(*history.History)
}

// Run shows the explorer until it is quit, a signal asks it to quit, or ctx ends.
// It returns nil when the user quits, a paint.SignalError when a signal asks to, and
// an error that wraps ctx's if that ends first. The terminal is as it was when o.Left is called.
func Run(ctx context.Context, o Options) error {
	m, err := New(o)
	if err != nil {
		return err
	}
	in, out := o.In, o.Out
	if in == nil {
		in = os.Stdin
	}
	if out == nil {
		out = os.Stdout
	}
	env := o.Env
	if env == nil {
		env = os.Environ()
	}
	err = paint.OnTerminal(ctx, m, in, out, env)
	if err != nil && o.Left != nil {
		if h := m.orphaned(); h != nil {
			o.Left(h)
		}
	}
	return err
}
