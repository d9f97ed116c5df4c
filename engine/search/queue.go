// The states that wait to be looked at, in the order in which they are.

package search

// queue is the states that wait, by how long a story through them is at least: the steps that led
// to them and those that must still come. Of as long stories those of fewer steps come first, so that a
// state is looked at only when all shortest stories that lead to it are known: since no step takes
// more than one off what must still come (ahead.go), each state of such a story comes before the
// next, and none is found in fewer steps once it has been looked at.
type queue struct {
	records
	rows  [][]bucket // by length of the story, and by the steps so far
	first int        // the first row that is not empty, or later than that
	waits int        // how many states wait
}

// bucket is states to which as many steps led, with as many still to come at least.
type bucket struct {
	places []uint32 // of their records
	chunks []uint32 // in which these stand
	used   int      // bytes of the last of them
}

// add lets a state wait that so many steps led to, with so many ahead at least, and returns the place of
// its record.
func (q *queue) add(w *waiting, steps, ahead int) (place uint32) {
	row := max(q.first, steps+ahead)
	for len(q.rows) <= row {
		q.rows = append(q.rows, nil)
	}
	for len(q.rows[row]) <= steps {
		q.rows[row] = append(q.rows[row], bucket{})
	}
	q.waits++
	return q.write(w, &q.rows[row][steps])
}

// next takes out the states that are to be looked at next, and says how many steps led to them; there
// are none if nothing waits.
func (q *queue) next() (b bucket, steps int) {
	for ; q.first < len(q.rows); q.first++ {
		row := q.rows[q.first]
		for steps, b := range row {
			if len(b.places) > 0 {
				row[steps] = bucket{}
				q.waits -= len(b.places)
				return b, steps
			}
		}
		q.rows[q.first] = nil
	}
	return bucket{}, 0
}
