package soak

import (
	"errors"

	"ringside/engine/check"
)

// Shrink looks for a round that breaks the same way with fewer steps: it leaves
// out ever smaller parts for as long as the rest still fails, and plays at most
// so many rounds for it.
func Shrink(f *Failure, plays int) *Failure {
	steps := f.Round.Steps[:min(f.After+1, len(f.Round.Steps))]
	rule := ruleOf(f)
	best, ok := replay(f.Round.with(steps), rule)
	if !ok {
		return f // it takes all of it
	}
	for size := max(len(best.Round.Steps)/2, 1); plays > 0; {
		shorter := false
		for from := 0; from < len(best.Round.Steps) && plays > 0; plays-- {
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

// replay plays a round and returns how it fails, if it does by that rule.
func replay(r *Round, rule string) (f *Failure, fails bool) {
	_, err := r.Play()
	return f, errors.As(err, &f) && ruleOf(f) == rule
}

// ruleOf returns the rule that a failure breaks; "" if it is none.
func ruleOf(f *Failure) string {
	var broken *check.Broken
	if errors.As(f, &broken) {
		return broken.Rule
	}
	return ""
}
