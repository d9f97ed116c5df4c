// The history of two readers from "Designing Data-Intensive Applications", found by
// porcupine.

package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/cockroachdb/datadriven"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/steady"
)

// TestTwoReaders lets porcupine find what "Designing Data-Intensive Applications" shows in
// chapter 9: although every read quorum meets every write quorum, and nothing breaks, a
// reader sees a write that is under way, and a later reader does not. The file keeps the
// first history that is found, in its shortest form, and what the observer says of many
// (the rates depend on the delays, the zeros do not).
//
// Regenerate with: go test ./engine -run TwoReaders -rewrite
func TestTwoReaders(t *testing.T) {
	datadriven.RunTest(t, "testdata/histories/two_readers", func(t *testing.T, d *datadriven.TestData) string {
		cfg := engine.Default()
		seeds := 500
		for _, arg := range d.CmdArgs {
			if arg.Key == "seeds" {
				d.ScanArgs(t, "seeds", &seeds)
				continue
			}
			var err error
			if cfg.Settings, err = engine.With(cfg.Settings, arg.Key, arg.Vals[0]); err != nil {
				d.Fatalf(t, "%v", err)
			}
		}
		cfg.Conflict, cfg.Timeout = engine.LWW, time.Hour
		if raced := steady.Rounds(seeds, seeds, 5); raced < seeds { // too few for the figures of the file
			observed(t, cfg, raced)
			return d.Expected
		}
		if d.Cmd == "observed" {
			return observed(t, cfg, seeds)
		}
		found, first := 0, ""
		for seed := range uint64(seeds) {
			cfg.Seed = seed
			seen, tr := clients(t, cfg, 24)
			if porcupine.CheckOperations(register, seen) {
				continue
			}
			if found++; found == 1 {
				first = fmt.Sprintf("seed %d:\n%s", seed, drawn(shortest(seen), tr))
			}
		}
		return fmt.Sprintf("of %d seeds %d give a history that no single copy could have\n%s", seeds, found, first)
	})
}

// observed counts the seeds in which the observer found a read that missed an acknowledged
// write, and those in which a read was older than an earlier one.
func observed(t *testing.T, cfg engine.Config, seeds int) string {
	missed, older := 0, 0
	for seed := range uint64(seeds) {
		cfg.Seed = seed
		_, tr := clients(t, cfg, 24)
		var kinds [256]bool
		for step := 1; step <= tr.Len(); step++ {
			kinds[tr.At(step).Kind] = true
		}
		if kinds[event.Missed] {
			missed++
		}
		if kinds[event.Older] {
			older++
		}
	}
	return fmt.Sprintf("of %d seeds %d miss an acknowledged write, %d have a read older than one before it\n", seeds, missed, older)
}

// shortest reduces a history to what makes it not linearizable, and returns the rest by
// the time of its requests. A write is only removed if nobody read it.
func shortest(seen []porcupine.Operation) []porcupine.Operation {
	read := func(value string) bool {
		return slices.ContainsFunc(seen, func(o porcupine.Operation) bool { return !o.Input.(request).put && o.Output == value })
	}
	for i := 0; i < len(seen); i++ {
		in := seen[i].Input.(request)
		without := slices.Delete(slices.Clone(seen), i, i+1)
		if in.put && read(in.value) || porcupine.CheckOperations(register, without) {
			continue
		}
		seen, i = without, -1 // from the beginning: what had to stay may go now
	}
	slices.SortFunc(seen, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	return seen
}

// drawn prints which client asked when, for how long, and with what result.
func drawn(seen []porcupine.Operation, tr *event.Trace) string {
	const columns = 48
	when := func(step int64) time.Duration { return tr.At(int(step)).At }
	from, to := when(seen[0].Call), when(seen[0].Return)
	for _, o := range seen {
		to = max(to, when(o.Return))
	}
	at := func(step int64) int { return int((when(step) - from) * (columns - 1) / (to - from)) }
	var out strings.Builder
	for _, o := range seen {
		bar := []rune(strings.Repeat(" ", columns))
		for x := at(o.Call); x <= at(o.Return); x++ {
			bar[x] = '─'
		}
		what := fmt.Sprintf("read %q", o.Output)
		if in := o.Input.(request); in.put {
			what = fmt.Sprintf("write %q", in.value)
		}
		fmt.Fprintf(&out, "client %d  %s  %-11s %7.3f to %7.3f ms\n", o.ClientId+1, string(bar), what, when(o.Call).Seconds()*1000, when(o.Return).Seconds()*1000)
	}
	return out.String()
}
