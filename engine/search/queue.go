// The states that wait to be looked at, in the order in which they are.

package search

// waiting is a state whose steps are still to be tried.
type waiting struct {
	collapsed
	at     uint32
	sleeps []label // which steps lead to nothing that is not found otherwise
}

// queue is the states that wait, by how long a story through them is at least: the steps that led
// to them and those that must still come. Of as long stories those of fewer steps come first, so that a
// state is looked at only when all shortest stories that lead to it are known: since no step takes
// more than one off what must still come (ahead.go), each state of such a story comes before the
// next, and none is found in fewer steps once it has been looked at.
type queue struct {
	rows    [][][]uint32 // by length of the story, and by the steps so far: places of states
	first   int          // the first row that is not empty, or later than that
	waits   int          // how many states wait
	entries [][]waiting  // by place
	free    []uint32     // places that are not used
}

// entriesChunk is for how many states room is made at once.
const entriesChunk = 1 << 10

// entry returns what waits at a place.
func (q *queue) entry(place uint32) *waiting {
	return &q.entries[place/entriesChunk][place%entriesChunk]
}

// add lets a state wait that so many steps led to, with so many ahead at least, and returns its place.
func (q *queue) add(w waiting, steps, ahead int) (place uint32) {
	if len(q.free) == 0 {
		q.entries = append(q.entries, make([]waiting, entriesChunk))
		for i := range uint32(entriesChunk) {
			q.free = append(q.free, uint32(len(q.entries))*entriesChunk-1-i)
		}
	}
	place, q.free = q.free[len(q.free)-1], q.free[:len(q.free)-1]
	*q.entry(place) = w
	row := max(q.first, steps+ahead)
	for len(q.rows) <= row {
		q.rows = append(q.rows, nil)
	}
	for len(q.rows[row]) <= steps {
		q.rows[row] = append(q.rows[row], nil)
	}
	q.rows[row][steps] = append(q.rows[row][steps], place)
	q.waits++
	return place
}

// next takes out the places of the states that are to be looked at next, and says how many steps led
// to them; there are none if nothing waits.
func (q *queue) next() (places []uint32, steps int) {
	for ; q.first < len(q.rows); q.first++ {
		row := q.rows[q.first]
		for steps, places := range row {
			if len(places) > 0 {
				row[steps] = nil
				q.waits -= len(places)
				return places, steps
			}
		}
		q.rows[q.first] = nil
	}
	return nil, 0
}

// done frees a place.
func (q *queue) done(place uint32) {
	*q.entry(place) = waiting{}
	q.free = append(q.free, place)
}
