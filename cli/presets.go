// The presets command: the clusters, lessons and challenges that are built in.

package cli

import (
	"fmt"
	"strings"

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
			if a.columns > 0 {
				return a.presetsByKind()
			}
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

// presetsByKind lists everything that is embedded for a terminal: the clusters, the
// walkthroughs and the challenges, with what each is about below its title.
func (a *app) presetsByKind() error {
	for i, names := range [][]string{presets.Names(), presets.Lessons(), presets.Challenges()} {
		var table [][]string
		for _, name := range names {
			p, err := presets.Load(name)
			if err != nil {
				return err
			}
			if table == nil {
				table = [][]string{{strings.ToUpper(string(p.Kind())), "WHAT IT IS"}}
			}
			table = append(table, []string{p.Name, p.Title}, []string{"", p.About})
		}
		if i > 0 {
			if _, err := fmt.Fprintln(a.out); err != nil {
				return written(err)
			}
		}
		if err := a.table(table); err != nil {
			return err
		}
	}
	return nil
}
