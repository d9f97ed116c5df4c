// The states that have been found: their digests, and the step that led to each first.

package search

import "ringside/internal/digest"

// visited is a table of states. Of each it keeps 36 bytes: its digest, from which state it
// was reached, by which step, in how many, and where it waits; the rest is made again by doing the
// steps again.
type visited struct {
	slots []uint32 // a power of two: the number of a state, from 1; 0: free
	sums  []digest.Sum
	from  []uint32
	moves []uint64 // with the number of steps in the upper 16 bits
	waits []uint32 // its place in the queue, from 1; 0: it does not wait
}

func newVisited() *visited { return &visited{slots: make([]uint32, 1<<12)} }

// len returns how many states there are.
func (v *visited) len() int { return len(v.sums) }

// seek returns the slot of a digest, or the free one where it would stand.
func (v *visited) seek(sum digest.Sum) int {
	last := uint64(len(v.slots) - 1)
	for at := sum.A & last; ; at = (at + 1) & last {
		if n := v.slots[at]; n == 0 || v.sums[n-1] == sum {
			return int(at)
		}
	}
}

// find returns the number of a state; false if it has not been found. Several goroutines may
// ask at once.
func (v *visited) find(sum digest.Sum) (n uint32, found bool) {
	at := v.slots[v.seek(sum)]
	return at - 1, at != 0
}

// steps returns in how many steps a state has been found, of those stories that are known the fewest.
func (v *visited) steps(n uint32) int { return int(v.moves[n] >> stepsShift) }

// stepsShift is where the number of steps stands beside a move.
const stepsShift = 48

// add adds a state that was reached from another by a step, and so in so many, and returns its
// number; fresh is false if it has been found before in as few or fewer. Then the steps that led
// to it first are kept.
func (v *visited) add(sum digest.Sum, from uint32, m move, steps int) (n uint32, fresh bool) {
	at := v.seek(sum)
	by := m.pack() | uint64(steps)<<stepsShift
	if n := v.slots[at]; n != 0 {
		if fresh = steps < v.steps(n-1); fresh {
			v.from[n-1], v.moves[n-1] = from, by
		}
		return n - 1, fresh
	}
	v.sums, v.from, v.moves, v.waits = append(v.sums, sum), append(v.from, from), append(v.moves, by), append(v.waits, 0)
	v.slots[at] = uint32(len(v.sums))
	if len(v.sums)*4 > len(v.slots)*3 {
		v.grow()
	}
	return uint32(len(v.sums) - 1), true
}

func (v *visited) grow() {
	v.slots = make([]uint32, 2*len(v.slots))
	for i, sum := range v.sums {
		v.slots[v.seek(sum)] = uint32(i + 1)
	}
}

// path returns the steps that lead to a state from the first one.
func (v *visited) path(to uint32) (all []move) {
	for at := to; at != 0; at = v.from[at] {
		all = append(all, unpack(v.moves[at]&(1<<stepsShift-1)))
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}
