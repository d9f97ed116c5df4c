// The lab's tuning table: what each choice of R and W costs and what it is worth.

package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/lab"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// labTuning is one call of the command. What it shares with the staleness experiment is
// that: the model, and how figures are told.
type labTuning struct {
	labPBS
	copies      string // of each key: a number, or numbers for data centres
	read, write string // levels; "": every number up to N
	levels      []string
	rounds      int
	placed      []ring.Copies
	pairs       []lab.Levels
	tuned       []lab.Tuned
}

func newLabTuningCommand(a *app) *cobra.Command {
	l := labTuning{copies: "3", labPBS: labPBS{latency: "lnkd-disk", trials: 1_000_000, operations: 20_000, seed: 1}, rounds: 20}
	cmd := &cobra.Command{
		Use:   "tuning",
		Short: "Measure what each R and W costs: latency, refusals, staleness, lost writes",
		Long: "The tuning table of a lecture on Dynamo, with each cell measured. Clusters have one node more than copies, which\n" +
			"coordinates; reads ask all N and use the first R answers, quorums are strict, nothing is repaired.\n\n" +
			"  latency        reads and writes of fresh keys, while there are no faults\n" +
			"  stale at once  reads that begin at the ack of a write and miss it\n" +
			"  stale, older   8 clients read and write 5 keys: reads that missed an acknowledged write, and reads that " +
			"knew less than one that was over before they began\n" +
			"  refused        reads and writes that fail with 0, 1, 2 of the key's nodes down\n" +
			"  lost           acknowledged writes gone for good if at the ack the coordinator is cut off, with all that it has " +
			"sent and has not arrived, and 1, 2 of the key's nodes lose their disks\n\n" +
			"R and W are every number up to N unless levels are given: a number, a name such as local_quorum, or counts for\n" +
			"data centres. With copies in data centres they are the levels with names, each for reads and writes both.\n\n" +
			"Formula: what R, W and N decide alone. Model: the trials of lab pbs. In brackets is the interval of 4 standard\n" +
			"errors; the clients of stale and older depend on each other, so there it is too narrow.",
		Example: "ringside lab tuning\n" +
			"ringside lab tuning -r 1 -w 1 --latency wan\n" +
			"ringside lab tuning -n 5 --json\n" +
			"ringside lab tuning -n dc1=3,dc2=3 --level local_quorum,one/each_quorum\n" +
			"nodetool proxyhistograms > mine.txt; ringside lab tuning --latency mine.txt --check",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it runs clusters of its own"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.ask(); err != nil {
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
	l.delayFlags(cmd)
	f.StringVarP(&l.copies, "n", "n", l.copies, "how many copies of each key, or of each data centre, as in dc1=3,dc2=3")
	f.StringVarP(&l.read, "r", "r", "", "whose answers a read waits for: a level; all numbers to N unless given")
	f.StringVarP(&l.write, "w", "w", "", "whose acks a write waits for: a level; all numbers to N unless given")
	f.StringArrayVar(&l.levels, "level", nil, "levels to look at instead, or a read's and a write's, as in one/all")
	for _, name := range []string{"r", "w", "level"} {
		must(cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(levelNames(), cobra.ShellCompDirectiveNoFileComp)))
	}
	f.IntVar(&l.operations, "operations", l.operations, "writes of the cluster for each R and W whose latency is measured, each read once")
	f.IntVar(&l.rounds, "rounds", l.rounds, "for each R and W: so many loads, 25 times as many requests with nodes down, and 50 times as many writes whose disks go")
	l.flags(cmd)
	return cmd
}

// ask reads what the table is to be about.
func (l *labTuning) ask() error {
	placement, err := ring.ParsePlacement(l.copies)
	switch {
	case err == nil && placement.N > lab.MaxN:
		together := ""
		if placement.PerDC != nil {
			together = " in all data centres together"
		}
		return fmt.Errorf("--n: %d copies%s (allowed: 1 to %d)", placement.N, together, lab.MaxN)
	case err != nil && !strings.Contains(l.copies, "="):
		return fmt.Errorf("--n: %s is not a number of copies (allowed: 1 to %d, or so many for each data centre, as in dc1=2,dc2=2)", event.Quote(l.copies), lab.MaxN)
	case err != nil:
		return fmt.Errorf("--n: %w", err)
	}
	l.n, l.placed = placement.N, placement.PerDC
	if err := l.validate(false, false); err != nil {
		return err
	}
	t := lab.Trials{Model: l.model, N: l.n, Copies: l.placed}
	level := func(flag, word string) (engine.Level, error) {
		level, err := quorum.ParseLevel(word)
		if err == nil {
			_, err = t.Demand(level)
		}
		if err != nil {
			return level, levelError(flag, err)
		}
		return level, nil
	}
	switch {
	case l.levels != nil && l.read+l.write != "":
		return errors.New("--level: can't be combined with -r and -w; give both levels there, as in one/all")
	case l.levels != nil:
		return l.askLevels(level)
	case l.placed != nil && l.read+l.write == "":
		for _, named := range quorum.Levels() {
			if _, err := t.Demand(named); err == nil { // else there are not so many copies
				l.pairs = append(l.pairs, lab.Levels{R: named, W: named})
			}
		}
		return nil
	}
	var reads, writes []engine.Level
	for _, of := range []struct {
		flag, word string
		to         *[]engine.Level
	}{{"r", l.read, &reads}, {"w", l.write, &writes}} {
		for k := 1; k <= l.n && of.word == ""; k++ {
			*of.to = append(*of.to, engine.Answers(k))
		}
		if of.word != "" {
			one, err := level(of.flag, of.word)
			if err != nil {
				return err
			}
			*of.to = append(*of.to, one)
		}
	}
	for _, r := range reads {
		for _, w := range writes {
			l.pairs = append(l.pairs, lab.Levels{R: r, W: w})
		}
	}
	return nil
}

// askLevels reads --level: levels for reads and writes both, or one for each.
func (l *labTuning) askLevels(level func(flag, word string) (engine.Level, error)) error {
	for _, words := range l.levels {
		all := strings.Split(words, ",")
		if strings.Contains(words, "=") {
			all = []string{words} // counts for data centres have commas
		}
		for _, word := range all {
			first, second, two := strings.Cut(word, "/")
			if !two {
				second = first
			}
			r, err := level("level", first)
			if err != nil {
				return err
			}
			w, err := level("level", second)
			if err != nil {
				return err
			}
			l.pairs = append(l.pairs, lab.Levels{R: r, W: w})
		}
	}
	return nil
}

// levelNames returns the names of the levels.
func levelNames() (names []string) {
	for _, l := range quorum.Levels() {
		names = append(names, l.String())
	}
	return names
}

const mostRounds = 10_000

// run measures the table and prints it.
func (l *labTuning) run(ctx context.Context, a *app) error {
	l.bar.a = a
	t := lab.Tuning{Trials: lab.Trials{Model: l.model, N: l.n, Copies: l.placed, Count: l.trials, Seed: l.seed}, Pairs: l.pairs, Writes: l.operations, Rounds: l.rounds}
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
		table:   func() error { return a.print(l.printTables) },
		verdict: l.verdict,
	})
}
