// Tests of the soak command: its summary, its progress, interrupts, and a broken rule.

package cli

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/soak"
	"ringside/session"
)

// TestSoak: a run ends with a summary, prints its progress without a terminal, and is the
// same for the same seed.
func TestSoak(t *testing.T) {
	const line = "ringside soak --ops 3000 --seed 5"
	got := shell(t.TempDir(), line, false)
	for _, want := range []string{
		`(?m)^operations  \d,\d{3} in \d+ rounds of seed 5$`, `(?m)^outcomes    ok \d`, `(?m)^faults      \d+: crash \d`,
		`(?m)^refused     \d+, without effect$`, `(?m)^observed    \d+ lost, \d+ shadowed, \d+ stale reads`,
		`(?m)^events      [\d,]+ in .* of virtual time$`, `(?m)^all held    \d+ rules$`, `(?m)^! +\d0%  [\d,]+ operations in `,
	} {
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("no line like %s in\n%s", want, got)
		}
	}
	if again := shell(t.TempDir(), line, false); again != got {
		t.Errorf("the same seed gives\n%s\nand then\n%s", got, again)
	}
	if one := shell(t.TempDir(), "ringside soak --round 3 --seed 5", false); !strings.Contains(one, " in 1 round of seed 5") {
		t.Errorf("--round plays\n%s", one)
	}
}

// TestSoakBar: on a terminal the bar is removed before the summary.
func TestSoakBar(t *testing.T) {
	got := shell(t.TempDir(), "ringside soak --ops 300 --ascii", true)
	if strings.Contains(got, "%  ") {
		t.Errorf("lines of progress on a terminal:\n%q", got)
	}
}

// TestSoakIsStopped: after an interrupt it prints its results so far.
func TestSoakIsStopped(t *testing.T) {
	var out, errs bytes.Buffer
	a := newApp(World{Out: &out, Err: &errs})
	a.cfg = &config{cluster: engine.Default(), from: sources{}}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	s := soaking{ops: 1000, only: -1}
	err := s.run(ctx, a)
	if exitCode(err) != 130 || !strings.Contains(err.Error(), "stopped after 0 of 1,000 operations") || !strings.Contains(out.String(), "operations  0") {
		t.Errorf("stopped: exit %d, %v\n%s", exitCode(err), err, out.String())
	}
}

// TestSoakTellsWhatBreaks: a round that breaks a rule is printed with the few commands
// that show it, a code, and a file, and both reproduce it.
func TestSoakTellsWhatBreaks(t *testing.T) {
	cfg := engine.Default()
	cfg.R, cfg.W, cfg.Repair = engine.Answers(1), engine.Answers(1), engine.RepairOff
	var f *soak.Failure
	for n := 0; f == nil && n < 50; n++ {
		r := soak.Draw(soak.Options{Seed: 1, Base: &cfg}, n)
		r.Promises.Overlap = true // nothing promises that where R+W is not above N
		if _, err := r.Play(); err != nil && !errors.As(err, &f) {
			t.Fatal(err)
		}
	}
	if f == nil {
		t.Fatal("no round has broken the rule")
	}
	var out, errs bytes.Buffer
	s := soaking{save: filepath.Join(t.TempDir(), "broken.yaml")}
	err := s.report(context.Background(), newApp(World{Out: &out, Err: &errs}), f)
	if exitCode(err) != 1 || !strings.Contains(out.String(), "no read misses an acknowledged write") {
		t.Errorf("exit %d, %v\n%s", exitCode(err), err, out.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	coded, _, err := session.Decode(strings.TrimPrefix(lines[len(lines)-1], "ringside replay "))
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	kept, _, err := session.Open(s.save)
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]*history.History{"code": coded, "file": kept} {
		if err := h.Go(h.End()); err != nil {
			t.Fatal(err)
		}
		if h.View(engine.Watch{}).Tally.Stale == 0 {
			t.Errorf("the %s leads to no stale read", name)
		}
	}
}
