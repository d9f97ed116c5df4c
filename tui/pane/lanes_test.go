// Scenes for the tests of the lanes.

package pane

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/tui/theme"
)

// Scripts whose operations are laid out as lanes.
const (
	write = `
put cart:42 milk via n5
until quiet`

	// timedOut: one replica hangs, the link to another is cut, and the client is told of
	// a timeout. The hung one recovers.
	timedOut = `
put cart milk via n5
run 0.2ms
hang n2
cut n5 n4
until quiet
run 2s
resume n2
run 10ms`

	// repaired: a read finds a stale replica and repairs it before it answers.
	repaired = `
set repair blocking
crash n4
put cart milk via n5
until quiet
start n4
until quiet
get cart via n4
until quiet`

	// awkward is a write to all five of awkwardNames, by a client with such a name.
	awkward = `
set n 5
put "\x1b]0;k\a" "\u202ev\n" as "\tc世"
run 1ms`

	// flying: nothing has arrived yet.
	flying = `
put cart milk via n5
run 0.7ms`
)

// laidOut is the scene after a script, with one of its operations selected and the row of
// one of its steps; 0: the newest.
func laidOut(lines string, op uint32, step int) func(testing.TB) Scene {
	return laidOutOn(engine.Default(), lines, op, step)
}

// awkwardNames is the default cluster with names that are wide, long, or would do
// something to a terminal.
func awkwardNames() engine.Config {
	cfg := engine.Default()
	for i, name := range []string{"世界世界世界世界世界", "a\x1b[31mred", "\u200b", "e\u0301\u0301\u0301\u0301", "a node of a very long name indeed"} {
		cfg.Nodes[i].Name = name
	}
	return cfg
}

// played is a cluster in which lines have been carried out.
func played(t testing.TB, cfg engine.Config, lines string) *engine.Cluster {
	t.Helper()
	c, err := engine.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(c)
	for line := range strings.Lines(lines) {
		cmd, err := script.Parse(line)
		if err == nil && cmd.Verb != 0 {
			err = r.Exec(cmd)
		}
		for done := false; err == nil && !done; {
			done, err = r.Advance(1000)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func laidOutOn(cfg engine.Config, lines string, op uint32, step int) func(testing.TB) Scene {
	return func(t testing.TB) Scene {
		v := played(t, cfg, lines).View(engine.Watch{})
		s := sceneOf(v, "", theme.Options{Dark: true})
		for _, o := range v.Ops {
			if o.ID == op {
				s.Op = o
			}
		}
		if step > 0 {
			s.Lanes = LanesPlace{Op: op, Step: int(s.Op.Step) + step}
		}
		return s
	}
}
