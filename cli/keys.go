// The keys command: all key bindings.

package cli

import (
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"ringside/keymaps"
)

// newKeysCommand prints all bindings, including the user's own.
func newKeysCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "List the keys and what they do",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			rows := keymaps.Table(a.cfg.keymap)
			if asJSON {
				e := json.NewEncoder(a.out)
				e.SetIndent("", "  ")
				return written(e.Encode(rows))
			}
			table := [][]string{{"WHERE", "KEYS", "ACTION", "WHAT IT DOES"}}
			for _, r := range rows {
				where := string(r.Scope)
				for _, also := range r.Also {
					where += ", " + string(also)
				}
				table = append(table, []string{where, strings.Join(r.Keys, " "), string(r.Action), r.Help})
			}
			return a.table(table)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, for other programs")
	return cmd
}
