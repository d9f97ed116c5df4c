// The state that all commands share: the world, the configuration and the environment.

package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"ringside/tui"
	"ringside/tui/draw"
)

// app is what the commands share. a.cfg is set by the time a command's RunE is called.
type app struct {
	in       io.Reader
	out, err io.Writer
	env      environment
	terminal bool // one that can be drawn on
	dumb     bool // one that can't, as TERM says: it gets what a pipe gets
	watched  bool // err is a terminal that can be drawn on
	columns  int  // of the terminal that out is; 0: it is none
	beside   int  // columns of the terminal that err is; 0: it is none

	now func() time.Time // nil: nothing is timed

	explore, plain func(context.Context, tui.Options) error

	cfg *config

	solver string // whose solutions of challenges are made, as a flag says; "": as the environment does
}

func newApp(w World) *app {
	env := newEnvironment(w.Environ)
	dumb := env.get("TERM") == "dumb"
	return &app{
		in: w.In, out: w.Out, err: w.Err,
		env: env, terminal: w.Terminal && !dumb, dumb: w.Terminal && dumb, watched: w.ErrTerminal && !dumb, columns: w.Columns, beside: w.ErrColumns, now: w.Now,
		explore: w.Explore, plain: w.Plain,
	}
}

// World is the program's surroundings.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Environ  []string // like os.Environ
	// Terminal reports whether both In and Out are terminals.
	Terminal bool
	// ErrTerminal reports whether Err is one: then what takes long shows there how far it is.
	ErrTerminal bool
	// Columns is how wide the terminal is that Out is; 0 if it is none.
	Columns int
	// ErrColumns is how wide the terminal is that Err is; 0 if it is none.
	ErrColumns int
	// Now is the computer's clock; nil: nothing is timed.
	Now func() time.Time
	// Explore opens the explorer, and Plain its plain form, until it is closed.
	Explore, Plain func(context.Context, tui.Options) error
}

// solverName is whose solutions of challenges are made here.
func (a *app) solverName() string {
	if a.solver != "" {
		return a.solver
	}
	return a.env.get("USER")
}

// note prints a line beside the output: what went wrong, or is to be known of it. On a terminal it
// goes on below itself where it doesn't fit.
func (a *app) note(line string) {
	lines := []string{oneLine(line)}
	if a.beside > 0 {
		lines = draw.Hanging(lines[0], a.beside)
	}
	fmt.Fprintln(a.err, strings.Join(lines, "\n"))
}
