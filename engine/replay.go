package engine

import (
	"fmt"
)

// Unknown is the Step of a Moment that is given by Turn and Now alone.
const Unknown = -1

// ReplayError says at which command a recording turns out not to be one of
// this cluster.
type ReplayError struct {
	Index int // of the command, from 0; that of the end is how many commands there are
	Err   error
}

func (e *ReplayError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *ReplayError) Unwrap() error { return e.Err }

// Replay makes a history again from what is recorded of it, and stands at its
// end. Moments may have an Unknown Step; those that are known must be met. The
// error is that of New, or a *ReplayError: a cluster that behaves otherwise than
// the recorded one is not half replayed but refused.
func Replay(cfg Config, commands []Recorded, end Moment) (*History, error) {
	h, err := NewHistory(cfg)
	if err != nil {
		return nil, err
	}
	for i, r := range commands {
		if err := h.extend(r.At); err != nil {
			return nil, &ReplayError{i, err}
		}
		if err := h.Apply(r.Command); err != nil {
			return nil, &ReplayError{i, err}
		}
	}
	if err := h.extend(end); err != nil {
		return nil, &ReplayError{len(commands), err}
	}
	return h, nil
}

// extend lets happen what the recording says happened until a moment.
func (h *History) extend(to Moment) error {
	known := to.Step != Unknown
	for h.turn < to.Turn && (!known || h.live.trace.Len() <= to.Step) {
		if !h.once() {
			return fmt.Errorf("after step %d nothing is left to happen, but something is recorded", h.live.trace.Len())
		}
	}
	if known && h.live.trace.Len() != to.Step {
		return fmt.Errorf("step %d is recorded, and replaying leads to step %d", to.Step, h.live.trace.Len())
	}
	next, more := h.live.Next()
	if h.turn != to.Turn || h.live.now > to.Now || more && next < to.Now {
		return fmt.Errorf("turn %d at %v is recorded, and replaying leads to turn %d at %v", to.Turn, to.Now, h.turn, h.live.now)
	}
	h.idle(to.Now)
	return nil
}
