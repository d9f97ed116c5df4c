// The replay command: it opens a session from a file or a code.

package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"ringside/engine/history"
	"ringside/presets"
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
			"refused. One that another version saved opens as far as it can be done again, and a line says what\n" +
			"differs from what was recorded.",
		Example: "ringside replay lost.yaml\n" +
			"ringside replay --code lost.yaml",
		Args: oneSession,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := noClusterFlags(cmd, "a session"); err != nil {
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
	return errors.New("replay: name one file or one code")
}

// noClusterFlags refuses flags that configure a cluster, since a session has its own.
func noClusterFlags(cmd *cobra.Command, what string) error {
	names := []string{"preset"}
	for _, s := range presets.Settings() {
		names = append(names, s.Name)
	}
	for _, name := range names {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s: %s brings its cluster with it; leave the flag out", name, what)
		}
	}
	return nil
}

// replay is how a session is replayed.
type replay struct{ plain, json, code bool }

func (r *replay) run(ctx context.Context, a *app, arg string) error {
	h, title, warning, err := openSession(arg)
	if err != nil {
		return err
	}
	a.warn(warning)
	switch {
	case r.code:
		code, err := session.Encode(h)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, code)
		return written(err)
	case r.plain, r.json, !a.terminal:
		if err := h.Go(h.End()); err != nil {
			return err
		}
		cfg := h.Config()
		p := newTracePrinter(a.out, r.json, &cfg)
		if err := p.print(h, nil); err != nil {
			return err
		}
		return p.flush()
	}
	file := arg
	if session.IsCode(arg) || warning.Text != "" {
		file = "" // it may have recorded more than could be replayed
	}
	return a.show(ctx, a.explore, tui.Options{Cluster: h, Title: title, File: file, Note: warning.Text})
}

// openSession opens a session from a code or a file. It returns its title for the screen,
// and a warning about how it differs from what was recorded.
func openSession(arg string) (h *history.History, title string, warning session.Warning, err error) {
	if session.IsCode(arg) {
		h, warning, err = session.Decode(arg)
		return h, "replay", warning, err
	}
	h, warning, err = session.Open(arg)
	return h, filepath.Base(arg), warning, err
}

// warn prints a warning, if there is one.
func (a *app) warn(warning session.Warning) {
	if warning.Text != "" {
		fmt.Fprintln(a.err, "ringside: "+oneLine(warning.Text))
	}
}
