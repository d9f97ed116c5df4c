// Shrink: reduces a failing round to fewer steps.

package soak

import (
	"errors"

	"ringside/engine/check"
)

// Shrink looks for a round with fewer steps that breaks the same rule: it removes ever
// smaller parts as long as the rest still fails, and plays rounds as long as more says so.
func Shrink(f *Failure, more func() bool) *Failure {
	steps := f.Round.Steps[:min(f.After+1, len(f.Round.Steps))]
	rule := ruleOf(f)
	best, ok := replay(f.Round.with(steps), rule)
	if !ok {
		return f // all steps are needed
	}
	for size := max(len(best.Round.Steps)/2, 1); ; {
		shorter := false
		for from := 0; from < len(best.Round.Steps); {
			if !more() {
				return best
			}
			rest := best.Round.Steps[from:]
			gone := min(size, len(rest))
			less := append(append([]Step(nil), best.Round.Steps[:from]...), rest[gone:]...)
			if smaller, fails := replay(best.Round.with(less), rule); fails {
				best, shorter = smaller, true
			} else {
				from += size
			}
		}
		if size == 1 && !shorter {
			break
		}
		size = max(size/2, 1)
	}
	return best
}

// replay plays a round and returns how it breaks the rule, if it does.
func replay(r *Round, rule string) (f *Failure, fails bool) {
	_, err := r.Play()
	return f, errors.As(err, &f) && ruleOf(f) == rule
}

// ruleOf returns the rule that a failure breaks; "" if it breaks none.
func ruleOf(f *Failure) string {
	var violation *check.Violation
	if errors.As(f, &violation) {
		return violation.Rule
	}
	return ""
}
