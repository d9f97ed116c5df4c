// Package cli is the command line: the commands and the configuration.
//
//	args, environment, config.yaml ──▶ configuration ──▶ command ──▶ explorer, text, exit code
//	                                        ▲
//	                                     preset
//
// It is the only importer of cobra and viper. Every error in what a user wrote becomes
// one line on the standard error, which names where it is (flag, variable, file and
// line), the value and what is allowed. The exit code is 2 for what can't be read, 1 for
// something that was tried and failed, such as an expectation, 128 plus the signal's
// number if a signal ended the command, and else 0. That holds for a server too, which
// runs until a signal ends it.
package cli

import (
	"context"
	"io"
	"os"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"ringside/tui"
	"ringside/tui/plain"
)

// Version is the program's version.
const Version = "0.1.0"

// System returns the world of a program that was started from a shell.
func System() World {
	return World{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ:     os.Environ(),
		Terminal:    term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd()),
		ErrTerminal: term.IsTerminal(os.Stderr.Fd()),
		Columns:     columns(os.Stdout),
		ErrColumns:  columns(os.Stderr),
		Now:         time.Now,
		Explore:     tui.Run,
		Plain:       plainly,
	}
}

// columns returns the width of the terminal that a file is; 0 if it is none, or nil.
func columns(f *os.File) int {
	if f == nil {
		return 0
	}
	w, _, err := term.GetSize(f.Fd())
	if err != nil {
		return 0
	}
	return w
}

// plainly shows the explorer's plain form.
func plainly(ctx context.Context, o tui.Options) error {
	out, _ := o.Out.(*os.File)
	if o.Out == nil {
		out = os.Stdout
	}
	return plain.Run(ctx, plain.Options{
		Cluster: o.Cluster, Title: o.Title, File: o.File, ASCII: o.ASCII, Env: o.Env, In: o.In, Out: o.Out, Left: o.Left,
		Columns: func() int { return columns(out) },
		Learn:   o.Learn, Solver: o.Solver, List: o.Catalogue, ProgressStore: o.ProgressStore,
	})
}

// Main runs the command that args ask for (without the program's name) and returns its
// exit code.
func Main(args []string, world World) int {
	a := newApp(world)
	root := newRootCommand(a)
	root.Version = Version
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	for _, w := range []io.Writer{a.out, a.err} {
		if f, ok := w.(*os.File); ok {
			lipgloss.EnableLegacyWindowsANSI(f) // the log of a class has colours; elsewhere nothing is needed
		}
	}
	refuseNamesOfNothing(root)
	root.SetHelpFunc(a.help)
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	if err != nil && err.Error() != "" {
		a.note("ringside: " + err.Error())
	}
	return exitCode(err)
}

// refuseNamesOfNothing has cobra add its own commands, help and completion, and makes both
// refuse the name of a command or a shell that there is not.
func refuseNamesOfNothing(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = helpOfCommand
		case "completion": // without something to run, cobra takes any argument for a question after the help
			c.Args, c.RunE = noSuchCommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}
