// Shrinks a random script in which the checker found something to the commands that it needs.

package tracecheck_test

import (
	"bytes"
	"regexp"
	"slices"

	"ringside/internal/tracecheck"
)

// replayed plays a script and replays its trace.
func (s *plan) replayed() (trace []byte, r tracecheck.Report, err error) {
	if trace, err = s.play(); err != nil {
		return nil, r, err
	}
	lines, err := tracecheck.Read(bytes.NewReader(trace))
	if err != nil {
		return nil, r, err
	}
	return trace, tracecheck.Check(lines), nil
}

// names are what differs between findings of the same kind: numbers, nodes, versions.
var names = regexp.MustCompile(`\[[^\]]*\]|"[^"]*"|\S*\d\S*`)

// kind returns a finding without what is particular to it.
func kind(f tracecheck.Finding) string { return names.ReplaceAllString(f.What, "…") }

// shrunk returns a script with as few commands as possible in which the first finding is of
// the same kind. What it leaves out gives its time to the command after it.
func (s *plan) shrunk(what string) *plan {
	fails := func(t *plan) bool {
		_, r, err := t.replayed()
		return err == nil && len(r.Findings) > 0 && kind(r.Findings[0]) == what
	}
	best := s
	for size := len(best.steps) / 2; size > 0; {
		smaller := false
		for at := 0; at+size <= len(best.steps); {
			if t := best.without(at, size); fails(t) {
				best, smaller = t, true
			} else {
				at += size
			}
		}
		if !smaller || size > 1 {
			size /= 2
		}
	}
	if t := *best; t.heals {
		if t.heals = false; fails(&t) {
			best = &t
		}
	}
	return best
}

// without returns a script without some of its commands.
func (s *plan) without(at, count int) *plan {
	t := *s
	t.steps = slices.Delete(slices.Clone(s.steps), at, at+count)
	if at < len(t.steps) {
		for _, gone := range s.steps[at : at+count] {
			t.steps[at].after += gone.after
		}
	}
	return &t
}
