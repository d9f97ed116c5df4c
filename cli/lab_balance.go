// The lab's experiment about balance: Dynamo's three strategies of sharing out keys.

package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"ringside/engine/lab"
	"ringside/internal/count"
)

func newLabBalanceCommand(a *app) *cobra.Command {
	var out labOutput
	o := lab.Figure8()
	cmd := &cobra.Command{
		Use:   "balance",
		Short: "Compare how evenly Dynamo's three strategies spread keys",
		Long: "Measure the load efficiency of Figure 8 of the Dynamo paper (SOSP 2007): the mean load of a node divided by\n" +
			"the largest, where a load is a node's share of the keys over all N replicas. Metadata is nodes times tokens.\n\n" +
			"  1  T random tokens per node, which divide the keys\n" +
			"  2  T random tokens per node, the keys in Q equal partitions\n" +
			"  3  Q equal partitions, T = Q/S of them dealt to each of S nodes\n\n" +
			"Model: rings drawn for this experiment. Engine: the rings that the cluster of this program draws and walks.\n" +
			"Paper: read off its figure, within 0.01.",
		Example: "ringside lab balance\n" +
			"ringside lab balance --nodes 12 --tokens 1,16,256 --json\n" +
			"ringside lab balance --check",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it draws rings of its own"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := out.validate(); err != nil {
				return err
			}
			if err := o.Validate(); err != nil {
				return fmt.Errorf("--%w", err)
			}
			return interruptible(cmd.Context(), "lab balance", nothingPrinted, func(ctx context.Context) error { return runBalance(ctx, a, o, out) })
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Nodes, "nodes", o.Nodes, "how many nodes (S of the paper)")
	f.IntVarP(&o.Copies, "n", "n", o.Copies, "how many copies of each key")
	f.IntSliceVar(&o.Tokens, "tokens", o.Tokens, "tokens of each node (T), one row for each")
	f.IntVar(&o.Partitions, "partitions", o.Partitions, "equal partitions of strategy 2 (Q)")
	f.IntVar(&o.Rounds, "rounds", o.Rounds, "rings drawn per row; fewer where tokens are many")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed of all rings")
	out.flags(cmd)
	return cmd
}

// How far the mean of what was measured may be from the figure: what is read off it is not more exact,
// and of a few rings the mean is known only so well.
const (
	balanceTolerance        = .02
	balanceErrors           = 4
	leastRings              = 10 // of which the standard error is worth anything: the engine draws half of the rounds
	printedBalanceTolerance = "0.02, and 4 standard errors of what is measured"
)

// balanceRow is a point as JSON.
type balanceRow struct {
	Strategy    int      `json:"strategy"`
	Tokens      int      `json:"tokens"`
	Metadata    int      `json:"metadata"`
	Model       float64  `json:"model"`
	ModelError  *float64 `json:"model_error"`
	Engine      float64  `json:"engine"`
	EngineError *float64 `json:"engine_error"`
	Rounds      int      `json:"rounds"`
	Paper       *float64 `json:"paper"`
}

func runBalance(ctx context.Context, a *app, o lab.BalanceOptions, out labOutput) error {
	work := pieces{bar: progressBar{a: a}}
	points, err := lab.Balance(ctx, o, work.count)
	work.bar.wipe()
	if err != nil {
		return err
	}
	return out.print(a, "balance", printed{
		json:    func() error { return balanceJSON(a, points) },
		csv:     func() error { return balanceCSV(a, points) },
		table:   func() error { return a.print(func(out *sheet) error { return balanceTable(out, o, points) }) },
		verdict: func() *verdict { return judgeBalance(points) },
	})
}

// judgeBalance compares what was measured with the paper's figure.
func judgeBalance(points []lab.BalancePoint) *verdict {
	v := &verdict{tolerance: printedBalanceTolerance, needs: "--rounds 20 or more"}
	for _, p := range points {
		if p.Paper == 0 {
			continue
		}
		for _, column := range []struct {
			name string
			is   lab.Estimate
		}{{"model", p.Model}, {"engine", p.Engine}} {
			off, within := column.is.Mean-p.Paper, balanceErrors*column.is.Error()
			about := fmt.Sprintf("strategy %d, %s, %s by %+.3f", p.Strategy, count.Of(p.Tokens, "token"), column.name, off)
			if v.told(column.is.Rounds >= leastRings, about) {
				v.judge(math.Abs(off) <= balanceTolerance+within, fmt.Sprintf("%s (±%.3f)", about, within))
			}
		}
	}
	return v
}

func balanceJSON(a *app, points []lab.BalancePoint) error {
	e := json.NewEncoder(a.out)
	for _, p := range points {
		row := balanceRow{
			Strategy: p.Strategy, Tokens: p.Tokens, Metadata: p.Metadata, Rounds: p.Model.Rounds,
			Model: p.Model.Mean, ModelError: known(p.Model.Error()), Engine: p.Engine.Mean, EngineError: known(p.Engine.Error()),
		}
		if p.Paper != 0 {
			row.Paper = &p.Paper
		}
		if err := e.Encode(row); err != nil {
			return written(err)
		}
	}
	return nil
}

func balanceCSV(a *app, points []lab.BalancePoint) error {
	rows := [][]string{{"strategy", "tokens", "metadata", "model", "model_error", "engine", "engine_error", "rounds", "paper"}}
	for _, p := range points {
		paper := ""
		if p.Paper != 0 {
			paper = digits(p.Paper)
		}
		rows = append(rows, []string{
			strconv.Itoa(p.Strategy), strconv.Itoa(p.Tokens), strconv.Itoa(p.Metadata), digits(p.Model.Mean), cell(p.Model.Error()),
			digits(p.Engine.Mean), cell(p.Engine.Error()), strconv.Itoa(p.Model.Rounds), paper,
		})
	}
	return writeCSV(a.out, rows)
}

func balanceTable(out *sheet, o lab.BalanceOptions, points []lab.BalancePoint) error {
	if _, err := fmt.Fprintf(out, "%s, %s: mean load of a node divided by the largest, in brackets the standard error of the mean, -: of one ring there is none\n",
		count.Of(o.Nodes, "node"), count.Of(o.Copies, "copy")); err != nil {
		return written(err)
	}
	rows := [][]string{{"STRATEGY", "TOKENS", "METADATA", "PAPER", "MODEL", "ENGINE", "DEVIATION"}}
	shown := func(e lab.Estimate) string { return fixed(e.Mean, 3) + " (" + fixed(e.Error(), 3) + ")" }
	for _, p := range points {
		paper, off := "-", "-" // not read off the figure
		if p.Paper != 0 {
			paper, off = fixed(p.Paper, 2), fmt.Sprintf("%+.3f", p.Deviation())
		}
		rows = append(rows, []string{
			strconv.Itoa(p.Strategy), strconv.Itoa(p.Tokens), thousands(p.Metadata), paper, shown(p.Model), shown(p.Engine), off,
		})
	}
	if err := out.table(rows); err != nil {
		return written(err)
	}
	_, err := fmt.Fprintf(out, "DEVIATION is the model's from the paper; -: not read off its figure; tolerance: %s\n", printedBalanceTolerance)
	return written(err)
}
