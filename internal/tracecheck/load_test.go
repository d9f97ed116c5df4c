// Random scripts with loads in them, held against the checker, a copy of the cluster, and
// what the trace says of the load.
package tracecheck_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/load"
	"ringside/internal/steady"
	"ringside/internal/tracecheck"
)

// withLoads puts a load or two into a script.
func withLoads(s *plan, d dice) {
	for range 1 + d.IntN(3) {
		cmd := engine.Command{Verb: engine.Load, Work: load.Workload{
			Count: 1 + d.IntN(40), Puts: pick(d, 0, load.Thousand, d.IntN(load.Thousand+1), d.IntN(load.Thousand+1)), Keys: 1 + d.IntN(4), Zipf: pick(d, 0, 990), Clients: 1 + d.IntN(5), Rate: pick(d, 0, 0, 500), Spread: d.one(3),
		}}
		if d.one(4) {
			cmd = engine.Command{Verb: engine.Load, To: engine.LoadOff}
		}
		s.steps = slices.Insert(s.steps, d.IntN(len(s.steps)), step{0, cmd})
	}
}

// TestLoads replays scripts with loads, and counts the newest load's answers and bytes in
// the trace.
func TestLoads(t *testing.T) {
	n := steady.Rounds(600, 150, 20)
	checked := 0
	for i := range uint64(n) {
		s := draw(*seed+1000, i)
		withLoads(s, dice{rand.New(rand.NewPCG(i, *seed))})
		tr, err := s.play()
		if err != nil {
			t.Fatalf("script %d: %v", i, err)
		}
		lines, err := tracecheck.Read(bytes.NewReader(tr))
		if err != nil {
			t.Fatalf("script %d: %v", i, err)
		}
		if r := tracecheck.Check(lines); len(r.Findings) > 0 {
			t.Fatalf("script %d: %v, the first of %d findings\n%s", i, r.Findings[0], len(r.Findings), s.text())
		}
		if s.last.Load != nil {
			checked++
			counts(t, lines, s.last.Load)
		}
		if t.Failed() {
			t.Fatalf("script %d:\n%s", i, s.text())
		}
	}
	if checked < n/2 {
		t.Errorf("only %d of %d scripts had a load", checked, n)
	}
}

// counts holds the result of a load against the trace.
func counts(t *testing.T, lines []tracecheck.Line, r *load.Result) {
	t.Helper()
	began := 0
	mine := make(map[int]bool)
	var told [event.CoordinatorLost + 1]int
	sent := make(map[string]int)
	missed, older, answered := 0, 0, 0
	over := false
	for _, l := range lines {
		switch {
		case l.Kind == "command" && len(l.Text) > 5 && l.Text[:5] == "load " && l.Text != "load off":
			began, over = l.Step, false
			clear(mine)
			clear(sent)
			told, missed, older, answered = [len(told)]int{}, 0, 0, 0
		case l.Kind == "loaded":
			over = true
		case l.Kind == "invoke" && l.Cause == began:
			mine[l.Op] = true
		case l.Kind == "reply" && mine[l.Op]:
			answered++
			for o := range told {
				if event.Outcome(o).String() == l.Outcome {
					told[o]++
				}
			}
		case l.Kind == "missed" && mine[l.Op]:
			missed++
		case l.Kind == "older" && mine[l.Op]:
			older++
		case l.Kind == "send" && !over:
			sent[cargo(l)] += l.Bytes
		}
	}
	for o := range told {
		if got := r.Puts.Outcomes[o] + r.Gets.Outcomes[o]; got != told[o] {
			t.Errorf("%d clients were told %s, not %d", got, event.Outcome(o), told[o])
		}
	}
	if r.Answered() != answered || r.Missed != missed || r.Older != older {
		t.Errorf("%d answers, %d missed, %d older, not %d, %d, %d", r.Answered(), r.Missed, r.Older, answered, missed, older)
	}
	for _, c := range event.Cargoes() {
		if got, want := r.Sent[c], sent[c.String()]; got != want && c != event.Hinted && c != event.Versions && c != event.Gossiped { // which leaves no events
			t.Errorf("%d bytes of %s, not %d", got, c, want)
		}
	}
	both := func(s func(event.Cargo) int) int { return s(event.Hinted) + s(event.Versions) }
	if got, want := both(func(c event.Cargo) int { return r.Sent[c] }), both(func(c event.Cargo) int { return sent[c.String()] }); got != want {
		t.Errorf("%d bytes of data and hints, not %d", got, want)
	}
}

// cargo says what a message brings. The trace does not say which writes are hints.
func cargo(l tracecheck.Line) string {
	switch l.Type {
	case "write", "data":
		return event.Versions.String()
	case "checksum":
		return event.Checksum.String()
	case "repair":
		return event.Repaired.String()
	case "handoff":
		return event.Hinted.String()
	case "stream":
		return event.Streamed.String()
	}
	return event.Control.String()
}
