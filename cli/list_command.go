// Commands that list what is in the program, as a table or as JSON, or show one entry in
// full.

package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"ringside/internal/nearest"
)

// list is a command that prints a table, or one of its rows in full.
type list[R any] struct {
	use, what, short, long string
	rows                   func() []R // all of them, made when they are asked for: every command is set up at every start
	name                   func(R) string
	head                   []string
	row                    func(R) []string
	page                   func(R) []string
}

func newListCommand[R any](a *app, l list[R]) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: l.use, Short: l.short, Long: l.long,
		Args: atMostOneName,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return l.names(), cobra.ShellCompDirectiveNoFileComp
		},
		Annotations: map[string]string{unconfigured: "it lists what is in the program"},
		RunE: func(_ *cobra.Command, args []string) error {
			rows := l.rows()
			if len(args) == 1 {
				if rows = l.named(args[0]); rows == nil {
					return fmt.Errorf("%s: no such %s%s", oneLine(args[0]), l.what, nearest.Among(args[0], "known", l.names()))
				}
			}
			switch {
			case asJSON:
				e := json.NewEncoder(a.out)
				e.SetEscapeHTML(false)
				e.SetIndent("", "  ")
				return written(e.Encode(rows))
			case len(args) == 1:
				return a.lines(l.page(rows[0]))
			}
			table := [][]string{l.head}
			for _, r := range rows {
				table = append(table, l.row(r))
			}
			return a.table(table)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, for other programs")
	return cmd
}

// names returns the names of all rows.
func (l *list[R]) names() (names []string) {
	for _, r := range l.rows() {
		names = append(names, l.name(r))
	}
	return names
}

// named returns the row with that name; nil if there is none.
func (l *list[R]) named(name string) []R {
	for _, r := range l.rows() {
		if l.name(r) == name {
			return []R{r}
		}
	}
	return nil
}
