// The learn command: opening a lesson or a challenge, or the list of all.

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
	var plain bool
	cmd := &cobra.Command{
		Use:   "learn [NAME|FILE]",
		Short: "Take a lesson or a challenge",
		Long: "Open a lesson in the explorer. It explains, asks what will happen, and then plays it. You can leave it,\n" +
			"try anything, and come back. A challenge names a goal to reach. Without a name, all are listed; one that\n" +
			"you left goes on where you left it. With --plain it is read and answered line by line.",
		Example: "ringside learn token-ring\n" +
			"ringside learn token-ring --plain\n" +
			"ringside learn mine.yaml",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeLessons(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a lesson"); err != nil {
				return err
			}
			return a.learn(cmd.Context(), args, plain)
		},
	}
	cmd.Flags().BoolVar(&plain, "plain", false, "no screen: read the lesson and answer it line by line")
	return cmd
}

// learn opens a lesson or a challenge in the explorer or its plain form, or the list of all.
func (a *app) learn(ctx context.Context, names []string, plain bool) error {
	if plain = plain || a.dumb; !a.terminal && !plain {
		return a.noTerminal()
	}
	o := tui.Options{Title: presets.Default, Catalogue: len(names) == 0}
	if len(names) == 1 {
		p, err := presets.LoadLesson(names[0])
		if err != nil {
			return err
		}
		if p.Kind() == presets.KindCluster {
			return fmt.Errorf("%s is a cluster; --preset opens it", strictyaml.Quote(names[0]))
		}
		o.Learn = p
	}
	if plain {
		return a.openOn(ctx, a.showPlain, o)
	}
	return a.openOn(ctx, a.explore, o)
}
