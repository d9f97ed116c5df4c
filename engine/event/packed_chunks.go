// Chunks of a trace: fixed-size runs of events, the old ones packed.

package event

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sync/atomic"
	"unsafe"
	"weak"

	"ringside/internal/shared"
)

// chunk is chunkSize events of a trace. An old, full chunk is packed to about a quarter of
// its size, and unpacked for a reader for as long as the reader needs it. Readers notice
// nothing of this, and may be on other goroutines.
type chunk struct {
	used   shared.Used                      // of the clones that share it, one may append to it
	open   atomic.Pointer[[chunkSize]Event] // nil when packed
	packed atomic.Pointer[[]byte]
	loose  atomic.Pointer[weak.Pointer[[chunkSize]Event]] // what was unpacked last, if a reader still has it
}

// freshChunks is how many chunks at the end of a trace are not packed: most reads are
// there, and most traces are no longer than that.
const freshChunks = 8

// Pack sets whether old events are packed from now on. Packing costs four fifths of the
// speed and saves three quarters of the memory, which is worth it for a long history.
func (r *Recorder) Pack(old bool) { r.packs = old }

// grow adds an empty chunk, and packs the one that becomes old.
func (r *Recorder) grow() {
	r.chunks = append(r.chunks, newChunk(r.room()))
	r.copied = true
	if old := len(r.chunks) - 1 - freshChunks; r.packs && old >= 0 {
		r.packed += r.chunks[old].pack()
	}
}

// room returns room for the events of a chunk.
func (r *Recorder) room() *[chunkSize]Event {
	last := len(r.spare) - 1
	if last < 0 {
		return new([chunkSize]Event)
	}
	room := r.spare[last]
	r.spare = r.spare[:last]
	return room
}

// newChunk returns a chunk in a room. What was there before means nothing: only the events
// that have been recorded are read.
func newChunk(room *[chunkSize]Event) *chunk {
	c := new(chunk)
	c.open.Store(room)
	return c
}

// events returns the events of the chunk. They stay where they are while anything points
// to any of them.
func (c *chunk) events() *[chunkSize]Event {
	if e := c.open.Load(); e != nil {
		return e
	}
	if w := c.loose.Load(); w != nil {
		if e := w.Value(); e != nil {
			return e
		}
	}
	e := unpack(*c.packed.Load())
	w := weak.Make(e)
	c.loose.Store(&w)
	return e
}

// pack packs a full chunk and returns its packed size in bytes. Traces that share the
// chunk may call it concurrently.
func (c *chunk) pack() int {
	if e := c.open.Load(); e != nil {
		b := pack(e)
		c.packed.Store(&b)
		w := weak.Make(e)
		c.loose.Store(&w)
		c.open.Store(nil)
	}
	return len(*c.packed.Load())
}

// ownLast claims the rest of the last chunk, of which the first used events are taken,
// until the recorder is cloned. If another clone has already appended there, the recorder
// goes on in a new chunk.
func (r *Recorder) ownLast(used int) {
	r.mine = chunkSize
	last := r.chunks[len(r.chunks)-1]
	if last.used.Take(used, chunkSize-used) {
		return
	}
	c := newChunk(r.room())
	r.copied = true
	copy(c.open.Load()[:used], last.events()[:used])
	c.used.Take(0, chunkSize)
	r.chunks = slices.Clone(r.chunks)
	r.chunks[len(r.chunks)-1] = c
}

// yield releases the rest of the last chunk, for the first clone that appends.
func (r *Recorder) yield() {
	if used := r.length & (chunkSize - 1); used > 0 && r.mine > used {
		r.chunks[len(r.chunks)-1].used.Give(used)
		r.mine = used
	}
}

// An event is packed as its difference from the previous one: its bytes are divided into
// lanes of four, a mask says which lanes differ, and each of those lanes is followed by
// its difference. Lanes that count (times, steps, numbers) mostly grow by little; in lanes
// made of small fields each byte is subtracted separately.
const (
	lanes    = int(unsafe.Sizeof(Event{})) / 4
	counting = int(unsafe.Offsetof(Event{}.Dot)) / 4 // lanes before this one are numbers
)

type laned [lanes]uint32

// Every byte of an Event is in a lane, and the mask has a bit for each lane.
var (
	_ [unsafe.Sizeof(laned{}) - unsafe.Sizeof(Event{})]struct{}
	_ [64 - lanes]struct{}
)

func pack(e *[chunkSize]Event) []byte {
	b := make([]byte, 0, chunkSize*24)
	var last laned
	for i := range e {
		now := (*laned)(unsafe.Pointer(&e[i]))
		var mask uint64
		for l := range now {
			if now[l] != last[l] {
				mask |= 1 << l
			}
		}
		b = binary.AppendUvarint(b, mask)
		for m := mask; m != 0; m &= m - 1 {
			l := bits.TrailingZeros64(m)
			if l < counting {
				b = binary.AppendVarint(b, int64(int32(now[l]-last[l])))
			} else {
				b = appendBytes(b, now[l]^last[l])
			}
		}
		last = *now
	}
	return append(make([]byte, 0, len(b)), b...)
}

// appendBytes appends the non-zero bytes of x after a mask of them.
func appendBytes(b []byte, x uint32) []byte {
	at := len(b)
	b = append(b, 0)
	for i := range 4 {
		if one := byte(x >> (8 * i)); one != 0 {
			b[at] |= 1 << i
			b = append(b, one)
		}
	}
	return b
}

func unpack(b []byte) *[chunkSize]Event {
	e := new([chunkSize]Event)
	var last laned
	for i := range e {
		mask, n := binary.Uvarint(b)
		b = b[n:]
		for m := mask; m != 0; m &= m - 1 {
			l := bits.TrailingZeros64(m)
			if l < counting {
				by, n := binary.Varint(b)
				last[l] += uint32(by)
				b = b[n:]
				continue
			}
			which := b[0]
			b = b[1:]
			for ; which != 0; which &= which - 1 {
				last[l] ^= uint32(b[0]) << (8 * bits.TrailingZeros8(which))
				b = b[1:]
			}
		}
		*(*laned)(unsafe.Pointer(&e[i])) = last
	}
	return e
}

// Mark identifies the chunk that holds an event, without keeping the chunk alive: two
// traces with the same mark for a step are the same up to that step.
type Mark struct{ in *chunk }

// Mark returns the mark of a step, 1 ≤ step ≤ Len.
func (t *Trace) Mark(step int) Mark { return Mark{t.chunks[(step-1)>>chunkBits]} }
