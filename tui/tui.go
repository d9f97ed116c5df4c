// Package tui is the explorer: the cluster on the screen, and the keys that
// drive it.
//
//	key, paste, mouse ─▶ prompt or keymap ─▶ intent ─▶ engine.Command ─▶ Cluster.Apply
//	                                                                         │
//	frameMsg (30 a second while something moves) ─▶ pace ─▶ Cluster.Advance  │
//	                                                                         ▼
//	screen ◀─ frame ◀─ panes (tui/pane) ◀─ layout (tui/layout) ◀──────── engine.View
//
// There is one tea.Model. Update routes a message, fetches the View, and puts
// the screen together from lines that the panes keep until something they show
// has changed. Virtual time follows real time only while something moves, at a
// speed at which it can be watched; when nothing does there are no frames.
//
// Plain is the same for a screen reader, a pipe or a log: commands in, one a
// line, and one line out for every event.
package tui

import (
	"context"
	"errors"
	"io"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
)

// Options are what the explorer is made from.
type Options struct {
	Cluster Cluster
	Keymap  *keymaps.Keymap // nil: the default one
	Title   string          // the preset's name, in the header
	File    string          // where the session was opened from; "" if it is a new one
	Look    Look            // "": Auto
	ASCII   bool            // no characters beyond ASCII, whatever the locale says

	// Env is the environment of whoever looks: TERM, LANG, NO_COLOR and so on,
	// as NAME=VALUE.
	Env []string
	In  io.Reader // nil: the terminal
	Out io.Writer // nil: standard output

	Clock Clock // nil: SystemClock

	// Seat is a place in a classroom, which then brings the cluster with it; nil
	// for whoever is alone.
	Seat Seat
}

// flushesPerSecond is how often Bubble Tea looks whether there is something new
// to write to the terminal, which it does even while nothing moves. The first
// screen and the answer to a key wait for it, at most 22 ms; each look wakes the
// program, and so many of them take about 1 % of a core, twice as many twice that.
const flushesPerSecond = 45

// Run shows the explorer until it is quit or ctx ends. It returns nil when the
// user quits, and an error that wraps ctx's if that ends first.
func Run(ctx context.Context, o Options) error {
	m, err := New(o)
	if err != nil {
		return err
	}
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(flushesPerSecond)}
	if o.In != nil {
		options = append(options, tea.WithInput(o.In))
	}
	if o.Out != nil {
		options = append(options, tea.WithOutput(o.Out))
	}
	if o.Env != nil {
		options = append(options, tea.WithEnvironment(o.Env))
	}
	_, err = tea.NewProgram(m, options...).Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return nil
	}
	return err
}
