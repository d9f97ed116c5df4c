// The man command: the manual page of all commands, for packagers.

package cli

import (
	"fmt"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:                   "man",
		Short:                 "Write the manual page",
		DisableFlagsInUseLine: true,
		Args:                  noArguments,
		Annotations:           map[string]string{unconfigured: "it describes the program"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, cmd.Root())
			if err == nil {
				_, err = fmt.Fprint(cmd.OutOrStdout(), page.Build(roff.NewDocument()))
			}
			return err
		},
	}
}
