// States that wait as bytes, held against plain ones.

package search

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "ringside/internal/steady"
)

// TestRecordsKeepWhatWaits lets states wait, loses labels of some, and takes some out again: what is
// read is what was written, also of a state that is larger than a chunk, and memory is used again.
func TestRecordsKeepWhatWaits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type entry struct {
			at    uint32
			plain waiting
		}
		numbers := rapid.SliceOfN(rapid.Uint32Range(0, math.MaxUint32), 0, 30)
		var q queue
		var all []entry // those that wait
		var read waiting
		most := 0
		for range rapid.IntRange(1, 60).Draw(t, "moves") {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				b, _ := q.next()
				q.done(b)
				all = slices.DeleteFunc(all, func(e entry) bool { return slices.Contains(b.places, e.at) })
			case 1:
				if len(all) == 0 {
					continue
				}
				e := &all[rapid.IntRange(0, len(all)-1).Draw(t, "which")]
				bit := rapid.Uint32Range(0, 1).Draw(t, "bit")
				q.narrow(e.at, &read, func(label uint32) bool { return label&1 == bit })
				e.plain.sleeps = slices.DeleteFunc(e.plain.sleeps, func(label uint32) bool { return label&1 != bit })
			default:
				w := waiting{rapid.Uint32().Draw(t, "state"), numbers.Draw(t, "parts"), numbers.Draw(t, "labels")}
				if rapid.IntRange(0, 9).Draw(t, "large") == 0 {
					w.parts = make([]uint32, rapid.IntRange(chunkSize-40, chunkSize+40).Draw(t, "size"))
				}
				at := q.add(&w, rapid.IntRange(0, 3).Draw(t, "steps"), rapid.IntRange(0, 3).Draw(t, "ahead"))
				all = append(all, entry{at, w})
				most = max(most, len(all))
			}
			for _, e := range all {
				q.read(e.at, &read)
				if q.state(e.at) != e.plain.at || read.at != e.plain.at ||
					!slices.Equal(read.parts, e.plain.parts) || !slices.Equal(read.sleeps, e.plain.sleeps) {
					t.Fatalf("at %d waits %v, want %v", e.at, read, e.plain)
				}
			}
			if q.waits != len(all) || len(q.chunks) > 2*most || (q.bytes == 0) != (len(all) == 0) {
				t.Fatalf("%d states wait in %d bytes of %d chunks, want %d", q.waits, q.bytes, len(q.chunks), len(all))
			}
		}
	})
}
