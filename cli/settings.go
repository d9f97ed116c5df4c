// The settings and facts commands, which print their tables.

package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/internal/nearest"
	"ringside/presets"
)

// settingRow is what `ringside settings --json` prints for a setting.
type settingRow struct {
	Name    string     `json:"name"`
	Help    string     `json:"help"`
	About   string     `json:"about,omitempty"`
	Default string     `json:"default"`
	Allowed string     `json:"allowed"`
	Words   []wordHelp `json:"words,omitempty"` // if it is one of a few words
	Set     bool       `json:"set"`             // whether `set` changes it while the cluster runs
}

type wordHelp struct {
	Word string `json:"word"`
	Help string `json:"help,omitempty"`
}

// factRow is what `ringside facts --json` prints for a fact.
type factRow struct {
	Name    string   `json:"name"`
	Syntax  string   `json:"syntax"`
	Args    []string `json:"args"`
	Help    string   `json:"help"`
	Is      string   `json:"is"`
	Words   []string `json:"words,omitempty"` // if it is one of a few words
	Example string   `json:"example"`
}

// settingRows returns all settings, in the order of the help.
func settingRows() []settingRow {
	standard, err := presets.Load(presets.Default)
	must(err)
	var rows []settingRow
	for _, s := range presets.Settings() {
		row := settingRow{Name: s.Name, Help: s.Help, Allowed: s.Allowed, Default: s.Get(standard.Plan())}
		for _, word := range s.Choices {
			row.Words = append(row.Words, wordHelp{Word: word})
		}
		if k := engine.FindSetting(s.Name); k != nil {
			row.Set, row.About, row.Words = true, k.About, nil
			for _, v := range k.CanBe {
				row.Words = append(row.Words, wordHelp{v.Word, v.Help})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// factRows returns all facts, in the order of the help.
func factRows() []factRow {
	var rows []factRow
	for _, f := range script.Facts() {
		row := factRow{Name: f.Name, Syntax: f.Syntax(), Args: []string{}, Help: f.Help, Is: f.Is(), Words: f.Words(), Example: f.Example}
		for _, a := range f.Args {
			row.Args = append(row.Args, a.String())
		}
		rows = append(rows, row)
	}
	return rows
}

// newSettingsCommand prints the settings.
func newSettingsCommand(a *app) *cobra.Command {
	return newListCommand(a, list[settingRow]{
		use: "settings [NAME]", what: "setting",
		short: "List the settings, or explain one",
		long: "Show what can be set: in a preset, as a flag, as a variable RINGSIDE_NAME, in the configuration file, and, " +
			"but for nodes, vnodes, seed and placement, by the command `set` while the cluster runs.",
		rows: settingRows(),
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
	return []string{"setting " + s.Name + ": " + s.Help, "  allowed: " + s.Allowed, "  default: " + s.Default, "  example: --" + s.Name + " " + s.Default}
}

// newFactsCommand prints the facts that expressions can use.
func newFactsCommand(a *app) *cobra.Command {
	return newListCommand(a, list[factRow]{
		use: "facts [NAME]", what: "fact",
		short: "List the facts that expect, until, answer and won can use, or explain one",
		long: "Show the facts that an expression is made of: in the commands expect and until, and in the answers and goals of lessons. " +
			"A fact is compared by == != < <= > >= or contains; and, or, not and parentheses join comparisons. K is the number of an operation.",
		rows: factRows(),
		name: func(f factRow) string { return f.Name },
		head: []string{"FACT", "WHAT IT IS", "EXAMPLE"},
		row:  func(f factRow) []string { return []string{f.Syntax, f.Help, f.Example} },
		page: func(f factRow) []string { return script.FindFact(f.Name).Lines() },
	})
}

// list is a command that prints a table, or one of its rows in full.
type list[R any] struct {
	use, what, short, long string
	rows                   []R
	name                   func(R) string
	head                   []string
	row                    func(R) []string
	page                   func(R) []string
}

func newListCommand[R any](a *app, l list[R]) *cobra.Command {
	var asJSON bool
	var names []string
	for _, r := range l.rows {
		names = append(names, l.name(r))
	}
	cmd := &cobra.Command{
		Use: l.use, Short: l.short, Long: l.long,
		Args:              atMostOneName,
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		Annotations:       map[string]string{unconfigured: "it lists what is in the program"},
		RunE: func(_ *cobra.Command, args []string) error {
			rows := l.rows
			if len(args) == 1 {
				if rows = l.named(args[0]); rows == nil {
					return fmt.Errorf("%s: no such %s%s (there are: %s)", oneLine(args[0]), l.what, nearest.Hint(args[0], names), strings.Join(names, ", "))
				}
			}
			switch {
			case asJSON:
				e := json.NewEncoder(a.out)
				e.SetEscapeHTML(false)
				e.SetIndent("", "  ")
				return written(e.Encode(rows))
			case len(args) == 1:
				_, err := fmt.Fprintln(a.out, strings.Join(l.page(rows[0]), "\n"))
				return written(err)
			}
			table := [][]string{l.head}
			for _, r := range rows {
				table = append(table, l.row(r))
			}
			return written(writeTable(a.out, table))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, for other programs")
	return cmd
}

// named returns the row with that name; nil if there is none.
func (l *list[R]) named(name string) []R {
	for _, r := range l.rows {
		if l.name(r) == name {
			return []R{r}
		}
	}
	return nil
}
