// The index of the events that a filter lets through.

package pane

import (
	"cmp"
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// logIndex is the list of the events that pass a filter, in the order in which they happened. It grows with
// the trace: each event is examined once, and only so many at a time, so that a new filter over a long
// trace does not hold up the screen. A real cluster's trace learns late of some events, and they are
// put where they happened.
type logIndex struct {
	typed string
	level Level
	ring  *ring.Ring

	filter *filter
	trace  *event.Trace
	steps  []uint32 // those that pass, by their time; ascending, unless some were late
	newest time.Duration
	late   bool // some were learned of after events that happened later
	seen   int  // how many events have been examined
	marks  []event.Mark
}

// A trace never changes what it holds and never moves it, so the address of every
// markEvery-th event tells whether it is still the same trace (going back in time and
// doing something else makes another one).
const (
	markEvery  = 4096
	scanAtOnce = 1 << 18
)

// update brings the list up to date with a trace.
func (x *logIndex) update(t *event.Trace, r *ring.Ring, typed string, level Level) {
	if x.filter == nil || x.typed != typed || x.level != level || x.ring != r {
		*x = logIndex{typed: typed, level: level, ring: r, filter: newFilter(typed, level, r), steps: x.steps[:0], marks: x.marks[:0]}
	}
	x.trace = t
	x.rewind(t)
	end := min(t.Len(), x.seen+scanAtOnce)
	for x.seen < end {
		x.seen++
		e := t.At(x.seen)
		if x.seen%markEvery == 1 {
			x.marks = append(x.marks, t.Mark(x.seen))
		}
		if x.filter.lets(t, e) {
			x.add(uint32(x.seen), e.At)
		}
	}
}

// add lists an event, before those that happened later.
func (x *logIndex) add(step uint32, at time.Duration) {
	n := len(x.steps)
	if at < x.newest {
		x.late = true
		n, _ = x.search(step, at)
	}
	x.newest = max(x.newest, at)
	x.steps = slices.Insert(x.steps, n, step)
}

// search returns where an event is listed, or would be.
func (x *logIndex) search(step uint32, at time.Duration) (row int, found bool) {
	return slices.BinarySearchFunc(x.steps, step, func(listed, step uint32) int {
		return cmp.Or(cmp.Compare(x.trace.At(int(listed)).At, at), cmp.Compare(listed, step))
	})
}

// rewind drops what is not in the trace any more.
func (x *logIndex) rewind(t *event.Trace) {
	keep := 0
	for keep < len(x.marks) && keep*markEvery < t.Len() && t.Mark(keep*markEvery+1) == x.marks[keep] {
		keep++
	}
	if keep == len(x.marks) && x.seen <= t.Len() {
		return
	}
	same := min(keep*markEvery, t.Len())
	if keep < len(x.marks) {
		// Symbols may have other meanings from here on.
		x.filter = newFilter(x.typed, x.level, x.ring)
	}
	x.marks = x.marks[:min(keep, (same+markEvery-1)/markEvery)]
	x.seen = min(same, x.seen)
	x.steps = slices.DeleteFunc(x.steps, func(step uint32) bool { return int(step) > x.seen })
	if x.newest = 0; len(x.steps) > 0 {
		x.newest = t.At(int(x.steps[len(x.steps)-1])).At
	}
}

// behind returns how many events have not been examined yet.
func (x *logIndex) behind(t *event.Trace) int { return t.Len() - x.seen }

// rowOf returns the row of a step, or of the last one before it that is shown.
func (x *logIndex) rowOf(step int) int {
	at, found := slices.BinarySearch(x.steps, uint32(max(step, 0)))
	if x.late && step > 0 {
		step = min(step, x.trace.Len())
		at, found = x.search(uint32(step), x.trace.At(step).At)
	}
	if !found {
		at--
	}
	return max(at, 0)
}
