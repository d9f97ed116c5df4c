// This file makes a history again from what is recorded of it.

package history

import (
	"errors"
	"fmt"

	"ringside/engine"
)

// Unknown is the Step of a Moment that is given by Turn and Now alone.
const Unknown = -1

// ReplayError says at which command a recording turns out not to be one of
// this cluster.
type ReplayError struct {
	Course int // from 0
	Index  int // of the command, from 0; that of the end is how many commands there are
	Err    error
}

func (e *ReplayError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong.
func (e *ReplayError) Unwrap() error { return e.Err }

// Course is what is recorded of a branch beyond what it has in common with the
// one that it left.
type Course struct {
	Parent   int    // the branch that it left, counted from 1; 0 for the first
	From     Moment // where
	Commands []Recorded
	End      Moment
	Left     Moment // where it stands, or stood when another one was taken up
}

// Courses returns what is recorded of all branches, in the order in which they
// began: with the number of the current one all that a History is.
func (h *History) Courses() (all []Course, current int) {
	for _, b := range h.branches {
		c := Course{Parent: b.parent, From: b.from, End: b.end, Left: b.left}
		for i := b.log.from(b.from.Step); i < b.log.len(); i++ {
			c.Commands = append(c.Commands, b.log.entry(i))
		}
		if b == h.on {
			c.Left, current = h.Position(), b.id
		}
		all = append(all, c)
	}
	return all, current
}

// Replay makes a history of one branch again from what is recorded of it, and
// stands at its end. Moments may have an Unknown Step; those that are known must
// be met. The error is that of engine.New, or a *ReplayError: a cluster that behaves
// otherwise than the recorded one is not half replayed but refused.
func Replay(cfg engine.Config, commands []Recorded, end Moment) (*History, error) {
	h, err := newReplay(cfg)
	if err != nil {
		return nil, err
	}
	if at, err := h.follow(commands, end); err != nil {
		return nil, &ReplayError{0, at, err}
	}
	h.settle()
	return h, nil
}

// newReplay makes a history for what is recorded. What could be recorded is not refused:
// branches are made in another order than they were then, and what is kept beside them
// is not the same.
func newReplay(cfg engine.Config) (*History, error) {
	h, err := New(cfg)
	if err == nil {
		b := &h.account.Bounds
		b.Bytes, b.Work = plus(b.Bytes, b.Bytes/4), plus(b.Work, b.Work/4)
		b.Text, b.Branches = plus(b.Text, b.Text/4), b.Branches+1
	}
	return h, err
}

// settle gives a history that has been made again the usual bounds.
func (h *History) settle() {
	h.account.Bounds, h.account.had = SessionBounds(), held{}
	h.weigh()
}

// ReplayAll makes a history again from what Courses returned, and stands where it
// stood. The error is as that of Replay.
func ReplayAll(cfg engine.Config, courses []Course, current int) (*History, error) {
	h, err := newReplay(cfg)
	if err != nil {
		return nil, err
	}
	if current < 1 || current > len(courses) {
		return nil, fmt.Errorf("no branch %d: there are 1 to %d", current, len(courses))
	}
	for i := range courses {
		if at, err := h.course(i, &courses[i]); err != nil {
			return nil, &ReplayError{i, at, err}
		}
	}
	for i := range h.branches {
		h.mine(i + 1).left = courses[i].Left // each has been seen to be there
	}
	at := courses[current-1].Left
	if h.on.id == current {
		err = h.Go(at)
	} else {
		err = h.Switch(current)
	}
	h.settle()
	return h, err
}

// course records a branch again. The error comes with the command that can't be.
func (h *History) course(i int, c *Course) (at int, err error) {
	if (c.Parent == 0) != (i == 0) || c.Parent > i {
		return 0, fmt.Errorf("it leaves branch %d, which is none before it", c.Parent)
	}
	if i > 0 {
		if err := errors.Join(h.Switch(c.Parent), h.Go(c.From)); err != nil {
			return 0, err
		}
		if err := h.Split(); err != nil {
			return 0, err
		}
	}
	if at, err := h.follow(c.Commands, c.End); err != nil {
		return at, err
	}
	return len(c.Commands), h.Go(c.Left)
}

// follow does what is recorded, up to the end.
func (h *History) follow(commands []Recorded, end Moment) (at int, err error) {
	for i, r := range commands {
		if err := h.extend(r.At); err != nil {
			return i, err
		}
		if err := h.Apply(r.Command); err != nil {
			return i, err
		}
	}
	return len(commands), h.extend(end)
}

// extend lets happen what the recording says happened until a moment.
func (h *History) extend(to Moment) error {
	known := to.Step != Unknown
	for h.turn < to.Turn && (!known || h.live.Trace().Len() <= to.Step) {
		if !h.once() {
			if err := h.Full(); err != nil {
				return err
			}
			return fmt.Errorf("after step %d nothing is left to happen, but something is recorded", h.live.Trace().Len())
		}
	}
	if known && h.live.Trace().Len() != to.Step {
		return fmt.Errorf("step %d is recorded, and replaying leads to step %d", to.Step, h.live.Trace().Len())
	}
	next, more := h.live.Next()
	if h.turn != to.Turn || h.live.Now() > to.Now || more && next < to.Now {
		return fmt.Errorf("turn %d at %v is recorded, and replaying leads to turn %d at %v", to.Turn, to.Now, h.turn, h.live.Now())
	}
	if to.Now > engine.MaxTime {
		return engine.ErrTime
	}
	h.idle(to.Now)
	return nil
}
