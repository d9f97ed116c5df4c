// Package tui is the explorer: the cluster on the screen, and the keys that
// drive it.
//
//	key, mouse ─▶ input ─▶ keymap ─▶ action.Intent ┐      ":", paste ─▶ console
//	                                                ▼                     │
//	     page, panel, lesson, participant ─▶ engine.Command ◀─────────────┘
//	                                                │
//	                                                ▼
//	  may it be? drive.Gate ─▶ drive.Driver ─▶ source.Local, or the source.Source of a class
//	                                                │
//	frameMsg (30 a second while something moves) ─▶ drive.Driver.GoOn ─▶ source.Playback, source.Job
//	                                                ▼
//	screen ◀─ paint ◀─ frame ◀─ panel, page (pane), bar, foot ◀─ layout ◀─ workspace ◀─ engine.View
//
//	console foot  the command line; what the last line of the screen says
//	participant   somebody in a class: what they see, tell and ask
//	action        what each key does
//	drive         what is looked at, and how it is driven
//	lesson        a lesson or a challenge on the screen
//	panel page    the panes, and what opens over or beside them: keys, hints, covers
//	save          sessions, codes, exports; package recording records the screen
//	source        what a screen may know of a cluster, wherever it is
//	workspace     what one screen looks at: what is chosen, what is open
//	class         the contract between a participant and their room
//	entry bar     a line that is typed; the header, the banner of a poll and a message
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
	"os"

	"ringside/tui/paint"
)

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
