// The likely command: since when could it not be stopped?

package cli

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"

	"ringside/engine/explain"
	"ringside/engine/history"
	"ringside/engine/likely"
	"ringside/engine/script"
	"ringside/internal/strictyaml"
)

// likelyCommand is what the likely command is asked.
type likelyCommand struct {
	a    *app
	q    likely.Question
	json bool
	bar  progressBar
}

func newLikelyCommand(a *app) *cobra.Command {
	c := likelyCommand{a: a}
	c.bar.a = a
	cmd := &cobra.Command{
		Use:   "likely EXPRESSION CODE|FILE",
		Short: "Show at each step of a session how likely its outcome was, and its point of no return",
		Long: "Draw many futures at each step of a saved session: the same commands come at the same times, and\n" +
			"all delays that are still open are drawn anew. Print in how many of them an expression holds at the\n" +
			"end, as `expect` takes it; a fact that names no operation is about the session's last one. From\n" +
			"the point of no return on it ends in all of them as the session did. A command that can't be\n" +
			"carried out in a future, such as the delivery of a message that is not in flight there, is left\n" +
			"out of it.",
		Example: "ringside likely 'stale(2) == yes' stale.yaml\n" +
			"ringside likely 'lost > 0' lost.yaml --futures 5000 --json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("likely needs an expression and a session, as in ringside likely 'stale(2) == yes' stale.yaml")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a session brings its cluster with it"); err != nil {
				return err
			}
			dropLater(searchGC)
			return c.run(cmd.Context(), args[0], args[1])
		},
	}
	f := cmd.Flags()
	f.IntVar(&c.q.Futures, "futures", likely.UsualFutures, "draw this many futures at each step")
	f.IntVar(&c.q.Workers, "workers", 0, "draw on this many processors; 0 means all")
	f.BoolVar(&c.json, "json", false, "print one JSON object")
	return cmd
}

func (c *likelyCommand) run(ctx context.Context, expr, file string) (err error) {
	if c.q.Expr, err = script.ParseExpr(expr); err != nil {
		return fmt.Errorf("likely: %w", err)
	}
	switch {
	case c.q.Futures < 1 || c.q.Futures > likely.MostFutures:
		return fmt.Errorf("--futures %d: not allowed (allowed: 1 to %s)", c.q.Futures, thousands(likely.MostFutures))
	case c.q.Workers < 0:
		return fmt.Errorf("--workers %d: not allowed (allowed: 0, which means all processors, or a number of them)", c.q.Workers)
	}
	return interruptible(ctx, "likely", nothingPrinted, func(ctx context.Context) error {
		s, err := c.a.openSession(ctx, file)
		if err != nil {
			return err
		}
		answer, err := likely.Run(ctx, s.history, c.q, func(done, of int) {
			c.bar.show(float64(done)/float64(max(of, 1)), fmt.Sprintf("step %d of %d", done, of))
		})
		c.bar.wipe()
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			return fmt.Errorf("likely: %s: %w", strictyaml.Quote(file), err)
		case c.json:
			return written(c.printJSON(s.history, answer))
		}
		return c.a.print(func(b *sheet) error {
			c.print(b, s.history, answer)
			return nil
		})
	})
}

// print writes the steps for a reader.
func (c *likelyCommand) print(b *sheet, h *history.History, a *likely.Answer) {
	fmt.Fprintf(b, "%s: %s\n\n", c.q.Expr, a.Ends())
	fmt.Fprintf(b, "%5s  %9s  %7s  event\n", "step", "ms", "holds")
	for i, one := range a.Steps {
		event := "the beginning"
		if one.Step > 0 {
			event = explain.Event(h.Trace(), one.Step, h.NodeName).Inline()
		}
		event = oneLine(event)
		if i > 0 && i == a.Certain {
			event += "   <- point of no return"
		}
		b.row(fmt.Sprintf("%5d  %9.1f  %6.1f%%  ", one.Step, float64(one.Now)/float64(time.Millisecond), 100*a.Share(i)), event)
	}
	fmt.Fprintf(b, "\n%s futures at each step.\n", thousands(a.Futures))
}

// printJSON writes them for programs.
func (c *likelyCommand) printJSON(h *history.History, a *likely.Answer) error {
	type step struct {
		Step  int     `json:"step"`
		Ms    float64 `json:"ms"`
		Holds int     `json:"holds"`
		Share float64 `json:"share"`
	}
	var certain *int
	if a.Certain >= 0 {
		certain = &a.Steps[a.Certain].Step
	}
	steps := []step{}
	for i, one := range a.Steps {
		steps = append(steps, step{one.Step, float64(one.Now) / float64(time.Millisecond), one.Holds, math.Round(1e6*a.Share(i)) / 1e6})
	}
	return oneObject(c.a.out, struct {
		Expression string `json:"expression"`
		Holds      bool   `json:"holds"`
		Futures    int    `json:"futures"`
		Return     *int   `json:"pointOfNoReturn"`
		Steps      []step `json:"steps"`
	}{c.q.Expr.String(), a.Holds, a.Futures, certain, steps})
}
