// The export command: a session, a code or a script as a diagram, a log or a recording.

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ringside/engine/event"
	"ringside/engine/history"
	"ringside/engine/lanes"
	"ringside/engine/script"
	"ringside/export"
	"ringside/internal/count"
	"ringside/internal/nearest"
	"ringside/internal/strictyaml"
	"ringside/internal/whole"
	"ringside/session"
	"ringside/tui"
	"ringside/tui/theme"
)

func newExportCommand(a *app) *cobra.Command {
	x := exporting{}
	cmd := &cobra.Command{
		Use:   "export SESSION|CODE|SCRIPT|-",
		Short: "Write what happened as a diagram, a recording or a log",
		Long: "Write a session, or what a script does, for others to read: as a Mermaid sequence diagram, as an\n" +
			"SVG picture of the lanes, as an asciinema recording or an animated SVG of the explorer, or as a\n" +
			"log with vector clocks for ShiViz, to be uploaded there. The name of the file says which,\n" +
			"or --as; an animated SVG is --as animation.",
		Example: "ringside export --op 1 -o write.svg story.yaml\n" +
			"ringside export --as mermaid story.txt\n" +
			"ringside export -o story.cast --size 100x30 story.yaml",
		Args: oneExport,
		RunE: func(cmd *cobra.Command, args []string) error { return x.run(cmd, a, args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&x.as, "as", "", "the format: "+strings.Join(export.Formats(), ", ")+"; by default what the file's name says, else mermaid")
	f.StringVarP(&x.out, "output", "o", "-", "the file to write, in place of what it holds; - is the standard output")
	f.StringVar(&x.op, "op", "", "only the operation with this number")
	f.StringVar(&x.steps, "steps", "", "only the steps A-B of the trace")
	f.BoolVar(&x.all, "all", false, "include pings and gossip that belong to no operation")
	f.StringVar(&x.size, "size", "120x36", "the columns and lines of a recording")
	complete(cmd, "as", export.Formats())
	return cmd
}

// oneExport refuses anything but one session or script.
func oneExport(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return fmt.Errorf("export needs one session, code or script (got %s)", count.Of(len(args), "file"))
}

// exporting is one export.
type exporting struct {
	as, out, op, steps, size string
	all                      bool
}

func (x *exporting) run(cmd *cobra.Command, a *app, arg string) (err error) {
	format, err := x.format()
	if err != nil {
		return err
	}
	if err := x.writable(arg); err != nil {
		return err
	}
	switch given := cmd.Flags().Changed; {
	case given("size") && format != export.Cast && format != export.Animation:
		return fmt.Errorf("export: --size goes with the formats %s and %s only", export.Cast, export.Animation)
	case given("op") && given("all"):
		return errors.New("export: --all does not go with --op; pings and gossip belong to no operation")
	}
	if err := oneOfFlags(cmd, "op", "steps"); err != nil {
		return err
	}
	w, h, err := readSize(x.size)
	if err != nil {
		return err
	}
	from, err := find(cmd, a, arg)
	if err != nil {
		return errors.Join(err, from.close())
	}
	defer func() { err = errors.Join(err, from.close()) }()
	return interruptible(cmd.Context(), "export", nothingWritten, func(ctx context.Context) error {
		what, err := from.play(ctx, a)
		if err != nil {
			return err
		}
		if err := a.toEnd(ctx, what.history); err != nil {
			return err
		}
		part, err := x.part(what.history.Trace())
		if err != nil {
			return err
		}
		var data []byte
		if format == export.Cast || format == export.Animation {
			data, err = x.record(ctx, a, what, part, w, h, format == export.Animation)
		} else {
			data, err = export.Text(format, export.Source{Trace: what.history.Trace(), Names: what.history.NodeName, Title: what.title}, part)
		}
		if err != nil {
			return err
		}
		return errors.Join(x.write(a.out, data), what.verdict)
	})
}

// record records the explorer while it plays the session.
func (x *exporting) record(ctx context.Context, a *app, what opened, part lanes.Part, w, h int, animated bool) ([]byte, error) {
	bar := progressBar{a: a}
	defer bar.wipe()
	return tui.Record(ctx, what.history, part, tui.RecordOptions{
		Title: what.title, Width: w, Height: h, Look: theme.Look(a.cfg.theme), ASCII: a.cfg.ascii, Keymap: a.cfg.keymap, Animated: animated,
		Progress: func(part float64) { bar.show(part, "drawn") },
	})
}

// writable refuses a file that can't be written, before anything is done.
func (x *exporting) writable(from string) error {
	if x.out == "-" {
		return nil
	}
	return outputFile("--output", x.out, from)
}

func (x *exporting) write(out io.Writer, data []byte) error {
	if x.out == "-" {
		_, err := out.Write(data)
		return written(err)
	}
	return unwritten("--output", whole.Write(x.out, data, 0o644))
}

// format returns the format that --as names, or else the one of the file's ending.
func (x *exporting) format() (export.Format, error) {
	if x.as != "" {
		if !slices.Contains(export.Formats(), x.as) {
			return "", fmt.Errorf("--as: there is no format %q%s", x.as,
				nearest.Among(x.as, "known", export.Formats()))
		}
		return export.Format(x.as), nil
	}
	if x.out == "-" {
		return export.Mermaid, nil
	}
	format, ok := export.ByEnding(x.out)
	if !ok {
		return "", fmt.Errorf("--output: the name %s does not tell the format; use --as, or a name that does%s",
			strictyaml.Quote(x.out), nearest.List("endings", export.Endings()))
	}
	return format, nil
}

// exported is what is exported, before anything of it is done.
type exported struct {
	arg   string
	lines *scriptText // nil: it is a session or a code
}

// find reads a script. It stands alone, since that may take for ever.
func find(cmd *cobra.Command, a *app, arg string) (s exported, err error) {
	s.arg = arg
	saved := session.IsCode(arg)
	if !saved && arg != "-" {
		if saved, err = session.IsFile(arg); err != nil {
			return s, fmt.Errorf("export: %w", err)
		}
	}
	if saved {
		return s, noClusterFlags(cmd, "a session brings its cluster with it")
	}
	s.lines, err = readScript(a.in, arg)
	return s, err
}

func (s *exported) close() error {
	if s.lines == nil {
		return nil
	}
	return s.lines.close()
}

// play opens a session or a code, or plays a script.
func (s *exported) play(ctx context.Context, a *app) (what opened, err error) {
	if s.lines == nil {
		return a.openSession(ctx, s.arg)
	}
	if what.history, err = history.New(a.cfg.cluster); err != nil {
		return what, err
	}
	r := scriptRun{
		ctx: ctx, cluster: what.history, runner: script.NewRunner(struct{ script.Cluster }{what.history}),
		out: newTracePrinter(io.Discard, false, nil), bar: progressBar{a: a},
	}
	r.errs = r.bar.over(a.err)
	if err := r.play(s.lines); err != nil {
		return what, err
	}
	if what.title = a.cfg.preset.Name; s.arg != "-" {
		what.title = filepath.Base(s.arg)
	}
	what.verdict = r.verdict(s.arg)
	return what, nil
}

// part returns the part that --op and --steps select.
func (x *exporting) part(t *event.Trace) (lanes.Part, error) {
	p := lanes.Part{Signs: x.all}
	switch {
	case x.op != "":
		return x.operation(t, p)
	case x.steps == "":
		return p, nil
	}
	from, to, ok := strings.Cut(x.steps, "-")
	a, err1 := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || a < 1 || b < a || b > t.Len() {
		return p, fmt.Errorf("--steps: %q is not two steps as in 3-17; this trace has the steps 1 to %d", x.steps, t.Len())
	}
	p.From, p.To = a, b
	return p, nil
}

// operation finds where an operation begins.
func (x *exporting) operation(t *event.Trace, p lanes.Part) (lanes.Part, error) {
	op, err := strconv.ParseUint(x.op, 10, 64)
	last := uint32(0)
	for step := 1; step <= t.Len(); step++ {
		if e := t.At(step); e.Kind == event.Invoke {
			if last = e.Op; uint64(last) == op {
				p.Op, p.From = last, step
				return p, nil
			}
		}
	}
	switch {
	case last == 0:
		return p, fmt.Errorf("--op: there are no operations, so there is no operation %s", oneLine(x.op))
	case err != nil:
		return p, fmt.Errorf("--op: %q is not a number; the operations are 1 to %d", x.op, last)
	}
	return p, fmt.Errorf("--op: there is no operation %d; they are 1 to %d", op, last)
}

// The allowed sizes of a recording.
const (
	leastSide, mostSide = 10, 500
)

// readSize reads the size of a screen, as in 120x36.
func readSize(text string) (w, h int, err error) {
	first, second, ok := strings.Cut(text, "x")
	w, err1 := strconv.Atoi(first)
	h, err2 := strconv.Atoi(second)
	if !ok || err1 != nil || err2 != nil || min(w, h) < leastSide || max(w, h) > mostSide {
		return 0, 0, fmt.Errorf("--size: %q is not a size as in 120x36, with %d to %d columns and lines", text, leastSide, mostSide)
	}
	return w, h, nil
}
