// The flags of the settings, and errors about flags.

package cli

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ringside/internal/nearest"
	"ringside/keymaps"
	"ringside/presets"
)

// addSettingFlags gives root, and so every command, a flag for each setting. To cobra
// most values are text: the presets' table knows what is allowed, and says it.
func addSettingFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.String("config", "", "read the configuration from this file")
	f.String("preset", presets.Default, "open this preset, or the .yaml file of this path")
	preset, err := presets.Load(presets.Default)
	must(err)
	for _, s := range presets.Settings() {
		short := ""
		if len(s.Name) == 1 {
			short = s.Name
		}
		help := s.Help
		if s.Choices != nil {
			help += ": " + s.Allowed
		}
		f.StringP(s.Name, short, s.Get(preset.Plan()), help)
		complete(root, s.Name, s.Choices)
	}
	f.String("keymap", keymaps.Default, "bind keys as in this keymap")
	f.String("theme", themes()[0], "colours: auto, dark, light, mono")
	f.String("mouse", onOff()[0], "let the explorer use the mouse: on, off")
	f.String("layout", keymaps.Latin, "keyboard whose keys work by their place: "+strings.Join(keymaps.Layouts(), ", ")+", or the characters of the keys from Q to /")
	f.Bool("ascii", false, "draw with ASCII characters only")
	complete(root, "keymap", keymaps.Names())
	complete(root, "theme", themes())
	complete(root, "mouse", onOff())
	complete(root, "layout", keymaps.Layouts())
	completePresets(root)
	completeFiles(root, "config")
}

// flagError says what is wrong with a flag: its value and what is allowed, or the nearest
// flag if there is none of that name.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var bare *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fmt.Errorf("%q is not a flag of %s (see %[2]s --help)", "-"+unknown.GetSpecifiedName(), cmd.CommandPath())
	case errors.As(err, &bare):
		_, usage := pflag.UnquoteUsage(bare.GetFlag())
		return fmt.Errorf("--%s: has no value (it is for: %s)", bare.GetFlag().Name, usage)
	case errors.As(err, &unknown):
		return fmt.Errorf("%q is not a flag of %s%s (see %s --help)", "--"+unknown.GetSpecifiedName(), cmd.CommandPath(),
			nearFlag(cmd, unknown.GetSpecifiedName()), cmd.CommandPath())
	case errors.As(err, &invalid):
		return fmt.Errorf("--%s: %q is not allowed (allowed: %s)",
			invalid.GetFlag().Name, invalid.GetValue(), allowedBy(invalid))
	}
	return err
}

// allowedBy returns in words what the flag of a value that it refuses accepts.
func allowedBy(wrong *pflag.InvalidValueError) string {
	switch kind := wrong.GetFlag().Value.Type(); kind {
	case "bool":
		return "true, false"
	case "uint", "uint64":
		return fmt.Sprintf("a whole number from 0 to %d", uint64(math.MaxUint64))
	case "int", "int64", "count":
		if strings.Trim(wrong.GetValue(), "+-0123456789") == "" && wrong.GetValue() != "" { // one that an int64 can't hold
			return "a whole number of at most 18 digits"
		}
		return "a whole number"
	case "intSlice":
		return "whole numbers, with commas between them"
	case "duration":
		return "a time, as in 500ms or 1s"
	case "durationSlice":
		return "times, with commas between them, as in 10ms,50ms"
	default:
		return "a " + kind
	}
}

// nearFlag suggests the nearest of a command's flags, including those of its parents.
func nearFlag(cmd *cobra.Command, word string) string {
	var names []string
	add := func(f *pflag.Flag) { names = append(names, f.Name) }
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	if name, ok := nearest.Of(word, names); ok {
		return "; did you mean --" + name + "?"
	}
	return ""
}
