// Whether what a step has the reader try can still be reached from where they are.

package presets

import (
	"slices"

	"ringside/engine"
	"ringside/engine/script"
)

// reach is what was found of a step to try: at which state of the reader's doing, and what.
type reach struct {
	revision uint64
	out      bool
}

// mostReached is how many events the ways of one look may have, all in all.
const mostReached = 20_000

// OutOfReach reports whether the reader of a step to try has come to a place from which no way
// that the file knows leads to the goal: neither its solution, nor any end of it, nor the solution
// without one of its commands, be it at once, after what is under way has come to an end, or after
// everything is healed. Another way may still do. It is false before the reader has done anything,
// and where that would take too long to find out.
func (l *WalkthroughRun) OutOfReach() bool {
	if !l.Acts() {
		return false
	}
	leg := &l.legs[l.at]
	if now := l.history.Revision(); leg.reach.revision != now {
		leg.reach = reach{now, !l.leads(l.preset.Steps[l.at].Try)}
	}
	return leg.reach.out
}

// leads reports whether a known way leads from here to the goal, or that is not known.
func (l *WalkthroughRun) leads(t *Try) bool {
	left := mostReached
	quiet := Line{Command: engine.Command{Verb: engine.Until, Expr: "quiet"}}
	heal := Line{Command: engine.Command{Verb: engine.Heal, Node: "all"}}
	for _, first := range [][]Line{nil, {quiet}, {heal, quiet}} {
		for _, rest := range t.ways() {
			if l.way(t, slices.Concat(first, rest), &left) || left <= 0 {
				return true
			}
		}
	}
	return false
}

// ways lists the solution and its ends, and the solution without one of its commands: the reader
// may have given any of them.
func (t *Try) ways() (all [][]Line) {
	for from := range t.solution {
		all = append(all, t.solution[from:])
	}
	for i, line := range t.solution {
		if i > 0 && !line.Verb.MovesTime() {
			all = append(all, slices.Delete(slices.Clone(t.solution), i, i+1))
		}
	}
	return all
}

// way plays lines on a fork, of which those that can't be carried out are left out, and reports
// whether the goal is reached. left is how many events they may have.
func (l *WalkthroughRun) way(t *Try, lines []Line, left *int) bool {
	h := l.history.Fork()
	h.Pausing(l.history.Pause)
	before := h.Effort()
	defer func() {
		l.history.Toil(h.Effort() - before)
		h.Pausing(nil)
	}()
	if h.Part() != nil {
		return true
	}
	f := course{history: h, runner: script.NewRunner(h)}
	for i := range lines {
		n, err := f.line(&lines[i], *left)
		if err != nil {
			f.runner.Cancel()
		} else if *left = n; *left <= 0 {
			return false
		}
		if t.reached(h.Commands()[min(l.legs[l.at].asked.commands, h.Applied()):h.Applied()], h) {
			return true
		}
	}
	return false
}
