// This file reuses the newest chunk of traces that are soon thrown away, as those of many
// futures are.

package event

// SpareChunk is memory for the newest events of a trace. The zero SpareChunk has none yet.
type SpareChunk struct{ events *[chunkSize]Event }

// Borrow lets r use a spare chunk when it has to copy its newest events. r is a clone.
func (r *Recorder) Borrow(spare *SpareChunk) {
	if spare.events != nil {
		r.spare = append(r.spare, spare.events)
		spare.events = nil
	}
}

// Return takes the chunk back, or the one that r has made for itself. Nothing of r is to be used
// afterwards.
func (r *Recorder) Return(spare *SpareChunk) {
	if last := len(r.spare) - 1; last >= 0 {
		spare.events = r.spare[last]
	} else if r.copied {
		spare.events = r.chunks[len(r.chunks)-1].open.Load()
	}
}
