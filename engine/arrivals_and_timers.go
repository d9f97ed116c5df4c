// What comes up in time: messages, disk writes and timers reach their nodes, unless a fault
// keeps them away.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/sim"
)

// arrive takes a message out of the network: dropped, held, refused or delivered.
func (c *Cluster) arrive(p parcel) {
	m := &c.flights[p.ref].Message
	to := &c.members[m.To]
	switch {
	case c.links.IsCut(sim.Link{From: m.From, To: m.To}):
		c.drop(p.ref, event.LinkCut)
	case to.health == Hung:
		to.inbox = append(to.inbox, p)
		return
	case to.health == Crashed || to.health == Left:
		m := *m
		why := event.NodeDown
		if to.health == Left {
			why = event.NodeLeft
		}
		step := c.drop(p.ref, why)
		if !m.Type.Answer() && !to.powerLoss.dark() && !c.settings.GossipAlone() {
			// The process is gone, but its machine still refuses the connection. By Cassandra's
			// rules no node draws a conclusion from that.
			refusal := node.Refusal(&m, step)
			c.send(&refusal)
		}
	default:
		c.take(node.InMessage, c.takeOut(p.ref))
	}
}

// drop loses a message, and with it perhaps the last copy of a write.
func (c *Cluster) drop(ref uint32, why event.Why) uint32 {
	m := c.flights[ref].Message
	c.release(ref)
	e := m.Record(event.Drop, m.Cause)
	e.Why = why
	step := c.record(e)
	c.rejudge(m.Key, step)
	return step
}

// durable completes a disk write, unless the node has crashed meanwhile.
func (c *Cluster) durable(p parcel) {
	f := &c.flights[p.ref]
	to := &c.members[f.To]
	switch {
	case to.life != f.life:
		c.drop(p.ref, event.Forgotten)
	case to.health == Hung:
		to.inbox = append(to.inbox, p)
	default:
		c.take(node.InWritten, c.takeOut(p.ref))
	}
}

// coordinatorTimeout ends an operation at its coordinator. If the coordinator is hung, the
// client gives up instead, after the same time again.
func (c *Cluster) coordinatorTimeout(p parcel) {
	op := c.ops.get(p.ref)
	if op == nil {
		return
	}
	op.timers--
	at := &c.members[op.coordinator]
	if at.health != Hung {
		c.step(op.coordinator, &node.Input{Kind: node.InTimer, Timer: node.Timer{Kind: node.CoordinatorTimeout, Op: p.ref}})
		return
	}
	at.inbox = append(at.inbox, p)
	if !op.told {
		op.timers++
		c.motion.waiting++
		c.queue.Push(c.now+c.settings.TimeoutOf(op.verb), clientTimeout, p.ref)
	}
}

// retrySpeculatively lets a coordinator ask one more replica, unless the coordinator is hung.
func (c *Cluster) retrySpeculatively(id uint32) {
	op := c.ops.get(id)
	op.timers--
	if c.members[op.coordinator].health == Up {
		c.step(op.coordinator, &node.Input{Kind: node.InTimer, Timer: node.Timer{Kind: node.SpeculativeRetry, Op: id}})
	}
}

// timer fires a node's timer: probing a peer that it believes down, or handing hints over.
func (c *Cluster) timer(p parcel) {
	f := &c.flights[p.ref]
	from := &c.members[f.From]
	switch {
	case from.life != f.life:
		c.release(p.ref) // it no longer remembers the peer that it suspected
	case from.health == Hung:
		from.inbox = append(from.inbox, p)
	default:
		t := node.Timer{Kind: f.timer, Node: f.From, Peer: f.To, Key: f.Key, Cause: f.Cause}
		c.release(p.ref)
		c.step(t.Node, &node.Input{Kind: node.InTimer, Timer: t})
	}
}
