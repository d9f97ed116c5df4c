// The classroom command: a class is served, and taught from this terminal.

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func newClassroomCommand(a *app) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "classroom",
		Short: "Serve the explorer to a class and teach from this terminal",
		Long: "Serve the explorer over SSH as `ringside serve` does, and open it here for the instructor.\n" +
			"When you quit, the class ends and is saved; q and Ctrl+C ask first. A signal ends and saves it, too;\n" +
			"the exit code is then 128 plus the signal's number.",
		Example: "ringside classroom --listen 0.0.0.0:2222",
		Args:    noArguments,
		RunE: s.listing(a, func(cmd *cobra.Command) error {
			if !a.terminal {
				needs := "so it needs one"
				if a.dumb {
					needs = "on which nothing can be drawn, because TERM is dumb"
				}
				return errors.New("classroom: the instructor teaches from this terminal, " + needs + "; `ringside serve` needs none")
			}
			return s.teach(cmd.Context(), a)
		}),
	}
	s.flags(cmd)
	return cmd
}

// teach serves a class while its instructor has the explorer open here.
func (s *serving) teach(ctx context.Context, a *app) (err error) {
	server, l, closer, err := s.server(a, io.Discard)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	ctx, stop := untilSaved(ctx)
	defer stop()
	serving, end := context.WithCancel(ctx)
	defer end()
	served := make(chan error, 1)
	go func() { served <- server.Serve(serving, l) }()
	invitation := s.invitation(server, l.Addr())
	server.Invite(invitation)
	err = (&desk{app: a, server: server, log: s.logger}).teach(ctx, strings.Join(s.notes(server), " "))
	end()
	over := "The class is over. It is kept: the same command opens it again.\n"
	if serr := <-served; serr != nil {
		over = "The class is over.\n"
		err = failed("classroom: %w", errors.Join(serr, err))
	}
	if _, werr := fmt.Fprint(a.fitting(a.out), invitation, over); err == nil && werr != nil {
		err = written(werr)
	}
	return err
}
