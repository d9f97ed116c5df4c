// The root command, with all others below it.

package cli

import (
	"github.com/spf13/cobra"
)

func newRootCommand(a *app) *cobra.Command {
	var plain bool
	root := &cobra.Command{
		Use:   "ringside",
		Short: "A ringside seat at a Dynamo-style cluster",
		Long: "Ringside runs a whole Dynamo-style cluster inside itself, in virtual time, and shows it " +
			"in the terminal while you drive it: where a key lives, who is asked, who answers, " +
			"what is safe and what is lost.",
		Example: "ringside\n" +
			"ringside --preset lecture-ring-1\n" +
			"ringside --nodes 7 -n 3 -r 1 -w 1",
		SilenceUsage:  true, // Main prints the error, in one line
		SilenceErrors: true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return a.open(cmd.Context(), plain) },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) (err error) {
			if !needsConfig(cmd) {
				err = ownFlagsOnly(cmd)
			} else {
				// Not those of the command: attach has a --read of its own.
				a.cfg, err = loadConfig(cmd.Root().PersistentFlags(), a.env)
			}
			return err
		},
	}
	root.Flags().BoolVar(&plain, "plain", false, "print one line per event, and read commands from standard input")
	addSettingFlags(root)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newWalkCommand(a), newFailuresCommand(a), newRunCommand(a), newCanCommand(a), newLikelyCommand(a), newReplayCommand(a), newLearnCommand(a), newHandoutCommand(a), newExportCommand(a), newImportCommand(a), newSoakCommand(a), newLabCommand(a, newLabTuningCommand(a), newLabPBSCommand(a), newLabBalanceCommand(a), newLabLossCommand(a)), newKeysCommand(a), newSettingsCommand(a), newFactsCommand(a), newConfigCommand(a), newPresetsCommand(a), newCheckCommand(a), newSchemaCommand(a), newServeCommand(a), newClassroomCommand(a), newCassandraCommand(a), newAttachCommand(a), newManCommand())
	return root
}
