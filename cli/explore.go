package cli

import (
	"context"
	"errors"

	"ringside/engine"
	"ringside/tui"
)

// open opens the explorer, or its plain form.
func (a *app) open(ctx context.Context, plain bool) error {
	if !a.terminal && !plain {
		return errors.New("the explorer needs a terminal for its input and output; " +
			"use `ringside run FILE` for a script, or --plain for one line an event")
	}
	cluster, err := engine.NewHistory(a.cfg.cluster)
	if err != nil {
		return err
	}
	show := a.explore
	if plain {
		show = a.plain
	}
	return a.show(ctx, show, cluster, a.cfg.preset.Name, "")
}

// show shows a cluster, until whoever looks has seen enough; file is where its
// session was opened from.
func (a *app) show(ctx context.Context, show func(context.Context, tui.Options) error, cluster *engine.History, title, file string) error {
	err := show(ctx, tui.Options{
		Cluster: cluster, Keymap: a.cfg.keymap, Title: title, File: file,
		Look: tui.Look(a.cfg.theme), ASCII: a.cfg.ascii,
		Env: a.env.list, In: a.in, Out: a.out,
	})
	if err != nil {
		return failed("the explorer stopped: %w", err)
	}
	return nil
}
