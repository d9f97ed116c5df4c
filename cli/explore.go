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
	cluster, err := engine.New(a.cfg.cluster)
	if err != nil {
		return err
	}
	show := a.explore
	if plain {
		show = a.plain
	}
	err = show(ctx, tui.Options{
		Cluster: cluster, Keymap: a.cfg.keymap, Title: a.cfg.preset.Name,
		Look: tui.Look(a.cfg.theme), ASCII: a.cfg.ascii,
		Env: a.env.list, In: a.in, Out: a.out,
	})
	if err != nil {
		return failed("the explorer stopped: %w", err)
	}
	return nil
}
