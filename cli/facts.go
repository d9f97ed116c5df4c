// The facts command: every fact that an expression can use, or one in full.

package cli

import (
	"github.com/spf13/cobra"

	"ringside/engine/script"
)

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

// newFactsCommand prints the facts that expressions can use.
func newFactsCommand(a *app) *cobra.Command {
	return newListCommand(a, list[factRow]{
		use: "facts [NAME]", what: "fact",
		short: "List the facts that expect, until, answer and won can use, or explain one",
		long: "Show the facts that an expression is made of: in the commands expect and until, and in the answers and goals of lessons. " +
			"A fact is compared by == != < <= > >= or contains; and, or, not and parentheses join comparisons. K is the number of an operation.",
		rows: factRows,
		name: func(f factRow) string { return f.Name },
		head: []string{"FACT", "WHAT IT IS", "EXAMPLE"},
		row:  func(f factRow) []string { return []string{f.Syntax, f.Help, f.Example} },
		page: func(f factRow) []string { return script.FindFact(f.Name).Lines() },
	})
}
