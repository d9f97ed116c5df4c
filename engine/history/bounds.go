// This file keeps a history within bounds: how much memory all its branches take, how
// much has happened on them, and what it lets go of before it refuses anything.

package history

import (
	"fmt"
	"math"
	"slices"

	"ringside/engine"
)

// Bounds say how much a history may hold, with all its branches, so that going back
// in time is no way around them.
type Bounds struct {
	Bytes    int // memory
	Work     int // things that happen and events that they leave: what it takes to make it all again
	Text     int // of the lines of all commands, as a saved session has them
	Branches int
	What     string // what is bounded: "this session"
	Then     string // what can be done about it
}

// SessionBounds are those of a history that is not told otherwise. Text fits into the
// largest session that is opened again.
func SessionBounds() Bounds {
	return Bounds{
		Bytes: engine.MaxBytes, Work: 1 << 30, Text: 40 << 20, Branches: 1000,
		What: "this session", Then: "save it, and restart the cluster",
	}
}

// account is how much a history holds of what is bounded.
type account struct {
	Bounds
	work, text int   // so far, over all branches
	next       int   // bytes of the trace at which memory is looked at again
	held       int   // memory, as it was looked at last
	had        held  // what does not count
	full       error // why nothing more can happen; nil if it can
	warm       []int // the branches with keyframes of their own that nobody is on, the last one left at the end
}

// held is what a history had when it was given its bounds.
type held struct{ bytes, work, text, branches int }

// weighEvery is by how many bytes a trace grows until its history is weighed again.
const weighEvery = 256 << 10

// holds returns why the line of a command has no place any more among those that are
// saved; nil if it has.
func (a *account) holds(cmd *engine.Command) error {
	left := a.Text - a.text
	if left >= mostLine {
		return nil
	}
	if line := len(cmd.String()) + perLine; line > left {
		return fmt.Errorf("%s is full for a line of %d bytes: as it is saved, it has %d left for commands; %s", a.What, line, max(left, 0), a.Then)
	}
	return nil
}

// shortLine is what the line of most commands takes. Where not even that has a place,
// the history is full.
const shortLine = perLine + 128

// mostLine is more than any line of a session has: that of the longest key, value and
// names, of which every byte is escaped.
const mostLine = 10 * (engine.MaxKey + engine.MaxValue)

// perBranch is what a branch takes besides its commands: its part of lists that it
// shares with others.
const perBranch = 6 << 10

// mostWarm is how many branches that nobody is on keep keyframes. The others are made
// again from those of the branch that is left for them.
const mostWarm = 4

// Bound gives a history other bounds, which are for what comes in addition to what it
// holds; but the text counts as a whole, since a session is saved as a whole.
func (h *History) Bound(b Bounds) { h.BoundLeft(b, b) }

// BoundLeft is Bound's for a history in which some of that has been done already, as one
// that was saved: only so much is left. What is said where it is full is the same as if
// it had never been saved.
func (h *History) BoundLeft(b, left Bounds) {
	used := func(most, left int) int { return most - min(max(left, 0), most) }
	a := &h.account
	a.had = held{
		h.Bytes() - used(b.Bytes, left.Bytes), a.work - used(b.Work, left.Work), a.text - used(b.Text, left.Text),
		len(h.branches) - 1 - used(b.Branches, left.Branches), // the branch that it is on counts
	}
	b.Bytes = plus(b.Bytes, a.had.bytes)
	b.Work = plus(b.Work, a.had.work)
	b.Branches += a.had.branches
	if b.Text += a.had.text; b.Text > SessionBounds().Text {
		b.Text, a.had.text = SessionBounds().Text, 0
	}
	a.Bounds = b
	h.weigh()
}

// Left returns how much may still be done: Bound gives that to another history that holds
// the same.
func (h *History) Left() Bounds {
	b := h.account.Bounds
	b.Bytes = max(b.Bytes-h.Bytes(), 0)
	b.Work = max(b.Work-h.account.work, 0)
	b.Text = max(b.Text-h.account.text, 0)
	b.Branches = max(b.Branches-len(h.branches)+1, 0) // the branch that it is on counts
	return b
}

// Held returns about how much memory the history takes, as it was looked at last: it is
// whenever the trace has grown by a part, and when a branch begins.
func (h *History) Held() int { return h.account.held }

// Text returns how many bytes the lines of all commands have.
func (h *History) Text() int { return h.account.text }

// plus adds two counts, of which the sum may be more than an int of 32 bits has.
func plus(a, b int) int {
	if sum := a + b; sum >= a || b < 0 {
		return sum
	}
	return math.MaxInt
}

// Full returns why nothing more can happen, nil if it can. What is recorded ahead
// always can.
func (h *History) Full() error {
	if at := h.Position(); at.Compare(h.on.end) < 0 {
		return nil
	}
	return h.spent()
}

// spent returns why nothing new can be recorded.
func (h *History) spent() error {
	if err := h.live.Full(); err != nil {
		return err
	}
	return h.account.full
}

// Bytes returns about how much memory the history takes, with all its branches and
// keyframes. It takes longer than a Cluster's, but not in proportion to what happened.
func (h *History) Bytes() int {
	return h.live.Bytes() + h.account.text + len(h.branches)*perBranch + h.cached()
}

// cached returns how much of that are keyframes: what can be let go of.
func (h *History) cached() (n int) {
	var seen []*engine.Cluster
	add := func(f *keyframe) {
		if f.c != nil && !slices.Contains(seen, f.c) {
			seen = append(seen, f.c)
			n += f.size
		}
	}
	each := func(b *branch) {
		for i := range b.frames[1:] {
			add(&b.frames[1+i])
		}
		if tip := &b.tip; tip.c != nil {
			add(tip)
			n += tip.c.Trace().BytesFrom(min(h.meet(h.on, b).Step, h.began)) + 2*b.text
		}
	}
	each(h.on)
	for _, id := range h.account.warm {
		if b := h.branches[id-1]; b != h.on {
			each(b)
		}
	}
	return n
}

// meet returns up to which moment two branches are one.
func (h *History) meet(a, b *branch) Moment {
	m := a.end
	if b.end.Compare(m) < 0 {
		m = b.end
	}
	for a != b {
		if a.id < b.id {
			a, b = b, a // the one that began later has left another one
		}
		if a.from.Compare(m) < 0 {
			m = a.from
		}
		a = h.branches[a.parent-1]
	}
	return m
}

// weigh looks at how much there is, and lets go of keyframes if they are too much of
// it.
func (h *History) weigh() {
	a := &h.account
	a.next = h.live.TraceBytes() + weighEvery
	h.spareEnough()
	a.full, a.held = nil, h.Bytes()
	switch {
	case a.held >= a.Bytes:
		a.full = a.is("it takes %s of memory%s, with all its branches, and going back frees none", engine.Size(a.Bytes-a.had.bytes), a.more(a.had.bytes))
	case a.work >= a.Work:
		a.full = a.is("%s things have happened in it%s, on all its branches", engine.Count(a.Work-a.had.work), a.more(a.had.work))
	case a.text+shortLine > a.Text:
		a.full = a.is("the lines of its commands have %s%s", engine.Size(a.Text-a.had.text), a.more(a.had.text))
	}
}

// more says that there was something before, which does not count.
func (a *account) more(had int) string {
	if had <= 0 {
		return ""
	}
	return " more than at first"
}

// is says that it is full, why, and what can be done.
func (a *account) is(why string, args ...any) error {
	return fmt.Errorf("%s is full: %s; %s", a.What, fmt.Sprintf(why, args...), a.Then)
}

// branchable returns why no branch can begin.
func (h *History) branchable() error {
	if err := h.spent(); err != nil {
		return err
	}
	if a := &h.account; len(h.branches) >= a.Branches {
		return fmt.Errorf("%s has %s branches%s, and can't have another one begin here; go on where one ends, or %s",
			a.What, engine.Count(a.Branches-a.had.branches), a.more(a.had.branches), a.Then)
	}
	return nil
}

// spareEnough lets go of keyframes until they are no more than a quarter of what there
// may be.
func (h *History) spareEnough() {
	for h.cached() > h.account.Bytes/4 && h.spare() {
	}
}

// spare lets go of the keyframes that are missed least, and reports whether there were any.
func (h *History) spare() bool {
	switch {
	case len(h.account.warm) > 0:
		h.cool(h.account.warm[0])
		h.account.warm = h.account.warm[1:]
	case h.on.tip.c != nil:
		h.on.tip = keyframe{}
	case len(h.on.frames) > 1:
		h.on.thin((len(h.on.frames) - 1) / 2)
	default:
		return false
	}
	return true
}

// cool lets go of all keyframes of a branch that nobody is on.
func (h *History) cool(id int) {
	if id != h.on.id {
		b := h.mine(id)
		b.frames, b.tip = b.frames[:1:1], keyframe{}
	}
}

// leaves notes that a branch is left, and lets go of the keyframes of the one that was
// left longest ago.
func (h *History) leaves(b *branch) {
	b.rest()
	a := &h.account
	a.warm = slices.DeleteFunc(slices.Clone(a.warm), func(id int) bool { return id == b.id })
	a.warm = append(a.warm, b.id)
	for len(a.warm) > mostWarm {
		h.cool(a.warm[0])
		a.warm = a.warm[1:]
	}
}

// borrow gives a branch the keyframes of what it has in common with the one that is
// left for it.
func (h *History) borrow(to *branch) {
	m := h.meet(h.on, to)
	common := func(b *branch) int { // how many of its keyframes are of that
		i, found := b.find(m)
		if found {
			i++
		}
		return i
	}
	if mine, theirs := common(h.on), common(to); mine > theirs {
		to.frames = slices.Concat(h.on.frames[:mine], to.frames[theirs:])
	}
}
