// The lab's experiment about loss: what the number of tokens does to replica sets, quorums
// and data.

package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ringside/engine/event"
	"ringside/engine/lab"
	"ringside/internal/count"
)

// labLoss is one call of the experiment.
type labLoss struct {
	labOutput
	lab.LossOptions
	placement string
	copysets  []int
}

func newLabLossCommand(a *app) *cobra.Command {
	l := labLoss{LossOptions: lab.StandardLoss()}
	cmd := &cobra.Command{
		Use:   "loss",
		Short: "Show what num_tokens does to quorums and data when nodes fail at once",
		Long: "For each number of tokens, draw rings as the cluster of this program does, and count on them the distinct sets\n" +
			"of replicas, the pairs of nodes that break a quorum of some range, and the part of all sets of --dead nodes\n" +
			"that is all that keeps something. Means over rings of different seeds. A pair counts however little of the\n" +
			"ring it takes: ringside failures says how much.\n\n" +
			"Beside that, the formulas of two papers: P(loss) = 1-(1-C(F,R)/C(N,R))^sets (Cidon et al., Copysets, ATC 2013),\n" +
			"and the neighbours of a node and outages a century with virtual nodes (Lynch, Snyder), for as many racks as copies.\n\n" +
			assumedOutages + ".",
		Example: "ringside lab loss\n" +
			"ringside lab loss --nodes 12 --vnodes 4,16 --rf 3 --dead 3 --json\n" +
			"ringside lab loss --nodes 5000 --copysets 1667,275000\n" +
			"ringside lab loss --check",
		Args:        noArguments,
		Annotations: map[string]string{unconfigured: "it draws rings of its own"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := goesAlone(cmd, "copysets", "nodes", "rf", "dead", "json", "csv", "check"); err != nil {
				return err
			}
			if given := cmd.Flags().Changed; given("racks") && l.placement == "simple" {
				return errors.New("lab loss: --racks does not go with --placement simple, which knows no racks")
			}
			if err := l.validate(cmd.Flags().Changed("racks")); err != nil {
				return err
			}
			return interruptible(cmd.Context(), "lab loss", nothingPrinted, func(ctx context.Context) error { return l.run(ctx, a) })
		},
	}
	f := cmd.Flags()
	f.IntVar(&l.Nodes, "nodes", l.Nodes, "how many nodes")
	f.IntSliceVar(&l.Tokens, "vnodes", l.Tokens, "tokens of each node (num_tokens), one row for each")
	f.IntVar(&l.Copies, "rf", l.Copies, "how many copies of each range")
	f.IntVar(&l.Racks, "racks", l.Racks, "racks of the rack rule; as many as copies unless given")
	f.IntVar(&l.Dead, "dead", l.Dead, "how many nodes fail at once; 0: one in a hundred, and at least as many as copies")
	f.StringVar(&l.placement, "placement", "", "only this rule: simple or rack; both unless given")
	f.IntSliceVar(&l.copysets, "copysets", nil, "no rings: P(loss) by the formula for so many sets of replicas")
	f.IntVar(&l.Rounds, "rounds", l.Rounds, "rings drawn per number of tokens")
	f.IntVar(&l.Trials, "trials", l.Trials, "sets of dead nodes tried on each ring, where they are more than the copies")
	f.Uint64Var(&l.Seed, "seed", l.Seed, "seed of all rings")
	complete(cmd, "placement", []string{"simple", "rack"})
	l.flags(cmd)
	return cmd
}

func (l *labLoss) validate(racks bool) error {
	if !racks {
		l.Racks = min(l.Copies, l.Nodes)
	}
	if err := l.labOutput.validate(); err != nil {
		return err
	}
	if l.copysets != nil {
		l.Tokens = []int{1} // no ring is drawn
	}
	if err := l.LossOptions.Validate(); err != nil {
		return fmt.Errorf("--%w", strictly(err))
	}
	if l.placement != "" && l.placement != "simple" && l.placement != "rack" {
		return fmt.Errorf("--placement: %s is not allowed (allowed: simple, rack)", event.Quote(l.placement))
	}
	for _, sets := range l.copysets {
		if sets < 1 {
			return fmt.Errorf("--copysets: %d is not allowed (allowed: 1 and more)", sets)
		}
	}
	return nil
}

// strictly calls the tokens by their flag.
func strictly(err error) error {
	if text, ok := strings.CutPrefix(err.Error(), "tokens: "); ok {
		return errors.New("vnodes: " + text)
	}
	return err
}

func (l *labLoss) run(ctx context.Context, a *app) error {
	var rows []lab.LossRow
	if l.copysets == nil {
		work := pieces{bar: progressBar{a: a}}
		all, err := lab.Loss(ctx, l.LossOptions, work.count)
		work.bar.wipe()
		if err != nil {
			return err
		}
		for _, r := range all {
			if l.placement == "" || (l.placement == "rack") == r.Rack {
				rows = append(rows, r)
			}
		}
	}
	return l.print(a, "loss", printed{
		json:    func() error { return l.printJSON(a, rows) },
		csv:     func() error { return l.printCSV(a, rows) },
		table:   func() error { return a.print(func(out *sheet) error { return l.printTables(out, rows) }) },
		verdict: func() *verdict { return judgeLoss(rows) },
	})
}

// How far neighbours and outages may be from the paper's, and neighbours on the rings from the
// formula's, as a part of those. The formula draws neighbours with replacement: where there are few it is
// a little low.
const (
	lossTolerance        = .02
	ringTolerance        = .03
	ringErrors           = 4
	printedLossTolerance = "2% of the vnode paper's, 3% and 4 standard errors between its formula and the rings of 96 nodes and 3 copies, and the copysets paper's printed digits; other clusters are not checked"
)

// assumedOutages is what the paper takes for its outages.
var assumedOutages = fmt.Sprintf("Outages a century: how often a node goes while a neighbour of it is being rebuilt. Each node goes %g times a century\n"+
	"and has %s MB; a rebuild takes in at most %g MB/s, and %g MB/s from each neighbour, as in the paper",
	lab.VNodeFailures, thousands(lab.VNodeStored), lab.VNodeReceives, lab.VNodeSends) // never written to

// judgeLoss compares what the papers print with the formulas, and those with the rings.
func judgeLoss(rows []lab.LossRow) *verdict {
	v := &verdict{tolerance: printedLossTolerance, needs: "--rounds 2 or more"}
	for _, c := range lab.Copysets() {
		v.judge(c.Agrees(), fmt.Sprintf("%s copysets: %s, printed %s", thousands(int(c.Sets)), percent(c.Loss()), percent(c.Paper)))
	}
	near := func(is, paper float64, format string, args ...any) {
		v.judge(math.Abs(is/paper-1) <= lossTolerance, fmt.Sprintf(format, args...)+fmt.Sprintf(" %.3f, paper %.2f", is, paper))
	}
	for _, p := range lab.VNodePoints() {
		n := lab.VNodes{Nodes: 96, Copies: 3, Tokens: p.Tokens}
		near(n.Neighbours(), p.Neighbours, "%s: neighbours", count.Of(p.Tokens, "token"))
		near(n.Outages(), p.Outages, "%s: outages", count.Of(p.Tokens, "token"))
	}
	for _, r := range rows {
		if !r.Rack || r.Nodes != 96 || r.Copies != 3 || r.Formula == 0 {
			continue
		}
		about := fmt.Sprintf("%s: neighbours on the rings %.2f, formula %.2f", count.Of(r.Tokens, "token"), r.Neighbours.Mean, r.Formula)
		if v.told(r.Neighbours.Rounds > 1, about) {
			v.judge(math.Abs(r.Neighbours.Mean-r.Formula) <= ringTolerance*r.Formula+ringErrors*r.Neighbours.Error(), about)
		}
	}
	return v
}

// lossRow is a row as JSON. What is not known is null.
type lossRow struct {
	Nodes         int      `json:"nodes"`
	Tokens        *int     `json:"tokens"`
	RF            int      `json:"rf"`
	Placement     *string  `json:"placement"`
	Dead          int      `json:"dead"`
	ReplicaSets   float64  `json:"replica_sets"`
	SetsSpread    *float64 `json:"replica_sets_spread"`
	QuorumPairs   *float64 `json:"quorum_pairs"`
	PairsSpread   *float64 `json:"quorum_pairs_spread"`
	Loss          float64  `json:"p_loss"`
	LossOnRings   *float64 `json:"p_loss_on_rings"`
	Neighbours    *float64 `json:"neighbours"`
	NeighboursBy  *float64 `json:"neighbours_formula"`
	OutagesBy     *float64 `json:"outages_formula"`
	PaperNear     *float64 `json:"neighbours_paper"`
	PaperOutages  *float64 `json:"outages_paper"`
	PaperLossOf   *float64 `json:"p_loss_paper"`
	RoundsOfRings int      `json:"rounds"`
}

// rows puts rings and copysets into one form.
func (l *labLoss) rows(rings []lab.LossRow) (all []lossRow) {
	for _, r := range rings {
		rule := "simple"
		if r.Rack {
			rule = "rack"
		}
		row := lossRow{
			Nodes: r.Nodes, Tokens: &r.Tokens, RF: r.Copies, Placement: &rule, Dead: r.Dead, RoundsOfRings: r.Sets.Rounds,
			ReplicaSets: r.Sets.Mean, SetsSpread: known(r.Sets.Spread), QuorumPairs: &r.Pairs.Mean, PairsSpread: known(r.Pairs.Spread),
			Loss: r.Loss.Mean, LossOnRings: &r.Exact.Mean, Neighbours: &r.Neighbours.Mean,
		}
		if r.Formula != 0 {
			row.NeighboursBy, row.OutagesBy = &r.Formula, &r.Outages
			if p, ok := (lab.VNodes{Nodes: r.Nodes, Copies: r.Copies, Tokens: r.Tokens}).Point(); ok {
				row.PaperNear, row.PaperOutages = &p.Neighbours, &p.Outages
			}
		}
		all = append(all, row)
	}
	for _, sets := range l.copysets {
		dead := l.Gone()
		row := lossRow{
			Nodes: l.Nodes, RF: l.Copies, Dead: dead, ReplicaSets: float64(sets),
			Loss: lab.CopysetLoss(l.Nodes, l.Copies, dead, float64(sets)),
		}
		for _, c := range lab.Copysets() {
			if int(c.Sets) == sets && l.Nodes == lab.CopysetNodes && l.Copies == lab.CopysetCopies && dead == lab.CopysetDead {
				row.PaperLossOf = &c.Paper
			}
		}
		all = append(all, row)
	}
	return all
}

func (l *labLoss) printJSON(a *app, rings []lab.LossRow) error {
	e := json.NewEncoder(a.out)
	for _, row := range l.rows(rings) {
		if err := e.Encode(row); err != nil {
			return written(err)
		}
	}
	return nil
}

func (l *labLoss) printCSV(a *app, rings []lab.LossRow) error {
	number := func(f *float64) string {
		if f == nil {
			return ""
		}
		return digits(*f)
	}
	rows := [][]string{strings.Split("nodes,tokens,rf,placement,dead,replica_sets,replica_sets_spread,quorum_pairs,quorum_pairs_spread,"+
		"p_loss,p_loss_on_rings,neighbours,neighbours_formula,outages_formula,neighbours_paper,outages_paper,p_loss_paper,rounds", ",")}
	for _, r := range l.rows(rings) {
		tokens, rule := "", ""
		if r.Tokens != nil {
			tokens, rule = strconv.Itoa(*r.Tokens), *r.Placement
		}
		rows = append(rows, []string{
			strconv.Itoa(r.Nodes), tokens, strconv.Itoa(r.RF), rule, strconv.Itoa(r.Dead), digits(r.ReplicaSets), number(r.SetsSpread),
			number(r.QuorumPairs), number(r.PairsSpread), digits(r.Loss), number(r.LossOnRings), number(r.Neighbours), number(r.NeighboursBy),
			number(r.OutagesBy), number(r.PaperNear), number(r.PaperOutages), number(r.PaperLossOf), strconv.Itoa(r.RoundsOfRings),
		})
	}
	return writeCSV(a.out, rows)
}

func (l *labLoss) printTables(out *sheet, rings []lab.LossRow) error {
	var tables [][][]string
	titles := []string{}
	add := func(title string, rows [][]string) { titles, tables = append(titles, title), append(tables, rows) }
	if l.copysets != nil {
		add(fmt.Sprintf("%s, %s, %d gone at once: P(loss) by the copysets formula", count.Of(l.Nodes, "node"), count.Of(l.Copies, "copy"), l.Gone()), l.copysetTable())
	} else {
		add(fmt.Sprintf("%s, %s, %d gone at once; means of %s, in brackets the standard deviation", count.Of(l.Nodes, "node"),
			count.Of(l.Copies, "copy"), l.Gone(), count.Of(l.Rounds, "ring")), ringTable(rings))
		if near := neighbourTable(rings); len(near) > 1 {
			add("Neighbours of a node and outages a century with virtual nodes, by the formulas of Lynch and Snyder; ENGINE is counted on the rings; -: not in the paper\n"+assumedOutages, near)
		}
		add(fmt.Sprintf("Copysets paper: %s nodes, %d copies, %d gone at once", thousands(lab.CopysetNodes), lab.CopysetCopies, lab.CopysetDead), paperTable())
	}
	for i, rows := range tables {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if _, err := fmt.Fprintln(out, titles[i]); err != nil {
			return written(err)
		}
		if err := out.table(rows); err != nil {
			return written(err)
		}
	}
	_, err := fmt.Fprintf(out, "tolerance: %s\n", printedLossTolerance)
	return written(err)
}

func ringTable(rings []lab.LossRow) [][]string {
	rows := [][]string{{"PLACEMENT", "TOKENS", "REPLICA SETS", "PAIRS THAT BREAK A QUORUM", "P(LOSS) BY FORMULA", "ON THE RINGS", "DEVIATION"}}
	for _, r := range rings {
		rule := "simple"
		if r.Rack {
			rule = "rack"
		}
		off := ""
		if r.Exact.Mean > 0 {
			off = fmt.Sprintf("%+.1f%%", 100*(r.Loss.Mean/r.Exact.Mean-1))
		}
		rows = append(rows, []string{
			rule, strconv.Itoa(r.Tokens), thousands(int(math.Round(r.Sets.Mean))) + " (" + fixed(r.Sets.Spread, 0) + ")",
			percent(r.Pairs.Mean) + " (" + strings.Replace(percent(r.Pairs.Spread), "NaN%", "-", 1) + ")", percent(r.Loss.Mean), percent(r.Exact.Mean), off,
		})
	}
	return rows
}

func neighbourTable(rings []lab.LossRow) [][]string {
	rows := [][]string{{"TOKENS", "NEIGHBOURS: PAPER", "FORMULA", "ENGINE", "DEVIATION", "OUTAGES: PAPER", "FORMULA"}}
	for _, r := range rings {
		if r.Formula == 0 {
			continue
		}
		near, outages := "-", "-" // the paper has no such figure
		if p, ok := (lab.VNodes{Nodes: r.Nodes, Copies: r.Copies, Tokens: r.Tokens}).Point(); ok {
			near, outages = fixed(p.Neighbours, 2), fixed(p.Outages, 2)
		}
		rows = append(rows, []string{
			strconv.Itoa(r.Tokens), near, fixed(r.Formula, 2), fixed(r.Neighbours.Mean, 2),
			fmt.Sprintf("%+.1f%%", 100*(r.Neighbours.Mean/r.Formula-1)), outages, fixed(r.Outages, 2),
		})
	}
	return rows
}

func (l *labLoss) copysetTable() [][]string {
	rows := [][]string{{"COPYSETS", "P(LOSS)", "PAPER"}}
	for _, r := range l.rows(nil) {
		paper := ""
		if r.PaperLossOf != nil {
			paper = percent(*r.PaperLossOf)
		}
		rows = append(rows, []string{thousands(int(r.ReplicaSets)), percent(r.Loss), paper})
	}
	return rows
}

func paperTable() [][]string {
	rows := [][]string{{"COPYSETS", "P(LOSS)", "PAPER", "OF"}}
	for _, c := range lab.Copysets() {
		rows = append(rows, []string{thousands(int(c.Sets)), percent(c.Loss()), percent(c.Paper), c.About})
	}
	return rows
}
