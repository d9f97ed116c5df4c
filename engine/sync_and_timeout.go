// The commands sync and timeout: a disk write completes now, or a coordinator gives up waiting
// now, or a client of one that hangs. Both would come later by themselves; for a message there is deliver.

package engine

import (
	"fmt"

	"ringside/engine/ring"
	"ringside/engine/sim"
)

// prepareSync finds the disk write that a command means: the first to complete on a node,
// or the first of an operation.
func (c *Cluster) prepareSync(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("sync: %w", err)
	}
	var first sim.Item
	found := false
	c.queue.Items(func(item sim.Item) {
		if !c.writing(item, id, cmd.Count) {
			return
		}
		if !found || item.At < first.At || item.At == first.At && item.Seq < first.Seq {
			first, found = item, true
		}
	})
	if !found {
		return nil, fmt.Errorf("%s: nothing is on its way to that disk%s", cmd, c.writingList(id))
	}
	return func(uint32) {
		f := c.flights[first.Ref]
		c.ground(first.Ref)
		f.lands, f.drawn = c.now, draw{}
		ref, at := c.keep()
		*at = f
		at.counted = false // its grounding has taken it out of the count
		c.enqueue(ref, disk, backgroundWrite)
	}, nil
}

// writing reports whether an item of the queue is a write to the disk of a node, for an
// operation; 0: for any.
func (c *Cluster) writing(item sim.Item, id ring.NodeID, op int) bool {
	if item.Kind != disk && item.Kind != backgroundWrite {
		return false
	}
	f := &c.flights[item.Ref]
	return f.To == id && !f.gone && f.life == c.members[id].life && (op == 0 || int(f.Op) == op)
}

// writingList names the operations of which something is on its way to a node's disk, for an error.
func (c *Cluster) writingList(id ring.NodeID) string {
	words := ""
	c.queue.Items(func(item sim.Item) {
		if c.writing(item, id, 0) && c.flights[item.Ref].Op != 0 {
			words += fmt.Sprintf(" %d", c.flights[item.Ref].Op)
		}
	})
	if words == "" {
		return ""
	}
	return "; it has something of operation" + words
}

// prepareTimeout finds the operation whose coordinator is to give up waiting, or whose client is,
// if that waits for a coordinator that hangs.
func (c *Cluster) prepareTimeout(cmd Command) (func(uint32), error) {
	id := uint32(cmd.Count)
	var coordinator, client bool
	c.queue.Items(func(item sim.Item) {
		coordinator = coordinator || item.Kind == coordinatorTimeout && item.Ref == id
		client = client || item.Kind == clientTimeout && item.Ref == id
	})
	op, kind := c.ops.get(id), coordinatorTimeout
	if client && op != nil && !op.told && c.members[op.coordinator].health == Hung {
		kind = clientTimeout
	}
	if op == nil || kind == coordinatorTimeout && !coordinator {
		return nil, fmt.Errorf("%s: no coordinator waits for answers to that operation, and no client for a coordinator that hangs", cmd)
	}
	return func(uint32) {
		c.await(id)
		c.queue.Push(c.now, kind, id)
	}, nil
}
