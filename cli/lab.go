// The lab command: one subcommand for each trade-off that is measured.

package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"ringside/internal/nearest"
)

func newLabCommand(a *app, experiments ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Measure a trade-off, beside what the papers say",
		Long: "Each experiment prints what a paper or a closed form says, what a model gives, what this program's own\n" +
			"cluster measures, and how far they are apart. Results depend on the seed alone.",
		Args:   noSuchCommand,
		Hidden: len(experiments) == 0,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var names []string
			for _, c := range cmd.Commands() {
				if c.IsAvailableCommand() {
					names = append(names, c.Name())
				}
			}
			return errors.New("lab: no experiment is given" + nearest.List("known", names))
		},
	}
	cmd.AddCommand(experiments...)
	return cmd
}

// labOutput is how an experiment prints its rows, and whether it judges them.
type labOutput struct{ json, csv, check bool }

// flags gives an experiment the flags of its output.
func (o *labOutput) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.json, "json", false, "print one JSON object per row")
	f.BoolVar(&o.csv, "csv", false, "print comma-separated values")
	f.BoolVar(&o.check, "check", false, "exit with 1 if a deviation exceeds the printed tolerance, or too little was measured to tell")
}

// validate refuses flags that do not go together.
func (o *labOutput) validate() error {
	if o.json && o.csv {
		return errors.New("--json and --csv: give one of them")
	}
	return nil
}

// printed is what an experiment prints in each form, and how it judges it.
type printed struct {
	json, csv, table func() error
	verdict          func() *verdict
}

// print prints an experiment's rows in the form that was asked for, and judges them if that
// was: beside rows for other programs on the standard error.
func (o *labOutput) print(a *app, name string, p printed) error {
	verdictTo, show := a.err, p.table
	switch {
	case o.json:
		show = p.json
	case o.csv:
		show = p.csv
	default:
		verdictTo = a.out
	}
	if err := show(); err != nil || !o.check {
		return err
	}
	return a.printTo(verdictTo, func(out *sheet) error { return p.verdict().report(out, "lab "+name) })
}
