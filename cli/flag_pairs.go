// Which flags of a command go together: one that would be without effect beside another is refused.

package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/presets"
)

// oneOfFlags refuses flags of which a command takes only one at a time.
func oneOfFlags(cmd *cobra.Command, names ...string) error {
	given := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !cmd.Flags().Changed(name) })
	if len(given) < 2 {
		return nil
	}
	return fmt.Errorf("--%s: give one of them", strings.Join(given, " and --"))
}

// goesAlone refuses flags of the command beside one that is given, but for those that it goes with.
func goesAlone(cmd *cobra.Command, name string, with ...string) (err error) {
	if !cmd.Flags().Changed(name) {
		return nil
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && f.Name != name && !slices.Contains(with, f.Name) && err == nil {
			err = fmt.Errorf("%s: --%s does not go with --%s", called(cmd), f.Name, name)
		}
	})
	return err
}

// called returns the command as its errors name it: lab loss.
func called(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// ownFlagsOnly refuses the settings of a cluster that a command doesn't read, because its results
// would look as if they depended on them.
func ownFlagsOnly(cmd *cobra.Command) (err error) {
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
		switch f.Name {
		case "config", "keymap", "theme", "ascii", "mouse", "layout":
			return
		}
		if f.Changed && err == nil {
			err = fmt.Errorf("--%s: %s does not use it (see %[2]s --help)", f.Name, cmd.CommandPath())
		}
	})
	return err
}

// clusterFlags lists the flags that configure a cluster.
func clusterFlags() []string {
	names := []string{"preset"}
	for _, s := range presets.Settings() {
		names = append(names, s.Name)
	}
	return names
}

// noClusterFlags refuses flags that configure a cluster, since a session has its own.
func noClusterFlags(cmd *cobra.Command, why string) error {
	for _, name := range clusterFlags() {
		if f := cmd.InheritedFlags().Lookup(name); f != nil && f.Changed {
			return fmt.Errorf("--%s: %s; leave the flag out", name, why)
		}
	}
	return nil
}
