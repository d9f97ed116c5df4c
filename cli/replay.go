// The replay command: it opens a session from a file or a code.

package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/session"
	"ringside/tui"
)

func newReplayCommand(a *app) *cobra.Command {
	var r replay
	cmd := &cobra.Command{
		Use:   "replay CODE|FILE",
		Short: "Open a saved session or a replay code",
		Long: "Replay a saved session, and open the explorer where it was left. Without a terminal, or with\n" +
			"--plain or --json, print all that is recorded instead. A session that was cut off or changed is\n" +
			"refused. One that another version saved opens as far as it can be replayed, and a line says what\n" +
			"differs from the recording. A signal ends it with one line, and exit code 128 plus the signal's number.",
		Example: "ringside replay lost.yaml\n" +
			"ringside replay --code lost.yaml",
		Args: oneSession,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a session brings its cluster with it"); err != nil {
				return err
			}
			if err := oneOfFlags(cmd, "code", "json", "plain"); err != nil {
				return err
			}
			return r.run(cmd.Context(), a, args[0])
		},
	}
	cmd.Flags().BoolVar(&r.plain, "plain", false, "print one line per event, and open nothing")
	cmd.Flags().BoolVar(&r.json, "json", false, "print one JSON object per event, and open nothing")
	cmd.Flags().BoolVar(&r.code, "code", false, "print the session's replay code, and open nothing")
	return cmd
}

// oneSession refuses anything but one session.
func oneSession(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return errors.New("replay needs one file or one code")
}

// replay is how a session is replayed.
type replay struct{ plain, json, code bool }

func (r *replay) run(ctx context.Context, a *app, arg string) error {
	prints := r.plain || r.json || !a.terminal
	so := nothingOpened
	switch {
	case r.code:
		so = nothingPrinted
	case prints:
		so = partPrinted
	}
	var s opened
	err := interruptible(ctx, "replay", so, func(ctx context.Context) (err error) {
		if s, err = a.openSession(ctx, arg); err != nil {
			return err
		}
		switch {
		case r.code:
			return printCode(a, s.history)
		case prints:
			return r.print(ctx, a, s.history)
		}
		return nil
	})
	if err != nil || r.code || prints {
		return err
	}
	file := arg
	if session.IsCode(arg) || s.warning.Text != "" {
		file = "" // it may have recorded more than could be replayed
	}
	return a.show(ctx, a.explore, tui.Options{Cluster: s.history, Title: s.title, File: file, Note: s.warning.Text})
}

func printCode(a *app, h *history.History) error {
	code, err := session.Encode(h)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, code)
	return written(err)
}

// print prints all that is recorded on the branch.
func (r *replay) print(ctx context.Context, a *app, h *history.History) error {
	if err := a.toEnd(ctx, h); err != nil {
		return err
	}
	cfg := h.Config()
	p := newTracePrinter(a.fittingUnless(r.json), r.json, &cfg)
	err := p.print(h, func(*event.Trace, int) error { return context.Cause(ctx) })
	return errors.Join(err, p.flush())
}
