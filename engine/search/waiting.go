// States that wait, in as few bytes as they need: most of what a search remembers is states that
// are never looked at.

package search

import "encoding/binary"

// waiting is a state whose steps are still to be tried.
type waiting struct {
	at     uint32   // its number among the states that have been found
	parts  []uint32 // the numbers of its parts: collapse.go
	sleeps []uint32 // the numbers of the labels of steps that lead to nothing that is not found otherwise
}

// records are states that wait, in chunks of memory. A record is
//
//	the state, how many parts, the parts …, how many labels, the labels …
//
// each number in as many bytes as it needs. Its place is where it would begin if the chunks before its
// own were full.
type records struct {
	chunks [][]byte
	free   []uint32 // chunks that nothing stands in
	blank  []uint32 // numbers of chunks without memory
	bytes  int      // of the chunks that something stands in
	line   []byte   // scratch
}

const (
	chunkBits = 14
	chunkSize = 1 << chunkBits
)

// write writes a record behind the others of a bucket, and returns its place.
func (r *records) write(w *waiting, b *bucket) (place uint32) {
	r.line = w.appendTo(r.line[:0])
	last := len(b.chunks) - 1
	if last < 0 || b.used+len(r.line) > len(r.chunks[b.chunks[last]]) {
		b.chunks, b.used, last = append(b.chunks, r.chunk(len(r.line))), 0, last+1
	}
	at := b.chunks[last]
	place = at<<chunkBits | uint32(b.used)
	b.used += copy(r.chunks[at][b.used:], r.line)
	b.places = append(b.places, place)
	return place
}

// chunk returns the number of an empty chunk for so many bytes at least.
func (r *records) chunk(size int) (number uint32) {
	if n := len(r.free); n > 0 && size <= chunkSize {
		number, r.free = r.free[n-1], r.free[:n-1]
	} else {
		if n := len(r.blank); n > 0 {
			number, r.blank = r.blank[n-1], r.blank[:n-1]
		} else {
			number, r.chunks = uint32(len(r.chunks)), append(r.chunks, nil)
		}
		r.chunks[number] = make([]byte, max(size, chunkSize)) // one of a large record has nothing else
	}
	r.bytes += len(r.chunks[number])
	return number
}

// done gives back the memory of the states of a bucket.
func (r *records) done(b bucket) {
	for _, number := range b.chunks {
		r.bytes -= len(r.chunks[number])
		if len(r.chunks[number]) == chunkSize {
			r.free = append(r.free, number)
		} else {
			r.chunks[number] = nil
			r.blank = append(r.blank, number)
		}
	}
}

// at returns the record at a place, with what stands behind it.
func (r *records) at(place uint32) []byte { return r.chunks[place>>chunkBits][place%chunkSize:] }

// state returns the number of the state that waits at a place.
func (r *records) state(place uint32) uint32 {
	n, _ := binary.Uvarint(r.at(place))
	return uint32(n)
}

// read reads the record at a place into the memory of w.
func (r *records) read(place uint32, w *waiting) {
	from := r.at(place)
	n, size := binary.Uvarint(from)
	w.at = uint32(n)
	w.parts, from = readNumbers(w.parts[:0], from[size:])
	w.sleeps, _ = readNumbers(w.sleeps[:0], from)
}

// narrow leaves in the record at a place the labels of which keeps says so. w is for the record.
func (r *records) narrow(place uint32, w *waiting, keeps func(label uint32) bool) {
	r.read(place, w)
	kept := w.sleeps[:0]
	for _, n := range w.sleeps {
		if keeps(n) {
			kept = append(kept, n)
		}
	}
	w.sleeps = kept
	r.line = w.appendTo(r.line[:0])
	copy(r.at(place), r.line) // it is no longer than before
}

func (w *waiting) appendTo(to []byte) []byte {
	to = binary.AppendUvarint(to, uint64(w.at))
	return appendNumbers(appendNumbers(to, w.parts), w.sleeps)
}

// appendNumbers appends how many numbers there are, and the numbers.
func appendNumbers(to []byte, numbers []uint32) []byte {
	to = binary.AppendUvarint(to, uint64(len(numbers)))
	for _, n := range numbers {
		to = binary.AppendUvarint(to, uint64(n))
	}
	return to
}

// readNumbers appends the numbers that appendNumbers has appended, and returns what stands behind them.
func readNumbers(to []uint32, from []byte) (numbers []uint32, rest []byte) {
	left, size := binary.Uvarint(from)
	from = from[size:]
	for ; left > 0; left-- {
		if b := from[0]; b < 1<<7 { // as many are
			to, from = append(to, uint32(b)), from[1:]
			continue
		}
		n, size := binary.Uvarint(from)
		to, from = append(to, uint32(n)), from[size:]
	}
	return to, from
}
