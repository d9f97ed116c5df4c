// The settings command: every setting, or one in full.

package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/presets"
)

// settingRow is what `ringside settings --json` prints for a setting.
type settingRow struct {
	Name    string     `json:"name"`
	Help    string     `json:"help"`
	About   string     `json:"about,omitempty"`
	Default string     `json:"default"`
	Allowed string     `json:"allowed"`
	Example string     `json:"example"`
	Words   []wordHelp `json:"words,omitempty"` // if it is one of a few words
	Set     bool       `json:"set"`             // whether `set` changes it while the cluster runs
}

type wordHelp struct {
	Word string `json:"word"`
	Help string `json:"help,omitempty"`
}

// settingRows returns all settings, in the order of the help.
func settingRows() []settingRow {
	standard, err := presets.Load(presets.Default)
	must(err)
	var rows []settingRow
	for _, s := range presets.Settings() {
		row := settingRow{Name: s.Name, Help: s.Help, Allowed: s.Allowed, Default: s.Get(standard.Plan())}
		row.Example = "--" + s.Name + " " + row.Default
		for _, word := range s.Choices {
			row.Words = append(row.Words, wordHelp{Word: word})
		}
		if k := engine.FindSetting(s.Name); k != nil {
			row.Set, row.About, row.Words, row.Example = true, k.About, nil, "set "+s.Name+" "+k.Example
			for _, v := range k.CanBe {
				row.Words = append(row.Words, wordHelp{v.Word, v.Help})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// fixedSettings lists the settings that are fixed when a cluster starts.
func fixedSettings() (names []string) {
	for _, s := range presets.Settings() {
		if engine.Fixed(s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// newSettingsCommand prints the settings.
func newSettingsCommand(a *app) *cobra.Command {
	return newListCommand(a, list[settingRow]{
		use: "settings [NAME]", what: "setting",
		short: "List the settings, or explain one",
		long: "Show what can be set: in a preset, as a flag, as a variable RINGSIDE_NAME, in the configuration file, and, " +
			"but for " + strings.Join(fixedSettings(), ", ") + ", by the command `set` while the cluster runs.",
		rows: settingRows,
		name: func(s settingRow) string { return s.Name },
		head: []string{"SETTING", "DEFAULT", "WHAT IT IS"},
		row:  func(s settingRow) []string { return []string{s.Name, s.Default, s.Help} },
		page: settingPage,
	})
}

// settingPage returns everything about a setting, line by line.
func settingPage(s settingRow) []string {
	if k := engine.FindSetting(s.Name); k != nil {
		return script.SettingHelp(k)
	}
	return []string{"setting " + s.Name + ": " + s.Help, "  allowed: " + s.Allowed, "  default: " + s.Default, "  example: " + s.Example}
}
