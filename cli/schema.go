// The schema command: the JSON Schema of preset files.

package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"ringside/internal/nearest"
	"ringside/presets"
)

// newSchemaCommand prints what a file may contain, for editors.
func newSchemaCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "schema preset",
		Short: "Print the format of a file as a JSON Schema, for editors",
		Long: "Print the format of presets, walkthroughs and challenges as a JSON Schema (2020-12). An editor with a YAML " +
			"language server completes and checks a file whose first line is\n\n" +
			"# yaml-language-server: $schema=preset.schema.json",
		Example:     "ringside schema preset > preset.schema.json",
		ValidArgs:   []cobra.Completion{"preset"},
		Annotations: map[string]string{unconfigured: "it prints what is in the program"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("schema needs the name of a format: preset")
			}
			if args[0] != "preset" {
				return fmt.Errorf("no schema %q%s", args[0], nearest.Among(args[0], "known", []string{"preset"}))
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			e := json.NewEncoder(a.out)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			return written(e.Encode(presets.Schema()))
		},
	}
}
