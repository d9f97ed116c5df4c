// This file carries out what nodes give out. Nothing calls it but the nodes.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
)

// Take carries out what a node gives out.
func (h *host) Take(o *node.Output) uint32 {
	c := (*Cluster)(h)
	switch o.Kind {
	case node.Recorded:
		return c.recordOutput(o)
	case node.Sent:
		if o.Message.Type == event.Gossip {
			c.sendGossip(o.Message)
		} else {
			c.send(&o.Message)
		}
	case node.Written:
		c.write(&o.Message)
	case node.Started:
		if c.startTimer(o.Timer) {
			return 1
		}
	case node.Answered:
		return c.answer(o.Node, &o.Reply)
	case node.Issued:
		c.written(o.Op, o.Set)
	case node.United:
		c.united(o.Key, o.Set, o.Siblings)
	case node.Settled:
		c.over(o.Op, o.Key)
	case node.Dropped, node.Synced: // and thereby let go of what the disk had
		c.sweep(o.Keys, o.Cause)
	case node.Stirred:
		c.wakeGossip(o.Cause)
	case node.Enacted:
		next, step := c.enact(o.RingVersion, o.Cause)
		o.RingVersion = next
		return step
	}
	return 0
}

// recordOutput records an event with what it refers to.
func (c *Cluster) recordOutput(o *node.Output) uint32 {
	switch o.Event.Kind {
	case event.Invoke:
		o.Event.Msg = c.trace.AddNodes(o.Nodes)
	case event.Cleanup:
		o.Event.Msg, o.Event.Ref = c.trace.AddKeys(o.Keys), c.trace.AddNodes(o.Nodes)
	case event.Learn, event.Compared:
		o.Event.Text = c.trace.Intern(o.Text)
	}
	return c.recordEvent(&o.Event)
}
