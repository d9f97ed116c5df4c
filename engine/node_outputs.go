// This file lets nodes take their steps, and carries out what they give out.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// step lets a node take an input in, and carries out what it gives out, in order. The
// observer looks at each output when the step is over: what a message or a disk write that
// has not been carried out yet brings is still there (passing).
func (c *Cluster) step(id ring.NodeID, in *node.Input) {
	n := c.members[id].Node
	c.outputs = n.Step(in, c.outputs[:0])
	for i := range c.outputs {
		o := &c.outputs[i]
		c.carried = i + 1
		o.Step = c.carryOut(o)
	}
	n.Advance(c.outputs)
	c.outputs, c.carried = c.outputs[:0], 0
	c.changing.over()
}

// take is step for a message, or for what a disk has written. What that has brought may be
// gone now: declined, or too late.
func (c *Cluster) take(kind node.InputKind, m *node.Message) {
	c.step(m.To, &node.Input{Kind: kind, Message: m})
	if m.Set != nil {
		c.rejudge(m.Key, uint32(c.trace.Len()))
	}
}

// coordinate gives a node a client's request.
func (c *Cluster) coordinate(id ring.NodeID, q node.Request) {
	space := c.space()
	space.request = q
	c.step(id, &node.Input{Kind: node.InRequest, Request: &space.request})
}

// cause returns the step that a cause is, or refers to.
func (c *Cluster) cause(cause uint32) uint32 {
	if !node.Refers(cause) {
		return cause
	}
	place, silent := node.Referred(cause)
	if silent {
		return c.silenceCause(ring.NodeID(place))
	}
	return c.outputs[place].Step
}

// carryOut carries an output out, and returns the step that others refer to by it.
func (c *Cluster) carryOut(o *node.Output) uint32 {
	switch o.Kind {
	case node.Recorded:
		return c.recordOutput(o)
	case node.Sent:
		o.Message.Cause = c.cause(o.Message.Cause)
		if o.Message.Type == event.Gossip {
			c.sendGossip(&o.Message)
		} else {
			c.send(&o.Message)
		}
	case node.Written:
		o.Message.Cause = c.cause(o.Message.Cause)
		c.write(&o.Message)
	case node.Started:
		o.Timer.Cause = c.cause(o.Timer.Cause)
		c.startTimer(&o.Timer)
	case node.Answered:
		o.Reply.Cause = c.cause(o.Reply.Cause)
		return c.answer(o.Node, &o.Reply)
	case node.Issued:
		c.written(o.Op, o.Set)
	case node.United:
		c.united(o.Key, o.Set, o.Siblings)
	case node.Settled:
		c.over(o.Op, o.Key, uint32(c.trace.Len()))
	case node.Dropped, node.Synced: // and thereby let go of what the disk had
		c.sweep(o.Keys, c.cause(o.Cause))
	case node.BeliefChanged:
		c.wakeGossip(c.cause(o.Cause))
	case node.Enacted:
		return c.enact(o.RingVersion, c.cause(o.Cause))
	case node.Abandoned:
		c.hangUp(o.Op, o.Cause)
	}
	return 0
}

// recordOutput records an event with what it refers to.
func (c *Cluster) recordOutput(o *node.Output) uint32 {
	e := &o.Event
	e.Cause = c.cause(e.Cause)
	if o.Parts != nil {
		c.keepParts(o.Parts)
	}
	switch e.Kind {
	case event.Invoke:
		e.Msg = c.trace.AddNodes(o.Nodes)
	case event.Cleanup:
		e.Msg, e.Ref = c.trace.AddKeys(o.Keys), c.trace.AddNodes(o.Nodes)
	case event.Learn:
		e.Text = c.trace.Intern(o.Text)
	case event.Compared:
		e.Text = c.trace.Intern(o.Text)
		step := c.recordEvent(e)
		c.keepComparison(o.Comparison, step)
		o.Comparison = nil
		return step
	case event.Store, event.Hint, event.Purge:
		if e.Kind == event.Purge {
			e.Ref = c.trace.AddCovered(o.Set.Seen())
		}
		return c.recordSet(e, o.Set)
	}
	return c.recordEvent(e)
}

// keepComparison keeps what a comparison has shown.
func (c *Cluster) keepComparison(made *Comparison, step uint32) {
	made.Step = int(step)
	if n := len(c.comparisons); n >= MaxComparisons {
		c.comparisons = c.comparisons[n-MaxComparisons+1:]
	}
	c.comparisons = append(slices.Clip(c.comparisons), made) // Views have the others
}
