// This file says how much memory a trace takes.

package event

import (
	"unsafe"

	"ringside/engine/ring"
	"ringside/engine/version"
)

const openChunk = int(unsafe.Sizeof([chunkSize]Event{}))

// Bytes returns about how much memory the trace takes, with all texts. It is quickly
// said: nothing is counted anew.
func (r *Recorder) Bytes() int {
	open := len(r.chunks) - r.thinned
	if r.packs {
		open = min(open, freshChunks+1)
	}
	return open*openChunk + r.packed + r.texts.Bytes() + r.symbols.Bytes() +
		r.parts.Len()*int(unsafe.Sizeof(partAt{})) + r.sets.Len()*int(unsafe.Sizeof((*version.Set)(nil))) + r.kept + len(r.lists.pieces)*pieceSize*int(unsafe.Sizeof(ring.NodeID(0)))
}

// BytesFrom returns about how much of the trace's memory is in what was added after a
// step: what two traces that were one up to there do not share.
func (t *Trace) BytesFrom(step int) int {
	if step >= t.length {
		return openChunk
	}
	from := step >> chunkBits
	size := 0
	for _, c := range t.chunks[from:] {
		if c.open.Load() != nil {
			size += openChunk
		} else {
			size += len(*c.packed.Load())
		}
	}
	return size
}

// Weigh adds to what the trace is said to take: texts that it keeps and that are no
// symbols of its own.
func (r *Recorder) Weigh(bytes int) { r.kept += bytes }
