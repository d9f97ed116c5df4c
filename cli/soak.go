// The soak command: many random rounds, the rules they must keep, and the smallest
// failure.

package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/oracle"
	"ringside/engine/soak"
	"ringside/internal/count"
	"ringside/internal/strictyaml"
	"ringside/internal/timespan"
	"ringside/presets"
	"ringside/session"
	"ringside/tui/paint"
)

func newSoakCommand(a *app) *cobra.Command {
	var s soaking
	cmd := &cobra.Command{
		Use:   "soak",
		Short: "Run random operations and faults and check what must always hold",
		Long: "Run cluster after cluster through random operations and all kinds of faults, and check what must\n" +
			"always be true of each: quorums that overlap miss nothing, siblings keep what was acknowledged, hints\n" +
			"wait for a durable ack, replicas converge, a fork continues as the original would. Nodes and settings are drawn\n" +
			"for each round, unless flags, the configuration or a preset say which cluster it is.\n" +
			"A run that breaks a rule is shrunk to a few commands and printed as a replay code; the exit code is then 1.\n" +
			"A signal stops it after the current round, with the summary so far; the exit code is then 128 plus the signal's number.",
		Example: "ringside soak --ops 1000000 --seed 7\n" +
			"ringside soak --preset two-dcs",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("round") && s.only < 0 {
				return fmt.Errorf("--round: %d is not allowed (allowed: 0 or more)", s.only)
			}
			if err := oneOfFlags(cmd, "ops", "round"); err != nil {
				return err
			}
			if err := outputFlag(cmd.Flags(), "save", s.save); err != nil {
				return err
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return s.run(ctx, a)
		},
	}
	cmd.Flags().IntVar(&s.ops, "ops", 100_000, "stop after this many requests")
	cmd.Flags().IntVar(&s.only, "round", -1, "play only the round of this `number`")
	cmd.Flags().StringVar(&s.save, "save", "", "write the session that breaks a rule to `FILE`, in place of what it holds, for ringside replay")
	return cmd
}

// soaking is one run of many rounds.
type soaking struct {
	ops, only int
	save      string

	options  soak.Options
	rounds   int
	total    soak.Report
	began    time.Time
	bar      progressBar
	announce int    // the next tenth to be printed, where there is no terminal
	memory   uint64 // the most that was in use between two rounds, in bytes
}

// shrinking is how many rounds are played to make a failing one smaller.
const shrinking = 2000

func (s *soaking) run(ctx context.Context, a *app) error {
	if s.ops < 1 {
		return fmt.Errorf("--ops: %d is not allowed (allowed: 1 or more)", s.ops)
	}
	s.options = soak.Options{Seed: a.cfg.cluster.Seed}
	if a.cfg.chosen() {
		s.options.Base = &a.cfg.cluster
	}
	if a.now != nil {
		s.began = a.now()
	}
	s.bar.a = a
	number := max(s.only, 0)
	for s.total.Operations < s.ops && ctx.Err() == nil {
		round := soak.Draw(s.options, number)
		report, err := round.Play()
		s.add(&report)
		var f *soak.Failure
		if errors.As(err, &f) {
			s.bar.wipe()
			return s.report(ctx, a, f)
		}
		if err != nil {
			return err
		}
		if s.only >= 0 {
			break
		}
		number++
		s.progress(a)
	}
	s.bar.wipe()
	return s.end(ctx, a)
}

// chosen reports whether the user configured anything of the cluster but the seed.
func (c *config) chosen() bool {
	if c.from.has("preset") {
		return true
	}
	return slices.ContainsFunc(presets.Settings(), func(s presets.Setting) bool { return s.Name != "seed" && c.from.has(s.Name) })
}

// add counts the results of a round.
func (s *soaking) add(r *soak.Report) {
	t := &s.total
	s.rounds++
	t.Operations += r.Operations
	t.Refused += r.Refused
	t.Events += r.Events
	t.Time += r.Time
	for i, n := range r.Outcomes {
		t.Outcomes[i] += n
	}
	if t.Faults == nil {
		t.Faults = make(map[engine.Verb]int)
	}
	for v, n := range r.Faults {
		t.Faults[v] += n
	}
	addTally(&t.Tally, r.Tally)
	used := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(used)
	s.memory = max(s.memory, used[0].Value.Uint64()-used[1].Value.Uint64())
}

func addTally(t *oracle.Tally, more oracle.Tally) {
	t.Lost += more.Lost
	t.Shadowed += more.Shadowed
	t.Stale += more.Stale
}

// progress shows the progress: on a terminal as a bar that is redrawn, else as a line for
// each tenth.
func (s *soaking) progress(a *app) {
	part := min(float64(s.total.Operations)/float64(s.ops), 1)
	if !a.watched {
		if tenth := int(part * 10); tenth > s.announce && tenth < 10 {
			s.announce = tenth
			fmt.Fprintf(a.err, "%3d%%  %s operations in %s\n", tenth*10, thousands(s.total.Operations), count.Of(s.rounds, "round"))
		}
		return
	}
	s.bar.show(part, thousands(s.total.Operations)+" operations")
}

// report prints the rule that does not hold, with the fewest commands that show it.
func (s *soaking) report(ctx context.Context, a *app, f *soak.Failure) error {
	s.bar.a = a
	out := a.fitting(a.out)
	fmt.Fprintf(out, "%s\n", oneLine(f.Error()))
	small := s.shrunk(ctx, f)
	fmt.Fprintf(out, "shrunk to %s: %s\n", count.Of(len(small.Round.Steps), "command"), oneLine(small.Err.Error()))
	for _, step := range small.Round.Steps {
		fmt.Fprintf(out, "  run %s; %s\n", timespan.Text(step.After), oneLine(step.Command.String()))
	}
	h, err := history.New(small.Round.Config)
	if err != nil {
		return failed("soak: %w", err)
	}
	_, _ = small.Round.PlayOn(h) // it is known to fail
	if s.save != "" {
		if err := session.Save(s.save, h); err != nil {
			return unwritten("--save", err)
		}
		fmt.Fprintf(a.out, "ringside replay %s\n", strictyaml.Quote(s.save))
	}
	code, err := session.Encode(h)
	if err != nil {
		return failed("soak: %w", err)
	}
	fmt.Fprintf(a.out, "ringside replay %s\n", code)
	return failed("soak: round %d of seed %d broke a rule", f.Round.Number, f.Round.Seed)
}

// shrunk makes a failing round smaller, and shows how far that is. A signal ends it: what is
// printed then is not as small as can be.
func (s *soaking) shrunk(ctx context.Context, f *soak.Failure) *soak.Failure {
	plays := 0
	defer s.bar.wipe()
	return soak.Shrink(f, func() bool {
		s.bar.show(float64(plays)/shrinking, thousands(plays)+" rounds to make it smaller")
		plays++
		return plays <= shrinking && ctx.Err() == nil
	})
}

// end prints the summary.
func (s *soaking) end(ctx context.Context, a *app) error {
	t := &s.total
	if err := s.table(a); err != nil {
		return written(err)
	}
	if a.now != nil {
		took := a.now().Sub(s.began)
		fmt.Fprintf(a.err, "%s, %s operations a second, at most %d MiB of memory\n", timespan.Text(took.Round(time.Millisecond)),
			thousands(int(float64(t.Operations)/max(took.Seconds(), 1e-9))), s.memory>>20)
	}
	if ctx.Err() != nil {
		by := paint.SignalError{Signal: os.Interrupt}
		errors.As(context.Cause(ctx), &by)
		stopped := stoppedBy(by)
		stopped.err = fmt.Errorf("soak: stopped after %s of %s operations; all held so far", thousands(t.Operations), thousands(s.ops))
		return stopped
	}
	return nil
}

func (s *soaking) table(a *app) error {
	t := &s.total
	rows := [][]string{
		{"operations", thousands(t.Operations) + " in " + count.Of(s.rounds, "round") + " of seed " + strconv.FormatUint(s.options.Seed, 10)},
		{"outcomes", s.outcomes()},
		{"faults", s.faults()},
		{"membership", fmt.Sprintf("%s told to join, %s to leave", thousands(t.Faults[engine.Add]), thousands(t.Faults[engine.Remove]))},
		{"refused", thousands(t.Refused) + ", without effect"},
		{"observed", fmt.Sprintf("%s lost, %s shadowed, %s stale reads, all where nothing promises otherwise",
			thousands(t.Tally.Lost), thousands(t.Tally.Shadowed), thousands(t.Tally.Stale))},
		{"events", thousands(t.Events) + " in " + timespan.Text(t.Time.Round(time.Second)) + " of virtual time"},
		{"all held", strconv.Itoa(len(soak.Rules())) + " rules"},
	}
	return writeFitted(a.out, folded(rows), a.columns)
}

// foldAt is the width of the summary's second column.
const foldAt = 64

// folded breaks long cells into rows of their own, at commas.
func folded(rows [][]string) (all [][]string) {
	for _, row := range rows {
		about, line := row[0], ""
		for _, part := range strings.SplitAfter(row[1], ", ") {
			if line != "" && len(line)+len(part) > foldAt {
				all = append(all, []string{about, line})
				about, line = "", ""
			}
			line += part
		}
		all = append(all, []string{about, line})
	}
	return all
}

func (s *soaking) outcomes() string {
	var parts []string
	for o, n := range s.total.Outcomes {
		if n > 0 {
			parts = append(parts, event.Outcome(o).String()+" "+thousands(n))
		}
	}
	return strings.Join(parts, ", ")
}

// faults lists the faults of the clusters by kind, without those that heal.
func (s *soaking) faults() string {
	var parts []string
	total := 0
	for _, v := range slices.Sorted(maps.Keys(s.total.Faults)) {
		if soak.Breaks(v) {
			parts = append(parts, v.String()+" "+thousands(s.total.Faults[v]))
			total += s.total.Faults[v]
		}
	}
	return thousands(total) + ": " + strings.Join(parts, ", ")
}
