// The serve command: its options, which it shares with classroom, its keys and folders.

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"ringside/classroom"
	"ringside/classroom/transport"
	"ringside/internal/timespan"
	"ringside/presets"
	"ringside/tui"
	"ringside/tui/paint"
	"ringside/tui/plain"
)

// serving is how a class is served.
type serving struct {
	listen, hostKey, instructors string
	students, code               string
	open                         bool
	own                          []string // public key files of the person who starts it, if nobody else instructs
	rooms                        []string
	most                         int
	idle                         time.Duration
	results, log, state, metrics string
	fresh, list                  bool

	logger *slog.Logger
	cfg    *config
}

func newServeCommand(a *app) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the explorer to a class over SSH",
		Long: "Students need nothing but ssh. Everybody sees the instructor's cluster, can look around in it,\n" +
			"answers questions before the cluster does, and can take a copy to play with. It runs until a signal\n" +
			"(Ctrl+C, SIGTERM) shuts it down in order: everybody is told, the class is saved, and the exit code is 0.",
		Example: "ringside serve --instructors ~/.ssh/id_ed25519.pub --listen 0.0.0.0:2222\n" +
			"ringside serve --instructors ta.pub --students class.pub --listen 0.0.0.0:2222 --room monday --room tuesday",
		Args: noArguments,
		RunE: s.listing(a, func(cmd *cobra.Command) error {
			if s.instructors == "" {
				if s.own = ownKeys(a.env); s.own == nil {
					return errors.New("serve: --instructors is not given, and there is no public key in ~/.ssh/*.pub; it is a file of the " +
						"public keys of those who teach (`ringside classroom` needs none: you teach from here)")
				}
			}
			return s.serve(cmd.Context(), a)
		}),
	}
	s.flags(cmd)
	return cmd
}

// listing returns what a command that serves a class does: list the kept classes if it is asked
// to, and else check the options and then serve.
func (s *serving) listing(a *app, serve func(*cobra.Command) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		if s.list {
			if err := cmp.Or(goesAlone(cmd, "list", "state"), noClusterFlags(cmd, "classes that are kept have their own")); err != nil {
				return err
			}
			return s.listClasses(a)
		}
		if err := s.check(); err != nil {
			return err
		}
		return serve(cmd)
	}
}

func (s *serving) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.listen, "listen", "127.0.0.1:2222", "where to listen; 0.0.0.0:2222 lets in other machines")
	f.StringVar(&s.hostKey, "host-key", "", "the server's host key; created if it does not exist")
	f.StringVar(&s.instructors, "instructors", "", "a file of instructors' public keys (authorized_keys); they outrank the instructors they appoint")
	f.StringVar(&s.students, "students", "", "let in only those whose public keys are in this file")
	f.StringVar(&s.code, "join-code", "", "the code that lets students in (case, spaces and dashes don't matter), saved with the class; without it, the saved one, or else a generated one")
	f.BoolVar(&s.open, "open", false, "let everybody in")
	f.StringArrayVar(&s.rooms, "room", []string{"class"}, "the name of a room; repeat it for more, which students choose with ssh -t HOST ROOM")
	f.IntVar(&s.most, "max-sessions", 300, fmt.Sprintf("how many can be connected at once, and %d instructors more", classroom.MoreInstructors))
	f.DurationVar(&s.idle, "idle", 30*time.Minute, "disconnect after this long without a key and without anything new on the screen; 0 means never")
	f.StringVar(&s.results, "results", "", "write each answer to FILE.csv and FILE.jsonl as it comes")
	f.StringVar(&s.log, "log", "", "write the log to this file instead of standard error")
	f.StringVar(&s.metrics, "metrics", "", "serve Prometheus metrics at this loopback address, such as 127.0.0.1:9222")
	f.StringVar(&s.state, "state", "", "the folder in which rooms are saved as they go")
	f.BoolVar(&s.fresh, "fresh", false, "start afresh instead of where the class left off, which is kept under another name")
	f.BoolVar(&s.list, "list", false, "list the saved classes; --room opens one")
	completeFiles(cmd, "instructors")
	completeFiles(cmd, "students")
}

// server checks the options, and makes the server and its listener.
func (s *serving) server(a *app, out io.Writer) (*classroom.Server, net.Listener, io.Closer, error) {
	var c classroom.Config
	var err error
	s.cfg = a.cfg
	if c.Admission, err = s.admission(); err != nil {
		return nil, nil, nil, err
	}
	c.Rooms, c.MaxSessions, c.Cluster, c.Title = s.rooms, s.most, a.cfg.cluster, a.cfg.preset.Name
	c.Explorer = func(client classroom.Client) (paint.Model, error) {
		return tui.New(tui.Options{Participant: client, Solver: client.Name(), Title: client.Title, Keymap: a.cfg.keymap, Env: client.Env, Cache: client.Cache})
	}
	c.Plain = func(ctx context.Context, client classroom.Client, line io.ReadWriter) error {
		return plain.Attend(ctx, client, client.Title, client.Env, line, line)
	}
	if a.cfg.preset.Kind() == presets.KindWalkthrough {
		c.Lecture = a.cfg.preset
	}
	c.Limits = transport.Usual()
	c.Limits.Idle = s.idle
	if c.HostKey, err = s.keyFile(a.env); err != nil {
		return nil, nil, nil, err
	}
	if c.State, err = s.stateFolder(a.env); err != nil {
		return nil, nil, nil, err
	}
	c.Fresh = s.fresh
	closer := closers{}
	if s.log != "" {
		f, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("--log: %w", err)
		}
		out = f
		closer = append(closer, f)
	}
	s.logger = slog.New(slog.NewTextHandler(out, nil))
	c.Log = s.logger
	if s.results != "" {
		results, err := classroom.OpenResults(s.results)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("--results: %w", err)
		}
		c.Results = results
		closer = append(closer, results)
	}
	server, err := classroom.New(c)
	if err != nil {
		return nil, nil, nil, err
	}
	s.code = server.Code()
	l, err := net.Listen("tcp", s.listen)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("--listen: %w", err)
	}
	if s.metrics != "" {
		m, err := serveMetrics(s.metrics, server.WriteMetrics)
		if err != nil {
			return nil, nil, nil, errors.Join(fmt.Errorf("--metrics: %w", err), l.Close())
		}
		closer = append(closer, m)
	}
	return server, l, closer, nil
}

// closers are closed in their order.
type closers []io.Closer

// Close closes them all.
func (all closers) Close() error {
	var errs []error
	for _, c := range all {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// ownKeys returns the public key files of the person who starts the server.
func ownKeys(env environment) []string {
	home := env.get("HOME")
	if home == "" {
		return nil
	}
	folder := filepath.Join(home, ".ssh")
	files, err := os.ReadDir(folder) // the path may have signs of a pattern in it
	if err != nil {
		return nil
	}
	var keys []string
	for _, f := range files {
		if filepath.Ext(f.Name()) == ".pub" {
			keys = append(keys, filepath.Join(folder, f.Name()))
		}
	}
	return keys
}

// admission returns who is let in.
func (s *serving) admission() (a classroom.Admission, err error) {
	given := 0
	for _, so := range []bool{s.students != "", s.code != "", s.open} {
		if so {
			given++
		}
	}
	if given > 1 {
		return a, errors.New("--students, --join-code and --open: each decides who is let in; give one of them")
	}
	for _, path := range s.own {
		keys, err := classroom.ReadKeys(path)
		if err != nil {
			return a, fmt.Errorf("--instructors is not given: %w", err)
		}
		a.Instructors = append(a.Instructors, keys...)
	}
	if s.instructors != "" {
		if a.Instructors, err = classroom.ReadKeys(s.instructors); err != nil {
			return a, fmt.Errorf("--instructors: %w", err)
		}
	}
	switch {
	case s.students != "":
		if a.Students, err = classroom.ReadKeys(s.students); err != nil {
			return a, fmt.Errorf("--students: %w", err)
		}
	case s.open:
		a.Open = true
	default:
		a.Code, a.MadeUp = s.code, s.code == ""
	}
	return a, nil
}

// check refuses options that contradict each other.
func (s *serving) check() error {
	name := regexp.MustCompile(`^[A-Za-z0-9._-]{1,30}$`)
	seen := map[string]bool{}
	for _, r := range s.rooms {
		switch {
		case !name.MatchString(r):
			return fmt.Errorf("--room: %q is not a name (allowed: up to 30 letters, digits, dots and dashes)", r)
		case seen[r]:
			return fmt.Errorf("--room: %q is given twice", r)
		}
		seen[r] = true
	}
	if s.code != "" {
		if err := classroom.CheckCode(s.code); err != nil {
			return fmt.Errorf("--join-code: %w", err)
		}
	}
	if s.most < 1 || s.most > 2000 {
		return fmt.Errorf("--max-sessions: %d is not allowed (allowed: 1 to 2000)", s.most)
	}
	if s.idle < 0 {
		return fmt.Errorf("--idle: %s is not allowed (allowed: 0 or more)", timespan.Text(s.idle))
	}
	return nil
}

// keyFile returns where the server's key is kept, and makes its folder.
func (s *serving) keyFile(env environment) (string, error) {
	if s.hostKey != "" {
		return s.hostKey, nil
	}
	folder, err := xdgFolder(env, "XDG_DATA_HOME", filepath.Join(".local", "share"))
	if err != nil {
		return "", fmt.Errorf("--host-key is not given, and %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("the folder of the host key: %w", err)
	}
	return filepath.Join(folder, "host_ed25519"), nil
}

// serve serves a class until it is interrupted.
func (s *serving) serve(ctx context.Context, a *app) (err error) {
	server, l, closer, err := s.server(a, a.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	ctx, stop := untilSaved(ctx)
	defer stop()
	invitation := s.invitation(server, l.Addr())
	server.Invite(invitation)
	if _, err := fmt.Fprint(a.fitting(a.out), invitation); err != nil {
		return written(err)
	}
	if err := server.Serve(ctx, l); err != nil {
		return failed("serve: %w", err)
	}
	return nil
}
