// What completes the arguments of the explorer's own commands: files, presets, lessons,
// themes, words of the language.

package console

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/printable"
	"ringside/presets"
	"ringside/tui/entry"
	"ringside/tui/theme"
)

// complete returns what can stand in the place of an own command's argument, and where that
// begins; false if the line is of no such command.
func (c *Console) complete(line string) (from int, words []string, ok bool) {
	word, rest, more := strings.Cut(line, " ")
	cmd, known := find(word)
	if !more || !known {
		return 0, nil, false
	}
	if cmd.takes == nil || c.Participant != nil && cmd.files {
		return len(line), nil, true
	}
	typed := strings.TrimLeft(rest, " ")
	return len(line) - len(typed), cmd.takes(c, typed), true
}

// mostEntries is how many entries of a folder are looked at.
const mostEntries = 2000

// filesOf returns the files and folders that begin with what was typed; a folder ends
// with a slash.
func filesOf(_ *Console, typed string) (paths []string) {
	folder, begun := typed[:strings.LastIndexByte(typed, '/')+1], typed[strings.LastIndexByte(typed, '/')+1:]
	if typed == "~" {
		return []string{"~/"}
	}
	where := atHome(folder)
	if where == "" {
		where = "."
	}
	f, err := os.Open(where)
	if err != nil {
		return nil
	}
	defer f.Close()
	entries, _ := f.ReadDir(mostEntries) // as many as can be read
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, begun) || begun == "" && name[0] == '.' || strings.ContainsFunc(name, printable.Hidden) {
			continue
		}
		if info, err := os.Stat(filepath.Join(where, name)); err == nil && info.IsDir() {
			name += "/"
		}
		paths = append(paths, folder+name)
	}
	slices.Sort(paths)
	return paths
}

// mostSessions is how many sessions that ended unsaved are offered.
const mostSessions = 3

// sessionsOf completes the file of a session: those that ended unsaved first, then all files.
func sessionsOf(c *Console, typed string) (paths []string) {
	if c.Sessions != nil {
		paths = entry.StartingWith(typed, c.Sessions())
		paths = paths[:min(len(paths), mostSessions)]
	}
	for _, path := range filesOf(c, typed) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// exportsOf completes the file of an export, and op before it.
func exportsOf(c *Console, typed string) []string {
	if rest, ok := strings.CutPrefix(typed, "op "); ok {
		var all []string
		for _, path := range filesOf(c, strings.TrimLeft(rest, " ")) {
			all = append(all, "op "+path)
		}
		return all
	}
	return append(entry.StartingWith(typed, []string{"op"}), filesOf(c, typed)...)
}

// presetsOf completes the name of a cluster, or a path with a slash in it.
func presetsOf(c *Console, typed string) []string {
	if strings.ContainsAny(typed, "/~.") {
		return filesOf(c, typed)
	}
	return entry.StartingWith(typed, presets.Names())
}

func lessonsOf(_ *Console, typed string) []string {
	return entry.StartingWith(typed, append(presets.Lessons(), presets.Challenges()...))
}

func themesOf(_ *Console, typed string) (some []string) {
	return entry.StartingWith(typed, theme.Names())
}

func helpOf(_ *Console, typed string) []string {
	all := append(OwnWords(), "limits")
	words := slices.DeleteFunc(script.Terms(), func(term string) bool { return strings.Contains(term, " ") })
	for _, v := range script.Verbs() {
		all = append(all, v.Verb.String())
	}
	return entry.StartingWith(typed, slices.Concat(all, engine.SettingNames(), script.FactNames(), words))
}

// atHome returns a path with the folder of its user in the place of ~.
func atHome(path string) string {
	if path != "~" && !strings.HasPrefix(path, "~/") {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return home + path[1:]
}

// exportAtHome does so in the arguments of an export.
func exportAtHome(rest string) string {
	if path, ok := strings.CutPrefix(rest, "op "); ok {
		return "op " + atHome(strings.TrimSpace(path))
	}
	return atHome(rest)
}
