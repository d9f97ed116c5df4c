package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"ringside/internal/strictyaml"
	"ringside/presets"
	"ringside/tui"
)

func newLearnCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "learn [NAME|FILE]",
		Short: "Be shown something, and predict what happens",
		Long: "Open a lesson in the explorer: it tells, asks what will happen, and then plays it. Go anywhere, try\n" +
			"anything, and come back to it.",
		Example: "ringside learn token-ring\n" +
			"ringside learn mine.yaml",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a lesson"); err != nil {
				return err
			}
			return a.learn(cmd.Context(), args[0])
		},
	}
	return cmd
}

// learn opens a lesson before the explorer's own cluster.
func (a *app) learn(ctx context.Context, name string) error {
	if !a.terminal {
		return errNoTerminal()
	}
	p, err := presets.Load(name)
	if err != nil {
		return err
	}
	if p.Kind() != presets.KindWalkthrough {
		return fmt.Errorf("%s is a %s, not a lesson; --preset opens it", strictyaml.Quote(name), p.Kind())
	}
	l, err := presets.NewLesson(p)
	if err != nil {
		return err
	}
	return a.openOn(ctx, a.explore, tui.Options{Title: presets.Default, Lesson: l})
}
