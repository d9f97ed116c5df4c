// What all commands have in common: whether they read the configuration, and what they refuse.

package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"ringside/internal/nearest"
)

// unconfigured marks the commands that do not read the configuration, so that they work
// when it is broken.
const unconfigured = "unconfigured"

// needsConfig reports whether a command reads the configuration: all of this package do
// unless they are marked, and none of those that cobra adds.
func needsConfig(cmd *cobra.Command) bool {
	for ; cmd.HasParent(); cmd = cmd.Parent() {
		switch cmd.Name() {
		case "help", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			return false
		}
		if cmd.Annotations[unconfigured] != "" {
			return false
		}
	}
	return true
}

// helpOfCommand refuses to help with what is no command.
func helpOfCommand(cmd *cobra.Command, args []string) error {
	of, rest, err := cmd.Root().Find(args)
	switch {
	case err != nil:
		return err
	case len(rest) > 0 && !of.HasAvailableSubCommands():
		return fmt.Errorf("help: unexpected argument %q; %s has no commands of its own", rest[0], of.Name())
	}
	return noSuchCommand(of, rest)
}

// noSuchCommand refuses an unknown command, which cobra takes for an argument of the root
// command.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return fmt.Errorf("there is no command %q%s", args[0], nearest.Among(args[0], "known", names))
}
