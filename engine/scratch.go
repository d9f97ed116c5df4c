// Copies of a cluster that are soon thrown away, as those of many futures are.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// Scratch is memory that copies of clusters use one after the other. It belongs to one
// goroutine. The zero Scratch has none yet.
type Scratch struct {
	events   event.SpareChunk
	outputs  []node.Output
	line     []byte
	ids      []ring.NodeID
	intake   *intake
	changing *changing
	ops      []*operation
}

// CloneIn is Clone for a copy that is soon thrown away: it uses the memory until Release.
func (c *Cluster) CloneIn(s *Scratch) *Cluster {
	d := c.Clone()
	d.trace.Borrow(&s.events)
	d.outputs, d.line, d.scratch, d.changing, d.spareOps = s.outputs, s.line, s.ids, s.changing, s.ops
	if d.intake = s.intake; d.intake != nil {
		*d.intake = intake{sets: d.intake.sets[:0]}
	}
	return d
}

// Release gives the memory back. Nothing of c is to be used afterwards, neither a View nor its
// trace.
func (c *Cluster) Release(s *Scratch) {
	c.trace.Return(&s.events)
	s.outputs, s.line, s.ids, s.intake, s.changing, s.ops = c.outputs[:0], c.line[:0], c.scratch[:0], c.intake, c.changing, c.spareOps
}

// Attend has Views of c tell of some operations alone from now on, given by their numbers; of those
// before it stands what has been told. What follows from another operation is left out then.
func (c *Cluster) Attend(ops []uint32) {
	c.story.Only(ops)
	c.asked.Only(ops)
}
