// This file does a recording again, and says how what happens now differs from what
// happened then.

package session

import (
	"errors"
	"fmt"
	"strings"

	"ringside/engine"
	"ringside/engine/history"
	"ringside/engine/script"
)

// recording is a session as a file or a code has it.
type recording struct {
	cfg     engine.Config
	courses []history.Course
	current int
	engine  int       // the number of the engine that recorded it; 0: nobody knows
	came    []outcome // by branch, what it came to; nil: see traces
	bytes   int       // how much there is of each checksum of that
	traces  []string  // of earlier formats: by branch, the beginning of the checksum of its trace
	doubts  []error   // what this program does not know of it, and leaves out
	cuts    []cut     // by branch, where it ends for want of knowing a command; may be shorter
	placed  placed
}

// cut is a command that this program does not know.
type cut struct {
	why   error         // nil: there is none
	at    int           // which of the branch's own, from 0
	place history.Place // where
	after int           // how many come after it
}

// unknown is why a command is none that this program knows. What is allowed is of no use
// here: nobody is about to write another.
func unknown(line string, why error) error {
	var wrong *script.Error
	if errors.As(why, &wrong) {
		bare := *wrong
		bare.Hint = ""
		why = &bare
	}
	return fmt.Errorf("%s: %w", plain(line), why)
}

// placed makes an error of what is wrong with a part of a branch: its commands, answers,
// end or result; of the first two with a line of it, from 0.
type placed func(branch int, part string, line int, what string) error

// replay does a recording again, as far as that can be.
func (r *recording) replay(pause Pause) (h *history.History, warning Warning, err error) {
	h, deviations, err := history.Replay(r.cfg, r.courses, r.current, pause)
	if err != nil {
		return nil, warning, err
	}
	var told []string
	tell := func(err error) {
		if err != nil {
			told = append(told, err.Error())
		}
	}
	switch {
	case r.engine == engine.Number || r.engine == 0:
	case r.came != nil:
		told = append(told, fmt.Sprintf("recorded by engine %d, and done again by engine %d", r.engine, engine.Number))
	}
	if len(r.doubts) > 0 {
		told = append(told, r.doubts[0].Error()+"; it is left out")
	}
	ends := r.ends(deviations)
	if r.came != nil {
		now, err := outcomes(h, pause)
		if err != nil {
			return nil, warning, err
		}
		tell(r.differs(now, ends))
	} else {
		now, err := traceSums(h, pause)
		if err != nil {
			return nil, warning, err
		}
		tell(r.unlikeTrace(now, deviations, ends))
	}
	early := r.early(ends)
	tell(early)
	return h, Warning{strings.Join(told, "; "), early != nil}, nil
}

// ends says of each branch where it ends early, and why; nil if it does not.
func (r *recording) ends(deviations []*history.Deviation) []*history.Deviation {
	all := make([]*history.Deviation, len(r.courses))
	for i, c := range r.cuts {
		if c.why != nil {
			all[i] = &history.Deviation{Course: i, Index: c.at, Err: c.why}
		}
	}
	for _, d := range deviations { // a command that is refused comes before one that is not known
		if d.Cut {
			all[d.Course] = d
		}
	}
	return all
}

// early says where the first branch ends that ends early.
func (r *recording) early(ends []*history.Deviation) error {
	for i, d := range ends {
		if d == nil {
			continue
		}
		commands := r.courses[i].Commands
		lost := len(commands) - d.Index - 1
		if i < len(r.cuts) && r.cuts[i].why != nil { // it is not among them, nor is what comes after
			lost = len(commands) + 1 + r.cuts[i].after - d.Index - 1
		}
		what := d.Err.Error() + "; it opens up to there"
		switch {
		case lost == 1:
			what += ", without the command after it"
		case lost > 1:
			what += fmt.Sprintf(", without the %d commands after it", lost)
		}
		if lost < 0 {
			return r.placed(i, "end", 0, what)
		}
		return r.placed(i, "commands", d.Index, what)
	}
	return nil
}

// differs says what differs first, of the first branch on which something does.
func (r *recording) differs(came []outcome, ends []*history.Deviation) error {
	for i, now := range came {
		was := &r.came[i]
		if line, what := was.unlike(&now); what != "" {
			return r.placed(i, "answers", line, what)
		}
		if ends[i] != nil {
			continue
		}
		if what := was.sums.differs(&now.sums, r.bytes); what != "" {
			return r.placed(i, "result", 0, what+" at the end is not what was recorded")
		}
	}
	return nil
}

// unlikeTrace says that a trace is not the recorded one, which need not mean that
// anything happened otherwise.
func (r *recording) unlikeTrace(sums []string, deviations, ends []*history.Deviation) error {
	for i, sum := range sums {
		if ends[i] != nil || strings.HasPrefix(sum, r.traces[i]) {
			continue
		}
		what := "saved by an earlier release, which did not keep the answers: whether it goes now as it went then is not known"
		for _, d := range deviations {
			if !d.Cut {
				what += "; from here on it does not: " + d.Err.Error()
				return r.placed(d.Course, "commands", d.Index, what)
			}
		}
		return r.placed(i, "result", 0, what)
	}
	return nil
}
