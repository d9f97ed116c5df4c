// This file has the courses of events that there are, and goes from one to another.

package history

import (
	"fmt"
	"slices"
)

// branch is one course of events, from the start to its end. Forks share those that
// nobody is on: only its owner changes one, and everybody else makes it their own before.
type branch struct {
	owner      *owner
	id, parent int
	from       Moment // where it left its parent
	log        journal
	text       int // bytes of the lines of its own commands
	end        Moment
	left       Moment     // where it stood when another one was taken up
	frames     []keyframe // ascending; the first is the start
	tip        keyframe   // the end, when it was last left; may have no cluster
	stops      stops
}

// owner is who may change a branch: a history until it is forked, then it is another one.
type owner struct{ _ byte }

// mine returns a branch to be changed.
func (h *History) mine(id int) *branch {
	b := h.branches[id-1]
	if b.owner != h.owner {
		b = b.clone(h.owner)
		h.branches[id-1] = b
		h.effort += effortOfBranch
	}
	return b
}

// Branch describes one course of events.
type Branch struct {
	ID       int    // counted from 1
	Parent   int    // the branch that it left, 0 for the first
	From     Moment // where it left that one
	End      Moment // how far it is recorded
	Commands int    // all before its end, those before From too
	Own      int    // those of its own
	First    string // the first command of its own, as a line; "" if there is none
	Current  bool
}

// Branches lists all branches in the order in which they began.
func (h *History) Branches() []Branch {
	all := make([]Branch, len(h.branches))
	h.effort += uint64(len(all) * effortOfBranch)
	for i, b := range h.branches {
		all[i] = Branch{
			ID: b.id, Parent: b.parent, From: b.from, End: b.end, Commands: b.log.len(), Current: b == h.on,
		}
		own := b.log.from(b.from.Step)
		if all[i].Own = b.log.len() - own; all[i].Own > 0 {
			all[i].First = b.log.entry(own).Command.String()
		}
	}
	return all
}

// Branch returns the number of the branch that the history is on, counted from 1, and
// how many there are. It takes no longer with more of them.
func (h *History) Branch() (on, of int) { return h.on.id, len(h.branches) }

// Switch takes up another branch where it was left. The error says which there
// are.
func (h *History) Switch(id int) error {
	if id < 1 || id > len(h.branches) {
		return fmt.Errorf("no branch %d: there are 1 to %d", id, len(h.branches))
	}
	if id == h.on.id {
		return nil
	}
	h.takeUp(id, h.branches[id-1].left)
	return nil
}

// takeUp takes up another branch at a moment of it.
func (h *History) takeUp(id int, at Moment) {
	h.undone = nil
	to := h.mine(id)
	h.leave()
	h.on.left = h.Position()
	h.borrow(to)
	h.leaves(h.on)
	h.on = to
	h.start(to.frameBefore(at))
	h.travel(at)
}

// Reach goes to a moment that has exactly these commands before it, on whatever branch: on
// this one if it can, else on the first that has the moment. Where only time passes before
// the moment, and somebody has done something in that time, a branch begins with the time
// that passes. It returns false if no branch leads there, and an error if none can begin;
// then nothing has changed but where the history stands.
func (h *History) Reach(to Moment, after []Recorded) (bool, error) {
	h.effort += uint64(len(h.branches) + len(after))
	on, near := 0, to
	for _, b := range append([]*branch{h.on}, h.branches...) {
		m, leads := b.leads(to, after)
		if leads && m == to {
			on, near = b.id, m
			break
		}
		if leads && on == 0 {
			on, near = b.id, m
		}
	}
	if on == 0 {
		return false, nil
	}
	if on != h.on.id {
		h.takeUp(on, near)
	} else {
		h.undone = nil
		h.travel(near)
	}
	if near != to && !h.given {
		if err := h.Part(); err != nil {
			return false, err
		}
		h.idle(to.Now)
	}
	return h.given || h.Position() == to, nil
}

// Begins reports whether the branch begins with these commands.
func (h *History) Begins(with []Recorded) bool { return h.on.log.begins(with) }

// leads reports whether the branch leads to a moment that has exactly these commands before
// it, and returns up to where: the moment, or an earlier one from which on only time passes.
func (b *branch) leads(to Moment, after []Recorded) (Moment, bool) {
	if !b.log.begins(after) {
		return Moment{}, false
	}
	last := b.end
	if n := len(after); n < b.log.len() {
		last = b.log.moment(n)
	}
	if to.Compare(last) <= 0 {
		return to, true
	}
	return last, last.Step == to.Step && last.Turn == to.Turn
}

// Part begins a branch here, as doing something else than what is recorded ahead
// would. If no later event is recorded, nothing changes. The error says why no branch
// can begin.
func (h *History) Part() error {
	if h.Ahead() > 0 {
		return h.Split()
	}
	return nil
}

// Split begins a branch here, whatever is recorded ahead, and leaves the present
// one as it is: two ways on from one moment, to be compared. The error says why no
// branch can begin.
func (h *History) Split() error {
	if err := h.branchable(); err != nil {
		return err
	}
	h.undone = nil
	h.branchOff(h.Position())
	h.revision++
	return nil
}

// branchOff starts a branch at a moment of the present one, whose own end is
// kept. What comes before is common to both.
func (h *History) branchOff(at Moment) {
	old := h.on
	old.left = old.end
	h.effort += effortOfBranch
	b := &branch{
		owner: h.owner,
		id:    len(h.branches) + 1, parent: old.id, from: at, end: at,
		log:    old.log.upTo(h.next),
		frames: slices.Clone(old.frames),
		stops:  old.stops.upTo(at.Step),
	}
	b.cutAfter(at)
	h.branches = append(h.branches, b)
	h.leaves(old)
	h.on = b
	h.weigh()
}

// cutAfter forgets what is kept of later than at.
func (b *branch) cutAfter(at Moment) {
	b.frames = slices.DeleteFunc(b.frames, func(f keyframe) bool { return f.at.Compare(at) > 0 })
	if b.tip.at.Compare(at) > 0 {
		b.tip = keyframe{}
	}
	b.end = at
	if b.from.Compare(at) > 0 {
		b.from = at // it began in a time of rest, of which the last part is no more
	}
}

func (b *branch) clone(of *owner) *branch {
	c := *b
	c.owner = of
	c.log = b.log.upTo(b.log.len())
	c.frames = slices.Clone(b.frames)
	c.stops = b.stops.upTo(b.end.Step)
	return &c
}
