// The config and presets commands, which print tables.

package cli

import (
	"github.com/spf13/cobra"

	"ringside/presets"
)

// newConfigCommand prints the effective configuration and where it comes from.
func newConfigCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Show the configuration and where each value comes from",
		Long: "Show the configuration and where each value comes from. The strongest comes first: " +
			"a flag, a variable RINGSIDE_NAME, the file ringside/config.yaml in $XDG_CONFIG_HOME " +
			"(else in ~/.config; or the file of --config), the preset, the default.",
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			table := [][]string{{"SETTING", "VALUE", "FROM"}}
			for _, e := range a.cfg.entries() {
				table = append(table, []string{e.name, e.value, e.from.String()})
			}
			return written(writeTable(a.out, table))
		},
	}
}

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
