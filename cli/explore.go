// Opening the explorer or its plain form.

package cli

import (
	"context"
	"errors"

	"ringside/engine/history"
	"ringside/presets"
	"ringside/tui"
	"ringside/tui/clip"
	"ringside/tui/paint"
	"ringside/tui/plain"
	"ringside/tui/theme"
)

// open opens the explorer, or its plain form: on a dumb terminal always that one. A preset
// that is a lesson or a challenge is opened as one.
func (a *app) open(ctx context.Context, plain bool) error {
	plain = plain || a.dumb
	if !a.terminal && !plain {
		return a.noTerminal()
	}
	o := tui.Options{Title: a.cfg.preset.Name}
	if a.cfg.preset.Kind() != presets.KindCluster {
		o.Learn = a.cfg.preset
	}
	show := a.explore
	if plain {
		show = a.showPlain
	} else {
		o.Note = a.offer()
	}
	return a.openOn(ctx, show, o)
}

func (a *app) noTerminal() error {
	return errors.New(a.notDrawn() + "; use `ringside run FILE` for a script, or --plain for one line per event")
}

// notDrawn says why there is no screen to draw on.
func (a *app) notDrawn() string {
	if a.dumb {
		return "the explorer can't be drawn on this terminal, because TERM is dumb"
	}
	return "the explorer needs a terminal for its input and output"
}

// openOn shows the configured cluster.
func (a *app) openOn(ctx context.Context, show func(context.Context, tui.Options) error, o tui.Options) error {
	cluster, err := history.New(a.cfg.cluster)
	if err != nil {
		return err
	}
	o.Cluster = cluster
	return a.show(ctx, show, o)
}

// show shows a cluster until the user quits, or a signal ends it. Then unsaved work is
// kept, and a line tells where.
func (a *app) show(ctx context.Context, show func(context.Context, tui.Options) error, o tui.Options) error {
	o.Keymap, o.Look, o.ASCII = a.cfg.keymap, theme.Look(a.cfg.theme), a.cfg.ascii
	o.Env, o.In, o.Out, o.ProgressStore = a.env.list, a.in, a.out, a.env.progressStore()
	o.Left, o.History, o.Sessions, o.NoMouse = a.keep, a.history(), a.keptSessions, a.cfg.mouse == "off"
	o.Colours, o.Solver = a.cfg.colours, a.solverName()
	o.Clipboard = clip.Local(a.env.list)
	err := show(ctx, o)
	var by paint.SignalError
	var unmet plain.Unmet
	var refused plain.Refused
	switch {
	case err == nil:
		return nil
	case errors.As(err, &by):
		return stoppedBy(by)
	case errors.As(err, &unmet):
		return failed("%w", unmet)
	case errors.As(err, &refused):
		return refused
	}
	return failed("the explorer stopped: %w", err)
}

// showPlain shows the plain form, until a signal ends it.
func (a *app) showPlain(ctx context.Context, o tui.Options) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	return a.plain(ctx, o)
}
