// What the title of a challenge is about: commands without which no way should win.

package presets

import (
	"slices"
	"strings"

	"ringside/engine"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
)

// Need is a command that the title of a challenge is about.
type Need struct {
	Verb string
	Name string // of set: the setting; "": any
}

// String returns the need as it stands in a file.
func (n Need) String() string { return strings.TrimSpace(n.Verb + " " + n.Name) }

// by reports whether a command is what is needed.
func (n Need) by(cmd engine.Command) bool {
	return cmd.Verb.String() == n.Verb && (n.Name == "" || cmd.Name == n.Name)
}

func needsShape() *strictyaml.Shape {
	return textsShape("the command that the title is about, such as wipe or set conflict, or a list of them: check --search looks for ways to win without each", maxName).And(
		func(v strictyaml.Value) error {
			_, err := readNeeds(v)
			return err
		})
}

// readNeeds reads a verb that changes a cluster, or set and the name of a setting, or some of these.
func readNeeds(v strictyaml.Value) (all []Need, err error) {
	err = eachText(v, func(item strictyaml.Value, line string) error {
		verb, name, _ := strings.Cut(line, " ")
		switch {
		case !slices.Contains(changing(), verb):
			return item.Errorf("%q is not a verb that changes a cluster%s", verb, nearest.Among(verb, "known", changing()))
		case name != "" && verb != engine.Set.String():
			return item.Errorf("%q: only set is needed with the name of a setting; say %s", line, verb)
		case name != "" && !slices.Contains(engine.SettingNames(), name):
			return item.Errorf("%q is not a setting%s", name, nearest.Among(name, "known", engine.SettingNames()))
		}
		all = append(all, Need{verb, name})
		return nil
	})
	return all, err
}
