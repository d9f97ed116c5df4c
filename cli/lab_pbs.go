// The lab's experiment about staleness: the PBS paper's model, and the cluster beside it.

package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/lab"
	"ringside/engine/latency"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/internal/timespan"
	"ringside/presets"
)

// labPBS is one call of the command.
type labPBS struct {
	labOutput
	latency                     string
	n, r, w, trials, operations int
	seed                        uint64
	at                          []time.Duration

	bar   progressBar
	model latency.Model
	own   bool // the model is the user's own
	cells []pbsCell
}

func newLabPBSCommand(a *app) *cobra.Command {
	l := labPBS{latency: "lnkd-disk", n: 3, trials: 1_000_000, operations: 20_000, seed: 1}
	cmd := &cobra.Command{
		Use:   "pbs",
		Short: "Calculate how stale reads are and how long requests take, for every R and W",
		Long: "The model of probabilistically bounded staleness (Bailis et al., VLDB 2012): a write goes to all N replicas and\n" +
			"waits for W acks, a read asks all N and waits for R answers. Its figures are latencies, t-visibility (how long\n" +
			"after the ack 99.9% of the reads see the write), P(consistent) for reads that begin some time after the ack,\n" +
			"and within how many versions a read is if it asks R random replicas and writes reach only W (1-p^k).\n\n" +
			"Beside it stands what this program's own cluster does under the same delays. Its coordinators keep no\n" +
			"copy, its reads ask all replicas, and nothing is repaired. In brackets is the interval of 4 standard errors.\n" +
			"Paper: its Table 4 and the text beside it, or the closed form; - if it has none. The t-visibility of the paper is up to a seventh too short.\n\n" +
			"A file for --latency has samples of one-way delays, a column for each leg with its unit, as in\n\n" +
			"write ms,ack ms,read ms,response ms\n" +
			"1.31,0.22,0.25,0.31\n\n" +
			"or the text of nodetool proxyhistograms: between its percentiles the logarithm of the delay is taken to be\n" +
			"linear, and half of each request to be on each way. They are of whole requests, at the levels your clients\n" +
			"asked for, and each replica is taken to answer like that: with R or W 1 too fast, with N too slow.",
		Example: "ringside lab pbs --latency lnkd-ssd\n" +
			"ringside lab pbs -n 3 -r 1 -w 1 --at 10ms,50ms\n" +
			"nodetool proxyhistograms > mine.txt; ringside lab pbs --latency mine.txt\n" +
			"ringside lab pbs --latency wan --operations 0 --json",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it runs clusters of its own"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.validate(cmd.Flags().Changed("r"), cmd.Flags().Changed("w")); err != nil {
				return err
			}
			return interruptible(cmd.Context(), "lab pbs", nothingPrinted, func(ctx context.Context) error { return l.run(ctx, a) })
		},
	}
	f := cmd.Flags()
	l.modelFlags(cmd)
	f.IntVar(&l.operations, "operations", l.operations, "writes of the cluster for each R and W, each read twice; 0: the model alone")
	f.DurationSliceVar(&l.at, "at", nil, "when reads begin, after the ack; some of 0 to 5s unless given")
	l.flags(cmd)
	return cmd
}

// modelFlags gives an experiment the flags of its model.
func (l *labPBS) modelFlags(cmd *cobra.Command) {
	l.delayFlags(cmd)
	f := cmd.Flags()
	f.IntVarP(&l.n, "n", "n", l.n, "how many copies of each key")
	f.IntVarP(&l.r, "r", "r", 0, "how many replicas must answer a read; all of 1 to N unless given")
	f.IntVarP(&l.w, "w", "w", 0, "how many replicas must acknowledge a write; all of 1 to N unless given")
}

// delayFlags gives an experiment the flags of its delays and trials.
func (l *labPBS) delayFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.latency, "latency", l.latency, "how long messages take: a `MODEL` of the setting latency, or a file of samples")
	f.IntVar(&l.trials, "trials", l.trials, "trials of the model")
	f.Uint64Var(&l.seed, "seed", l.seed, "seed of all trials and delays")
	must(cmd.RegisterFlagCompletionFunc("latency", cobra.FixedCompletions(modelNames(), cobra.ShellCompDirectiveDefault)))
}

const (
	mostTrials     = 1_000_000_000
	mostOperations = 1_000_000
	longestAt      = time.Hour
)

// validate refuses what can't be, and finds the model.
func (l *labPBS) validate(r, w bool) error {
	if err := l.labOutput.validate(); err != nil {
		return err
	}
	for _, v := range []struct {
		name               string
		value, least, most int
		what               string
		given              bool
	}{
		{"n", l.n, 1, lab.MaxN, "", true},
		{"r", l.r, 1, l.n, ", which is N", r},
		{"w", l.w, 1, l.n, ", which is N", w},
		{"trials", l.trials, 1, mostTrials, "", true},
		{"operations", l.operations, 0, mostOperations, "", true},
	} {
		if v.given && (v.value < v.least || v.value > v.most) {
			return fmt.Errorf("--%s: %s is not allowed (allowed: %d to %s%s)", v.name, thousands(v.value), v.least, thousands(v.most), v.what)
		}
	}
	for _, d := range l.at {
		if d < 0 || d > longestAt {
			return fmt.Errorf("--at: %s is not allowed (allowed: times from 0s to 1h, as in 10ms,50ms)", timespan.Text(d))
		}
	}
	return l.findModel()
}

// findModel finds the model of a name, or makes one of a file.
func (l *labPBS) findModel() error {
	var ok bool
	if l.model, ok = latency.Find(l.latency); ok {
		return nil
	}
	text, err := presets.ReadSamples(l.latency)
	if errors.Is(err, fs.ErrNotExist) {
		names := modelNames()
		return fmt.Errorf("--latency: %s is neither a model nor a file%s", strictyaml.Quote(l.latency), nearest.Among(l.latency, "models", names))
	}
	if err == nil {
		l.model, err = latency.Parse(l.latency, text)
	}
	if err != nil {
		return fmt.Errorf("--latency: %w", err)
	}
	l.own = true
	return nil
}

func modelNames() (names []string) {
	for _, m := range latency.Models() {
		names = append(names, m.Name)
	}
	return names
}

func (l *labPBS) run(ctx context.Context, a *app) error {
	l.bar.a = a
	err := l.measure(ctx)
	l.bar.wipe()
	if err != nil {
		return err
	}
	return l.print(a, "pbs", printed{
		json:    func() error { return l.printJSON(a.out) },
		csv:     func() error { return l.printCSV(a.out) },
		table:   func() error { return a.print(l.printTable) },
		verdict: l.verdict,
	})
}

// What a trial and a write of the cluster take, to show how much is done.
const (
	trialCost = 1
	writeCost = 100
)

// measure does the trials, and runs the cluster for each R and W.
func (l *labPBS) measure(ctx context.Context) error {
	setup := lab.Trials{Model: l.model, N: l.n, Count: l.trials, Seed: l.seed}
	for r := 1; r <= l.n; r++ {
		for w := 1; w <= l.n; w++ {
			if (l.r == 0 || l.r == r) && (l.w == 0 || l.w == w) {
				l.cells = append(l.cells, pbsCell{r: r, w: w})
			}
		}
	}
	all := float64(l.trials*trialCost + len(l.cells)*l.operations*writeCost)
	model, err := setup.Run(ctx, func(done int) {
		l.bar.show(float64(done*trialCost)/all, thousands(done)+" of "+thousands(l.trials)+" trials")
	})
	if err != nil {
		return err
	}
	for i := range l.cells {
		c := &l.cells[i]
		c.model, c.at = model, l.times(model, c.r, c.w)
		c.count = lab.CountVersions(l.n, c.r, c.w, versions, versionTrials, l.seed)
		if l.operations == 0 {
			continue
		}
		m := lab.Measurement{Trials: setup, Levels: lab.Levels{R: engine.Answers(c.r), W: engine.Answers(c.w)}, After: c.at[1:]}
		m.Count = l.operations
		c.engine, err = m.Run(ctx, func(done int) {
			l.bar.show(float64(l.trials*trialCost+(i*l.operations+done)*writeCost)/all,
				fmt.Sprintf("R=%d W=%d: %s of %s writes", c.r, c.w, thousands(done), thousands(l.operations)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	versions      = 3       // up to which k the versions are shown
	versionTrials = 200_000 // for them: their share is within half a point
)

// times returns when reads begin: at the ack, and at the times that were asked for; or else
// 0.1, 0.2, 0.5, 1 ms and so on, as long as some reads are stale.
func (l *labPBS) times(model *lab.PBS, r, w int) []time.Duration {
	at := []time.Duration{0}
	if l.at != nil {
		for _, d := range l.at {
			if d > 0 {
				at = append(at, d)
			}
		}
		return at
	}
	for unit := 100 * time.Microsecond; unit < 10*time.Second; unit *= 10 {
		for _, step := range []time.Duration{1, 2, 5} {
			if model.Consistent(r, w, at[len(at)-1]) > .9999 {
				return at
			}
			at = append(at, step*unit)
		}
	}
	return at
}
