// This file visits the ends of all branches without making again what they have in common.

package history

import (
	"errors"
	"fmt"
	"slices"
	"sort"

	"ringside/engine"
)

// Visitor is shown the ends of branches by Tour.
type Visitor interface {
	// Part is called where a branch leaves another one, with a cluster there, and returns a
	// visitor for it: what has happened so far is common to both.
	Part(branch int, at *engine.Cluster) Visitor
	// End is called with the end of a branch.
	End(branch int, at *engine.Cluster)
}

// Tour shows a visitor the end of each branch, in an order of its own, and leaves the history
// as it is. Nothing is made again twice, and of many branches only a few clusters are held at
// a time: of two ways, the one with fewer branches is gone first, with a copy, so that there
// are no more copies than the logarithm of their number. The error is ErrStopped, if pause
// says so, which is called now and then.
func (h *History) Tour(v Visitor, pause func() bool) error {
	t := tour{h: h, pause: pause, children: make([][]*branch, len(h.branches)+1), size: make([]int, len(h.branches)+1)}
	for _, b := range slices.Backward(h.branches) { // children come after their parents
		parent := b.parent
		for parent > 0 && b.from.Compare(h.branches[parent-1].from) < 0 { // that one left another one later
			parent = h.branches[parent-1].parent
		}
		t.size[b.id]++
		t.size[parent] += t.size[b.id]
		t.children[parent] = append(t.children[parent], b)
	}
	for _, all := range t.children {
		sort.SliceStable(all, func(i, j int) bool { return all[i].from.Compare(all[j].from) < 0 })
	}
	return t.visit(v, h.branches[0], 0, traveller{shared: true, c: h.branches[0].frames[0].c})
}

// tour is a way along all branches.
type tour struct {
	h        *History
	pause    func() bool
	walked   int
	children [][]*branch // by branch, those that part from it, in that order
	size     []int       // by branch, how many there are with those that leave it
}

// traveller is a cluster on its way along a branch.
type traveller struct {
	c      *engine.Cluster
	shared bool // with somebody else: it is copied before it goes on
	at     Moment
}

// visit goes on along a branch, of which the first children have been seen to.
func (t *tour) visit(v Visitor, b *branch, seen int, on traveller) error {
	for {
		left := t.size[b.id]
		for _, c := range t.children[b.id][:seen] {
			left -= t.size[c.id]
		}
		if seen == len(t.children[b.id]) {
			if err := t.walk(&on, b, b.end); err != nil {
				return err
			}
			on.own()
			if on.at.Now < b.end.Now {
				on.c.Rest(b.end.Now)
			}
			v.End(b.id, on.c)
			return nil
		}
		child := t.children[b.id][seen]
		seen++
		if err := t.walk(&on, b, child.from); err != nil {
			return err
		}
		other, copied := v.Part(child.id, on.c), traveller{on.c, true, on.at}
		if 2*t.size[child.id] <= left {
			if err := t.visit(other, child, 0, copied); err != nil {
				return err
			}
			continue
		}
		if err := t.visit(v, b, seen, copied); err != nil {
			return err
		}
		v, b, seen = other, child, 0
	}
}

// walk goes along a branch to a moment of it, but for time at its end in which nothing
// happens, and from the last copy on the way that there is.
func (t *tour) walk(on *traveller, b *branch, to Moment) error {
	begin := func(at Moment, c *engine.Cluster) {
		if c != nil && at.Compare(on.at) > 0 && at.Compare(to) <= 0 {
			*on = traveller{c, true, at}
		}
	}
	for i := range b.frames {
		begin(b.frames[i].at, b.frames[i].c)
	}
	begin(b.tip.at, b.tip.c)
	if t.h.on == b {
		begin(t.h.Position(), t.h.live)
	}
	next := b.log.from(on.at.Step)
	for on.at.Step < to.Step || on.at.Turn < to.Turn {
		on.own()
		if t.walked++; t.walked%pauseEvery == 0 && !t.pause() {
			return ErrStopped
		}
		var err error
		if next < b.log.len() && b.log.moment(next).Turn == on.at.Turn {
			r := b.log.entry(next)
			on.c.Rest(r.At.Now)
			err = on.c.Apply(r.Command)
			next++
		} else if on.at.Turn++; !on.c.Once() {
			err = errors.New("nothing is left to happen")
		}
		if err != nil {
			// It has happened before, to an equal cluster.
			panic(fmt.Sprintf("history: branch %d can't be made again: %v", b.id, err))
		}
		on.c.Tidy()
		on.at.Step, on.at.Now = on.c.Trace().Len(), on.c.Now()
	}
	return nil
}

// own makes the cluster one that nobody else has.
func (o *traveller) own() {
	if o.shared {
		o.c, o.shared = o.c.Clone(), false
	}
}
