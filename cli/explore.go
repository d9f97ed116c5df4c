package cli

import (
	"context"
	"errors"

	"ringside/engine"
	"ringside/presets"
	"ringside/tui"
)

// open opens the explorer, or its plain form. A preset with something to learn in
// it is opened as that.
func (a *app) open(ctx context.Context, plain bool) error {
	if !a.terminal && !plain {
		return errNoTerminal()
	}
	o := tui.Options{Title: a.cfg.preset.Name}
	if a.cfg.preset.Kind() != presets.KindCluster && !plain {
		o.Learn = a.cfg.preset
	}
	show := a.explore
	if plain {
		show = a.plain
	}
	return a.openOn(ctx, show, o)
}

func errNoTerminal() error {
	return errors.New("the explorer needs a terminal for its input and output; " +
		"use `ringside run FILE` for a script, or --plain for one line an event")
}

// openOn shows the cluster of the configuration.
func (a *app) openOn(ctx context.Context, show func(context.Context, tui.Options) error, o tui.Options) error {
	cluster, err := engine.NewHistory(a.cfg.cluster)
	if err != nil {
		return err
	}
	o.Cluster = cluster
	return a.show(ctx, show, o)
}

// show shows a cluster, until whoever looks has seen enough.
func (a *app) show(ctx context.Context, show func(context.Context, tui.Options) error, o tui.Options) error {
	o.Keymap, o.Look, o.ASCII = a.cfg.keymap, tui.Look(a.cfg.theme), a.cfg.ascii
	o.Env, o.In, o.Out, o.Diary = a.env.list, a.in, a.out, a.env.diary()
	if err := show(ctx, o); err != nil {
		return failed("the explorer stopped: %w", err)
	}
	return nil
}
