// This file lets a trace forget old events that nobody is going to look at again.

package event

import (
	"slices"
	"unsafe"

	"ringside/engine/version"
	"ringside/internal/prefetch"
)

// forgetAtOnce is how many chunks are looked through at once: the list of chunks is
// copied each time, since snapshots may have it.
const forgetAtOnce = 16

// Forget forgets those events before a step of which over says so, with what they
// returned. A forgotten event is the zero Event from then on; the others keep their steps.
// Each event is asked about once, in chunks, when there are enough of them. Snapshots and
// clones that were made before keep what they have; the room of what nobody else has is used
// again, so that a pointer to an event of before means nothing afterwards.
func (r *Recorder) Forget(before int, over func(*Event) bool) {
	from, to := r.thinned, before>>chunkBits
	if to-from < forgetAtOnce {
		return
	}
	r.chunks = slices.Clone(r.chunks)
	var sets []int
	for i := from; i < to; i++ {
		sets = r.thin(i, over, sets)
	}
	r.thinned = to
	r.sets.Drop(sets)
}

// thin puts a chunk in the place of another one that has only the events that are not over,
// and appends to sets the places of what the others returned.
func (r *Recorder) thin(i int, over func(*Event) bool, sets []int) []int {
	old := r.chunks[i]
	if old.open.Load() == nil {
		r.packed -= len(*old.packed.Load())
	}
	var kept *[chunkSize]Event // nil: none is
	first := len(sets)
	for j, events := 0, old.events(); j < chunkSize; j++ {
		e := &events[j]
		if !over(e) {
			if kept == nil {
				kept = new([chunkSize]Event)
			}
			kept[j] = *e
		} else if s := r.setOf(e); s != nil {
			sets = append(sets, int(e.Ref-1))
			prefetch.Line(s)
		}
	}
	for _, at := range sets[first:] {
		r.kept -= heldBy(r.sets.At(at))
	}
	b := blank
	if kept != nil {
		packed := pack(kept)
		b = &packed
		r.packed += len(packed)
	}
	r.chunks[i] = new(chunk)
	r.chunks[i].packed.Store(b)
	if room := old.open.Load(); room != nil && i >= r.shown {
		r.spare = append(r.spare, room)
	}
	return sets
}

// blank is a packed chunk of forgotten events.
var blank = func() *[]byte {
	b := make([]byte, chunkSize)
	return &b
}()

// heldBy returns how many bytes a set takes that are likely nobody else's: a single value is
// mostly what replicas hold, or held.
func heldBy(s *version.Set) int {
	if n := len(s.Siblings); n > 1 {
		return n * int(unsafe.Sizeof(version.Sibling{}))
	}
	return 0
}

// Whole returns the step from which on no event has been forgotten.
func (t *Trace) Whole() int { return t.thinned<<chunkBits + 1 }
