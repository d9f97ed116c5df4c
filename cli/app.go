// The state that all commands share: the world, the configuration and the environment.

package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"ringside/tui"
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

	now func() time.Time // nil: nothing is timed

	explore, plain func(context.Context, tui.Options) error

	cfg *config
}

func newApp(w World) *app {
	env := newEnvironment(w.Environ)
	dumb := env.get("TERM") == "dumb"
	return &app{
		in: w.In, out: w.Out, err: w.Err,
		env: env, terminal: w.Terminal && !dumb, dumb: w.Terminal && dumb, watched: w.ErrTerminal && !dumb, columns: w.Columns, now: w.Now,
		explore: w.Explore, plain: w.Plain,
	}
}

// environment holds the variables that were set when the program started.
type environment struct {
	list   []string
	values map[string]string
}

func newEnvironment(list []string) environment {
	e := environment{list: list, values: make(map[string]string, len(list))}
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		e.values[name] = value
	}
	return e
}

// get returns a variable's value; "" if it is not set.
func (e environment) get(name string) string { return e.values[name] }
