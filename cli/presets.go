// The presets command: the clusters, lessons and challenges that are built in.

package cli

import (
	"github.com/spf13/cobra"

	"ringside/presets"
)

// newPresetsCommand lists everything that is embedded.
func newPresetsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:         "presets",
		Short:       "List the built-in clusters, walkthroughs and challenges",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it lists what is in the program"},
		RunE: func(*cobra.Command, []string) error {
			table := [][]string{{"NAME", "KIND", "TITLE", "ABOUT"}}
			for _, name := range presets.All() {
				p, err := presets.Load(name)
				if err != nil {
					return err
				}
				table = append(table, []string{p.Name, string(p.Kind()), p.Title, p.About})
			}
			return written(writeTable(a.out, table))
		},
	}
}
