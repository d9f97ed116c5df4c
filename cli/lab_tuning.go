// The lab's tuning table: what each choice of R and W costs and what it is worth.

package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ringside/engine/lab"
)

// labTuning is one call of the command. What it shares with the staleness experiment is
// that: the model, and how figures are told.
type labTuning struct {
	labPBS
	rounds int
	tuned  []lab.Tuned
}

func newLabTuningCommand(a *app) *cobra.Command {
	l := labTuning{labPBS: labPBS{latency: "lnkd-disk", n: 3, trials: 1_000_000, operations: 20_000, seed: 1}, rounds: 20}
	cmd := &cobra.Command{
		Use:   "tuning",
		Short: "Measure what each R and W costs: latency, refusals, staleness, lost writes",
		Long: "The tuning table of a lecture on Dynamo, with each cell measured. Clusters have one node more than copies, which\n" +
			"coordinates; reads ask all N and use the first R answers, quorums are strict, nothing is repaired.\n\n" +
			"  latency        reads and writes of fresh keys, while nothing is broken\n" +
			"  stale at once  reads that begin at the ack of a write and miss it\n" +
			"  stale, older   8 clients read and write 5 keys: reads that missed an acknowledged write, and reads that\n" +
			"                 knew less than one that was over before they began\n" +
			"  refused        reads and writes that fail with 0, 1, 2 of the key's nodes down\n" +
			"  lost           acknowledged writes gone for good if at the ack the coordinator is cut off, with all that it has\n" +
			"                 sent and has not arrived, and 1, 2 of the key's nodes lose their disks\n\n" +
			"Formula: what R, W and N decide alone. Model: the trials of lab pbs. In brackets is the interval of 4 standard\n" +
			"errors; the clients of stale and older depend on each other, so there it is too narrow.",
		Example: "ringside lab tuning\n" +
			"ringside lab tuning -r 1 -w 1 --latency wan\n" +
			"ringside lab tuning -n 5 --json\n" +
			"nodetool proxyhistograms > mine.txt; ringside lab tuning --latency mine.txt --check",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it runs clusters of its own"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := ownFlagsOnly(cmd); err != nil {
				return err
			}
			if err := l.validate(cmd.Flags().Changed("r"), cmd.Flags().Changed("w")); err != nil {
				return err
			}
			if l.operations == 0 {
				return errors.New("--operations: 0 is not allowed (allowed: 1 to 1,000,000); for the model alone there is lab pbs")
			}
			if l.rounds < 1 || l.rounds > mostRounds {
				return fmt.Errorf("--rounds: %d is not allowed (allowed: 1 to %s)", l.rounds, thousands(mostRounds))
			}
			return interruptible(cmd.Context(), "lab tuning", nothingPrinted, func(ctx context.Context) error { return l.run(ctx, a) })
		},
	}
	f := cmd.Flags()
	l.modelFlags(cmd)
	f.IntVar(&l.operations, "operations", l.operations, "writes of the cluster for each R and W whose latency is measured, each read once")
	f.IntVar(&l.rounds, "rounds", l.rounds, "for each R and W: so many clusters with nodes down and so many loads, and 50 times as many writes whose disks go")
	l.flags(cmd)
	return cmd
}

const mostRounds = 10_000

// run measures the table and prints it.
func (l *labTuning) run(ctx context.Context, a *app) error {
	l.bar.a = a
	t := lab.Tuning{Trials: lab.Trials{Model: l.model, N: l.n, Count: l.trials, Seed: l.seed}, R: l.r, W: l.w, Writes: l.operations, Rounds: l.rounds}
	var err error
	l.tuned, err = t.Run(ctx, func(done int) {
		l.bar.show(float64(done)/float64(t.Work()), thousands(done)+" of "+thousands(t.Work())+" steps")
	})
	l.bar.wipe()
	if err != nil {
		return err
	}
	return l.print(a, "tuning", printed{
		json:    func() error { return l.printJSON(a.out) },
		csv:     func() error { return l.printCSV(a.out) },
		table:   func() error { return l.printTables(a.out) },
		verdict: l.verdict,
	})
}
