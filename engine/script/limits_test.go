// This file runs scripts into the limits of a cluster: each ends, with one line.

package script_test

import (
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

func TestScriptsEndAtLimits(t *testing.T) {
	bounds := history.Bounds{Bytes: 4 << 20, Work: 20_000, Text: 1 << 20, Branches: 50, What: "this copy", Then: "take a new one"}
	for name, c := range map[string]struct {
		lines string
		times int
		says  string
	}{
		"time, by runs":            {"run 1000h\n", 2600, "line 877, run 1000h: virtual time ends 100 years after the start, and that is now"},
		"time, by the last part":   {"run 999h\n", 2600, "line 877, run 999h: virtual time ends 100 years after the start, which is in 876h"},
		"requests at one instant":  {"get k\nget l\nget m\n", 4000, "line 10001, get l: 10,000 requests are under way"},
		"branches":                 {"put k v\nstep 3\nback 2\n", 4000, "put: this copy has 50 branches"},
		"what happens, by until":   {"put k v\nuntil quiet\n", 4000, ": this copy is full: 20,000 things have happened in it"},
		"what happens, by run":     {"put k v\nrun 1s\n", 4000, ": this copy is full: 20,000 things have happened in it"},
		"what happens, by step":    {"put k v\nstep 1000\n", 4000, ": this copy is full: 20,000 things have happened in it"},
		"what happens, by expect":  {"put k v\nexpect reply == ok\n", 4000, ": this copy is full: 20,000 things have happened in it"},
		"forks":                    {"fork\n", 4000, "line 50, fork: this copy has 50 branches"},
		"values of a key":          {"put k v blind\nrun 10ms\n", 1200, "line 2001, put k: it has 1,000 values at once"},
		"memory, one value a time": {"put k " + strings.Repeat("x", 100_000) + "\nuntil quiet\n", 100, "left for commands"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, err := history.New(engine.Default())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(c.says, "line") || name == "forks" {
				h.Bound(bounds)
			}
			err = script.NewRunner(h).RunFile(strings.NewReader(strings.Repeat(c.lines, c.times)), nil)
			if err == nil || !strings.HasPrefix(err.Error(), "line ") || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("it ends with %v, want %q", err, c.says)
			}
		})
	}
}

// TestPlainClusterEnds: the same without a history, as ringside run has it. After the
// end nothing goes on, and each line says so.
func TestPlainClusterEnds(t *testing.T) {
	c, err := engine.New(engine.Default())
	if err != nil {
		t.Fatal(err)
	}
	r := script.NewRunner(c)
	lines := func(text string, says string) {
		t.Helper()
		if err := r.RunFile(strings.NewReader(text), nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("it ends with %v, want %s", err, says)
		}
	}
	lines("crash n1\nput k v\nuntil quiet\n"+strings.Repeat("run 1000h\n", 2600), "run 1000h: virtual time ends 100 years after the start, which is in ")
	if err := r.Exec(engine.Command{Verb: engine.Run, For: engine.MaxTime - c.Now()}); err != nil {
		t.Fatal(err)
	}
	for done := false; !done; {
		if done, err = r.Advance(1000); err != nil {
			t.Fatal(err)
		}
	}
	if c.Now() != engine.MaxTime {
		t.Errorf("the end is at %v", c.Now())
	}
	for _, line := range []string{"step", "run 1ns", "put k v", "crash n2"} {
		lines(line, "virtual time ends")
	}
}
