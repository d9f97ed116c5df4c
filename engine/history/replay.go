// This file makes a history again from what is recorded of it.

package history

import (
	"errors"
	"fmt"
	"time"

	"ringside/engine"
	"ringside/internal/timespan"
)

// Place is a moment of a branch, told so that another release finds it again, which may
// record other events: by the commands before it, and by time. Turn says which of the things
// that happen at that very time lie before it, as long as all goes as it went.
type Place struct {
	Done int // how many of the branch's commands lie before it
	Turn int
	Now  time.Duration
}

// Placed is a command and where it was applied.
type Placed struct {
	At Place
	engine.Command
}

// Course is what is recorded of a branch beyond what it has in common with the
// one that it left.
type Course struct {
	Parent   int   // the branch that it left, counted from 1; 0 for the first
	From     Place // where
	Commands []Placed
	End      Place
	Left     Place // where it stands, or stood when another one was taken up
}

// Courses returns what is recorded of all branches, in the order in which they
// began: with the number of the current one all that a History is.
func (h *History) Courses() (all []Course, current int) {
	for _, b := range h.branches {
		place := func(m Moment) Place { return Place{b.log.from(m.Step), m.Turn, m.Now} }
		left := b.left
		if b == h.on {
			left, current = h.Position(), b.id
		}
		c := Course{Parent: b.parent, From: place(b.from), End: place(b.end), Left: place(left)}
		for i := c.From.Done; i < b.log.len(); i++ {
			r := b.log.entry(i)
			c.Commands = append(c.Commands, Placed{Place{i, r.At.Turn, r.At.Now}, r.Command})
		}
		all = append(all, c)
	}
	return all, current
}

// ErrStopped says that a pause has ended what is done again.
var ErrStopped = errors.New("stopped before it was done")

// Deviation says where a recording turns out not to be one of this cluster.
type Deviation struct {
	Course int   // from 0
	Index  int   // of the command, from 0; that of the end is how many commands there are
	Cut    bool  // the branch ends there, for want of going on; else it goes on from there at the times that are recorded
	Err    error // what is wrong, without the place
}

// Replay makes a history again from what Courses returned, as far as that can be, and stands
// where it stood. What another engine recorded may go another way now: commands come at the
// times at which they came then, whatever has happened until then. The first place at which
// it is seen to is among the deviations, and of each branch where it ends early, because a
// command is refused now. The error is that of engine.New, or says that the branches do not
// fit each other.
//
// Now and then it calls pause, unless that is nil, with how much is done, from 0 to 1. The error is
// ErrStopped if pause says not to go on.
func Replay(cfg engine.Config, courses []Course, current int, pause func(part float64) bool) (*History, []*Deviation, error) {
	h, err := newReplay(cfg)
	if err != nil {
		return nil, nil, err
	}
	r := replay{h: h}
	for i := range courses {
		r.whole += courses[i].turns()
	}
	if pause != nil {
		h.Pausing(func() bool { return pause(r.part()) })
		defer h.Pausing(nil)
	}
	if current < 1 || current > len(courses) {
		return nil, nil, fmt.Errorf("no branch %d: there are 1 to %d", current, len(courses))
	}
	for i := range courses {
		if err := r.course(i, &courses[i]); err != nil {
			return nil, nil, err
		}
		if h.given {
			return nil, nil, ErrStopped
		}
	}
	if h.on.id != current {
		if err := h.Switch(current); err != nil { // each stands where it was left
			return nil, nil, err
		}
	}
	if h.given {
		return nil, nil, ErrStopped
	}
	h.settle()
	return h, r.deviations, nil
}

// turns returns how many things happen on a course.
func (c *Course) turns() int { return max(c.End.Turn-c.From.Turn, 0) }

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

// replay is a recording on its way to be a history again.
type replay struct {
	h          *History
	strayed    bool // the turns of the recording are not those of this cluster
	deviations []*Deviation

	whole, done int     // turns of all courses, and of those that are over
	on          *Course // that is being followed; nil: none
}

// part returns how much is done.
func (r *replay) part() float64 {
	done := r.done
	if r.on != nil {
		done += min(max(r.h.turn-r.on.From.Turn, 0), r.on.turns())
	}
	return float64(done) / float64(max(r.whole, 1))
}

func (r *replay) deviates(course, index int, cut bool, err error) {
	r.deviations = append(r.deviations, &Deviation{course, index, cut, err})
}

// course records a branch again.
func (r *replay) course(i int, c *Course) error {
	if (c.Parent == 0) != (i == 0) || c.Parent > i {
		return fmt.Errorf("branch %d leaves branch %d, which is none before it", i+1, c.Parent)
	}
	whole := true
	if i > 0 {
		if err := r.leave(i, c); err != nil {
			return err
		}
		whole = c.From.Done <= r.h.on.log.len()
	}
	if !whole {
		r.deviates(i, 0, true, errors.New("what it began with is cut off"))
		return nil
	}
	r.on = c
	there := r.follow(i, c)
	r.on, r.done = nil, r.done+c.turns()
	if there && c.Left != c.End {
		r.find(c.Left)
	}
	return nil
}

// leave begins a branch where it left another one, which stands as it stood.
func (r *replay) leave(i int, c *Course) error {
	if err := r.h.Switch(c.Parent); err != nil {
		return err
	}
	was := r.h.Position()
	if err := r.find(c.From); err != nil {
		r.deviates(i, 0, false, err)
	}
	if err := r.h.Split(); err != nil {
		return err
	}
	r.h.branches[c.Parent-1].left = was
	return nil
}

// follow does what is recorded, up to the end, and reports whether it came there.
func (r *replay) follow(i int, c *Course) bool {
	for at := range c.Commands {
		cmd := &c.Commands[at]
		err := r.reach(i, at, cmd.At)
		if err == nil {
			err = r.h.Apply(cmd.Command)
		}
		if err != nil {
			r.deviates(i, at, true, err)
			return false
		}
	}
	if err := r.reach(i, len(c.Commands), c.End); err != nil {
		r.deviates(i, len(c.Commands), true, err)
		return false
	}
	return true
}

// find goes to a place of the branch, from the last keyframe before it.
func (r *replay) find(to Place) error {
	h := r.h
	if to.Done > h.on.log.len() { // the branch ends early
		h.travel(h.on.end)
		return nil
	}
	h.rewind(func(m Moment) bool {
		before := m.Now < to.Now || m.Now == to.Now && m.Turn <= to.Turn
		return before && h.on.log.from(m.Step) <= to.Done
	})
	err := r.near(to)
	h.mark()
	return err
}

// reach is near, for the place of a command or of the end.
func (r *replay) reach(course, index int, to Place) error {
	strayed := r.strayed
	if err := r.near(to); err != nil {
		return err
	}
	if r.strayed && !strayed {
		r.deviates(course, index, false, fmt.Errorf("turn %d at %s is recorded, and doing it again leads to turn %d", to.Turn, timespan.Text(to.Now), r.h.turn))
	}
	return nil
}

// near lets happen what happens until a place, but no command after it. The error says
// why that can't be.
func (r *replay) near(to Place) error {
	h := r.h
	switch {
	case to.Now > engine.MaxTime:
		return engine.ErrTime
	case to.Now < h.live.Now():
		return fmt.Errorf("%s is recorded, and before it %s", timespan.Text(to.Now), timespan.Text(h.live.Now()))
	}
	for {
		next, more := h.Next()
		_, due := h.due()
		if !more || next > to.Now || due && h.next >= to.Done || next == to.Now && !due && h.turn == to.Turn && !r.strayed {
			break
		}
		if !h.onward() && h.given {
			return ErrStopped
		}
	}
	if next, more := h.live.Next(); more && next < to.Now {
		if err := h.Full(); err != nil {
			return err
		}
	}
	r.strayed = r.strayed || h.turn != to.Turn
	until := to.Now
	if at, due := h.due(); due {
		until = min(until, at.Now) // of a command that is not before the place
	}
	h.idle(until)
	return nil
}

// rewind begins at the last moment that is known to lie before another: here, or a keyframe.
func (h *History) rewind(before func(Moment) bool) {
	f := h.on.frames[0]
	for _, one := range h.on.frames {
		if before(one.at) {
			f = one
		}
	}
	if tip := h.on.tip; tip.c != nil && before(tip.at) && tip.at.Compare(f.at) > 0 {
		f = tip
	}
	if here := h.Position(); before(here) && here.Compare(f.at) >= 0 {
		return
	}
	h.leave()
	h.start(f)
}
