// How much memory a search may use.

package search

import "runtime/debug"

// mostMemory is how much memory the program may have in use while it searches, in bytes: beyond that a search ends, before
// the machine suffers. Most of it is what states are made of, of which there may be much more than of the states.
const mostMemory = 7 << 29

// memory returns how many bytes the program may have in use: of a program with a limit an eighth more than
// that, since near its limit it takes most of its time to collect what it has dropped.
func (x *exploring) memory() uint64 {
	if x.q.Memory > 0 {
		return x.q.Memory
	}
	limit := uint64(debug.SetMemoryLimit(-1)) // which leaves it as it is
	return min(mostMemory, limit+limit/8)
}
