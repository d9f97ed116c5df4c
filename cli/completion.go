// What a shell completes: the values of flags, and the names of lessons, challenges and presets.
// Cobra makes the command `completion` itself.

package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"ringside/presets"
)

// complete lets a shell complete a flag's value from a list of words, which may be empty.
func complete(cmd *cobra.Command, flag string, words []string) {
	must(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)))
}

// completePresets completes the names of presets, with their titles.
func completePresets(cmd *cobra.Command) {
	must(cmd.RegisterFlagCompletionFunc("preset",
		func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return titled(presets.Names()), cobra.ShellCompDirectiveDefault
		}))
}

// completeLessons completes arguments by the names of lessons and challenges, with their
// titles, or by files; no more than most.
func completeLessons(most int) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return titled(slices.Concat(presets.Lessons(), presets.Challenges())), cobra.ShellCompDirectiveDefault
	}
}

// titled returns the names of what is embedded with their titles.
func titled(names []string) (words []cobra.Completion) {
	for _, name := range names {
		if p, err := presets.Load(name); err == nil {
			words = append(words, cobra.CompletionWithDesc(name, p.Title))
		}
	}
	return words
}

func completeFiles(cmd *cobra.Command, flag string) {
	must(cmd.RegisterFlagCompletionFunc(flag,
		func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return []cobra.Completion{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
		}))
}

// completeValues completes the value of a flag, which cobra leaves to a command that
// parses its own flags.
func completeValues(cmd *cobra.Command, words []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	cmd.InheritedFlags()
	if len(words) > 0 {
		if flag := awaiting(cmd.Flags(), words[len(words)-1]); flag != nil {
			if values, known := cmd.GetFlagCompletionFunc(flag.Name); known {
				return values(cmd, words, begun)
			}
		}
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// must panics on errors that only a mistake in the program can cause and that tests find:
// a missing or duplicate flag, a broken embedded preset.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
