// Shrinks a random script in which the checker found something to the commands that it needs.

package tracecheck_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"ringside/internal/tracecheck"
)

// replayed plays a script and replays its trace. That the engine panics is an error.
func (s *plan) replayed() (trace []byte, r tracecheck.Report, err error) {
	defer func() {
		if oops := recover(); oops != nil {
			err = fmt.Errorf("the engine panics: %v", oops)
		}
	}()
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

// fault returns what is wrong with a script first, without what is particular to it; "" if
// nothing is.
func (s *plan) fault() string {
	switch _, r, err := s.replayed(); {
	case err != nil:
		return names.ReplaceAllString(err.Error(), "…")
	case len(r.Findings) > 0:
		return names.ReplaceAllString(r.Findings[0].What, "…")
	}
	return ""
}

// shrunk returns a script with as few commands as possible that has the same fault. What it
// leaves out gives its time to the command after it.
func (s *plan) shrunk() *plan {
	what := s.fault()
	fails := func(t *plan) bool { return t.fault() == what }
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
