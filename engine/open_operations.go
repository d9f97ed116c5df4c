// The operations that are still open, by number.

package engine

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// operation is a client's request until nothing more will come of it.
type operation struct {
	verb        event.Verb
	key         event.Sym
	client      event.Sym
	coordinator ring.NodeID
	need        int
	began       time.Duration
	seen        *version.Context // what the client's put carried
	past        *version.Context // what it builds upon, for the observer
	subject     oracle.Subject
	context     uint32           // the client's place in Cluster.clients
	due         oracle.Due       // what a read owes
	asked       uint32           // who was asked to keep a new version, for Trace.List
	others      []ring.NodeID    // and who stands in, or keeps a hint
	step        uint32           // after which it began
	lww         bool             // the last write wins
	size        int              // bytes of the value that it writes
	keySize     int              // bytes of the key
	dot         version.Dot      // of a write, once there is one
	made        *version.Context // what seen became with it
	told        bool
	timers      int
	load        uint32 // the number of the load that it belongs to, or 0
	loader      uint32 // the client of that load, from 0
}

// extension is what a write has made of the context that it carried.
func (op *operation) extension(dot version.Dot) version.Extension {
	if dot != op.dot {
		return version.Extension{Dot: dot}
	}
	return version.Extension{Of: op.seen, Dot: dot, To: op.made}
}

// operations are the open operations, by number. They begin in the order of their numbers
// and last about equally long, so they are kept in a row from the oldest open one to the
// newest.
type operations struct {
	first uint32 // the number of row[0]
	row   []*operation
	gone  int // how many at the beginning of row are closed
	open  int // how many are open
}

// get returns an operation, or nil if it is closed.
func (o *operations) get(id uint32) *operation {
	if i := int(id) - int(o.first); i >= 0 && i < len(o.row) {
		return o.row[i]
	}
	return nil
}

// add adds the newest operation, whose number follows the previous one's.
func (o *operations) add(id uint32, op *operation) {
	if len(o.row) == 0 {
		o.first = id
	}
	o.row = append(o.row, op)
	o.open++
}

// end removes an operation that is closed.
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

// close forgets an operation of which nothing more will come.
func (c *Cluster) close(id uint32, op *operation) {
	c.ops.end(id)
	c.spareOps = append(c.spareOps, op)
}
