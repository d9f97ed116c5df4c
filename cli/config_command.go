// The config command: the settings in effect, and where each comes from.

package cli

import "github.com/spf13/cobra"

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
			return a.table(table)
		},
	}
}
