// Whether what a step has the reader try can still be reached from where they are.

package presets

import (
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
// that the file knows leads to the goal: neither its solution nor any end of it, be it at once or
// after everything is healed. Another way may still do. It is false before the reader has done
// anything, and where that would take too long to find out.
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
	heal := []Line{{Command: engine.Command{Verb: engine.Heal, Node: "all"}}, {Command: engine.Command{Verb: engine.Until, Expr: "quiet"}}}
	for _, first := range [][]Line{nil, heal} {
		for from := range t.solution {
			if l.way(t, append(first[:len(first):len(first)], t.solution[from:]...), &left) || left <= 0 {
				return true
			}
		}
	}
	return false
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
		if v, err := t.Goal.Eval(h); err == nil && v.Holds {
			return true
		}
	}
	return false
}
