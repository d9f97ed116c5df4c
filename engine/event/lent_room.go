// This file lends memory to traces that are soon thrown away, as those of many futures are.

package event

// Room is room for the newest events of a trace. The zero Room has none yet.
type Room struct{ events *[chunkSize]Event }

// Borrow lets r use the room when it has to copy its newest events. r is a clone.
func (r *Recorder) Borrow(room *Room) {
	if room.events != nil {
		r.spare = append(r.spare, room.events)
		room.events = nil
	}
}

// Return takes the room back, or the one that r has made for itself. Nothing of r is to be used
// afterwards.
func (r *Recorder) Return(room *Room) {
	if last := len(r.spare) - 1; last >= 0 {
		room.events = r.spare[last]
	} else if r.copied {
		room.events = r.chunks[len(r.chunks)-1].open.Load()
	}
}
