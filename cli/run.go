// The run command: it plays a script and prints what happens.

package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/script"
	"ringside/internal/count"
	"ringside/internal/whole"
	"ringside/session"
	"ringside/tui/paint"
)

// runBudget is how many events happen between two looks at the trace of an embedded cluster.
const runBudget = 4096

func newRunCommand(a *app) *cobra.Command {
	var r scriptRun
	var allow string
	cmd := &cobra.Command{
		Use:   "run FILE|-",
		Short: "Run a script without a screen and print the trace",
		Long: "Run the lines of a script, the command language of the explorer, and print what happens.\n" +
			"The exit code is 0 if every expectation held, 1 if one did not, 2 if a line could not be read or carried out,\n" +
			"and 128 plus the signal's number if a signal ended it; what happened until then is printed, and nothing else is written.",
		Example: "ringside run story.txt\n" +
			"ringside run --attach 127.0.0.1 --allow write --yes story.txt\n" +
			"printf 'put cart milk\\nexpect reply == ok\\n' | ringside run - --json",
		Args: oneScript,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := r.allowed(allow, cmd.Flags()); err != nil {
				return err
			}
			if r.hosts != "" {
				if err := noClusterFlags(cmd, "a real cluster has its own"); err != nil {
					return err
				}
			}
			if err := cmp.Or(outputFlag(cmd.Flags(), "save", r.save, args[0]), outputFlag(cmd.Flags(), "history", r.history, args[0], r.save)); err != nil {
				return err
			}
			return r.run(cmd.Context(), a, args[0])
		},
	}
	cmd.Flags().StringVar(&r.hosts, "attach", "", "run it on the real Cassandra cluster at `HOST[,HOST...]`, and not on an embedded one")
	cmd.Flags().StringVar(&allow, "allow", "", "with --attach: read, to get, or write, to put and delete too; as attach --read and --write do")
	r.real.flags(cmd.Flags())
	cmd.Flags().BoolVar(&r.json, "json", false, "print one JSON object per event")
	cmd.Flags().StringVar(&r.save, "save", "", "write the session to `FILE`, in place of what it holds, for ringside replay")
	cmd.Flags().StringVar(&r.history, "history", "", "write what clients saw to `FILE`, in place of what it holds, one JSON object per line")
	return cmd
}

// oneScript refuses anything but one script.
func oneScript(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return errors.New("run needs one script file, or - for standard input")
}

// scriptRun is one run of a script.
type scriptRun struct {
	json    bool
	history string
	save    string
	hosts   string     // of a real cluster; "": it is an embedded one
	real    attachment // how to attach to it

	ctx     context.Context // until a signal ends it
	cluster traced
	runner  *script.Runner
	out     *tracePrinter
	errs    io.Writer
	bar     progressBar
	budget  int // how many events happen between two looks at the trace; 0: runBudget
	at, of  int // the line that is carried out, and how many there are
	failed  int
	clients *historyFile
}

func (r *scriptRun) run(ctx context.Context, a *app, file string) (err error) {
	dropLater(runGC)
	lines, err := readScript(a.in, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lines.close()) }()
	return interruptible(ctx, "run", partPrinted, func(ctx context.Context) error { // not while the script is read, which may take for ever
		return r.lines(ctx, a, file, lines)
	})
}

// lines runs the lines of a script.
func (r *scriptRun) lines(ctx context.Context, a *app, file string, lines *scriptText) (err error) {
	r.ctx = ctx
	var head interface{ AppendJSON([]byte) []byte } = &a.cfg.cluster
	keep := func() error { return nil }
	if r.hosts != "" {
		live, leave, err := r.attach(ctx, a)
		if err != nil {
			return fmt.Errorf("run --attach: %w", err)
		}
		defer leave()
		head = live
	} else if keep, err = r.begin(a.cfg.cluster); err != nil {
		return err
	}
	if r.clients, err = newHistoryFile(r.history); err != nil {
		return err
	}
	whole := false
	defer func() { err = errors.Join(err, r.clients.close(whole)) }()
	r.bar.a = a
	r.out, r.errs = newTracePrinter(r.bar.over(a.fittingUnless(r.json)), r.json, head), r.bar.over(a.fitting(a.err))
	if err := r.play(lines); err != nil {
		return err
	}
	if err := keep(); err != nil {
		return unwritten("--save", err)
	}
	whole = true
	return r.verdict(file)
}

// play carries out the lines of a script. The last requests are answered too.
func (r *scriptRun) play(lines *scriptText) error {
	defer r.bar.wipe()
	r.of = lines.count
	for {
		cmd, number, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, r.out.flush())
		}
		r.at = number
		err = r.line(cmd, number)
		var stopped paint.SignalError
		var failed *exitError
		if errors.As(err, &stopped) || errors.As(err, &failed) {
			return errors.Join(err, r.out.flush())
		}
		if err != nil {
			return errors.Join(fmt.Errorf("%s: line %d: %w", scriptName(lines.file), number, err), r.out.flush())
		}
	}
	if err := r.exec(engine.Command{Verb: engine.Until, Expr: "quiet"}); err != nil {
		return errors.Join(err, r.out.flush())
	}
	return r.out.flush()
}

// verdict returns an error if an expectation did not hold.
func (r *scriptRun) verdict(file string) error {
	if r.failed == 0 {
		return nil
	}
	return failed("%s: %s did not hold", scriptName(file), count.Of(r.failed, "expectation"))
}

// begin makes the cluster, and returns the function that saves its session, if that was
// asked for. A script has one branch, so it can't go back in either case.
func (r *scriptRun) begin(cfg engine.Config) (keep func() error, err error) {
	if r.save == "" {
		c, err := engine.New(cfg)
		if err != nil {
			return nil, err
		}
		c.ForgetLoads() // what happens is printed at once
		r.cluster, r.runner = c, script.NewRunner(c)
		return func() error { return nil }, nil
	}
	h, err := history.New(cfg)
	if err != nil {
		return nil, err
	}
	r.cluster, r.runner = h, script.NewRunner(struct{ script.Cluster }{h})
	return func() error { return session.Save(r.save, h) }, nil
}

// line runs one command. An expectation that does not hold is printed and counted; the
// error is for a command that fails.
func (r *scriptRun) line(cmd engine.Command, number int) error {
	err := r.exec(cmd)
	var missed *script.Failure
	if errors.As(err, &missed) {
		r.failed++
		if err := r.out.flush(); err != nil {
			return err
		}
		fmt.Fprintf(r.errs, "ringside: line %d: %s\n", number, oneLine(missed.Error()))
		return nil
	}
	return err
}

func (r *scriptRun) exec(cmd engine.Command) error {
	began := r.cluster.Now()
	err := r.runner.Exec(cmd)
	for done := false; err == nil && !done; {
		done, err = r.runner.Advance(cmp.Or(r.budget, runBudget))
		r.progress(&cmd, began)
		if err := r.out.print(r.cluster, r.clients.add); err != nil {
			return err
		}
		var by paint.SignalError
		if errors.As(context.Cause(r.ctx), &by) {
			return by
		}
	}
	return errors.Join(err, r.out.print(r.cluster, r.clients.add))
}

// progress shows how far the run is: in lines, and within one that lets time pass, in time.
func (r *scriptRun) progress(cmd *engine.Command, began time.Duration) {
	within := 0.0
	if cmd.Verb == engine.Run && cmd.For > 0 {
		within = float64(r.cluster.Now()-began) / float64(cmd.For)
	}
	part := (float64(r.at-1) + min(within, 1)) / float64(max(r.of, 1))
	r.bar.show(part, fmt.Sprintf("line %s of %s, %s events", thousands(r.at), thousands(r.of), thousands(r.cluster.Trace().Len())))
}

// historyFile is the file to which the clients' history is written.
type historyFile struct {
	file    *whole.File
	out     *bufio.Writer
	invoked map[uint32]event.Event // by operation: copies, since the trace may forget them
	buf     []byte
}

// newHistoryFile returns nil if path is empty: then nothing is written.
func newHistoryFile(path string) (*historyFile, error) {
	if path == "" {
		return nil, nil
	}
	f, err := whole.Create(path, 0o644)
	if err != nil {
		return nil, unwritten("--history", err)
	}
	return &historyFile{file: f, out: bufio.NewWriter(f), invoked: make(map[uint32]event.Event)}, nil
}

func (h *historyFile) add(tr *event.Trace, step int) error {
	if h == nil {
		return nil
	}
	e := tr.At(step)
	switch e.Kind {
	case event.Invoke:
		h.invoked[e.Op] = *e
	case event.Reply:
		defer delete(h.invoked, e.Op)
	}
	h.buf = tr.AppendHistory(h.buf[:0], step, h.invocation)
	if _, err := h.out.Write(h.buf); err != nil {
		return unwritten("--history", err)
	}
	return nil
}

// invocation returns the event with which an operation began; nil if it is not known.
func (h *historyFile) invocation(op uint32) *event.Event {
	if e, known := h.invoked[op]; known {
		return &e
	}
	return nil
}

// close keeps the file if it is complete, and else removes it.
func (h *historyFile) close(all bool) error {
	if h == nil {
		return nil
	}
	err := h.out.Flush()
	if err == nil && all {
		err = h.file.Close()
	} else {
		err = errors.Join(err, h.file.Discard())
	}
	return unwritten("--history", err)
}
