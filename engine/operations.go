package engine

import "slices"

// operations are those that are not over, by number. They begin in the order of
// their numbers and live for about as long, so they stand in a row: from the
// oldest that is not over to the newest.
type operations struct {
	first uint32 // the number of row[0]
	row   []*operation
	gone  int // how many at the beginning of row are over
	open  int // how many are not over
}

// get returns an operation; nil if it is over.
func (o *operations) get(id uint32) *operation {
	if i := int(id) - int(o.first); i >= 0 && i < len(o.row) {
		return o.row[i]
	}
	return nil
}

// add adds the newest operation, whose number is one more than the last one's.
func (o *operations) add(id uint32, op *operation) {
	if len(o.row) == 0 {
		o.first = id
	}
	o.row = append(o.row, op)
	o.open++
}

// end takes out an operation that is over.
func (o *operations) end(id uint32) {
	o.row[id-o.first] = nil
	o.open--
	for o.gone < len(o.row) && o.row[o.gone] == nil {
		o.gone++
	}
	if o.gone == len(o.row) || o.gone >= 256 && o.gone*2 > len(o.row) {
		n := copy(o.row, o.row[o.gone:])
		clear(o.row[n:])
		o.first += uint32(o.gone)
		o.row, o.gone = o.row[:n], 0
	}
}

func (o *operations) clone() operations {
	c := *o
	c.row = slices.Clone(o.row)
	for i, op := range c.row {
		if op != nil {
			mine := *op
			mine.others = slices.Clone(op.others)
			c.row[i] = &mine
		}
	}
	return c
}
