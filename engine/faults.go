// Faults of nodes, disks, machines and links: how they are applied, and how they are
// healed.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// crash ends a node's process. Its memory, its queue and the requests that it was
// coordinating are lost; the disk stays.
func (c *Cluster) crash(id ring.NodeID, cause uint32) {
	kept := c.members[id].Store.AllKeys()
	c.fall(id, event.Event{Kind: event.Crash, Cause: cause})
	c.sweep(c.doubts.shaken(kept), c.members[id].fell)
}

// fall ends a node's process, with the event that says so, before the observer judges what
// that means.
func (c *Cluster) fall(id ring.NodeID, e event.Event) {
	m := &c.members[id]
	c.overdue(id, m.Store.UnsyncedKeys())
	m.health, m.mute = Crashed, 0 // a process that is started gossips
	m.life++
	c.uncount()
	e.Node, e.From, e.To = id, ring.None, ring.None
	m.fell = c.record(e)
	c.wakeGossip(m.fell)
	inbox := m.inbox
	m.inbox = nil
	for _, p := range inbox {
		switch p.kind {
		case coordinatorTimeout:
		case request:
			delete(c.held, p.ref)
			c.hangUp(p.ref, m.fell)
		case timer:
			c.release(p.ref)
		default:
			c.drop(p.ref, event.Forgotten)
		}
	}
	c.step(id, &node.Input{Kind: node.InCrash, Cause: m.fell})
}

// start restarts a crashed node from its disk.
func (c *Cluster) start(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	m.powerLoss, m.wiped = powerLoss{}, 0
	step := c.comeBack(event.Start, id, cause)
	c.step(id, &node.Input{Kind: node.InStart, Cause: step})
	c.retry(id, step)
}

// comeBack makes a node up again, and returns the step of that.
func (c *Cluster) comeBack(as event.Kind, id ring.NodeID, cause uint32) uint32 {
	c.members[id].health = Up
	step := c.applyFault(as, id, cause)
	c.sweep(c.doubts.keys(), step)
	c.wakeGossip(step)
	c.listen(id)
	c.bring(id, step)
	return step
}

// bring tells a node that has come back of the newest ring version, if nobody has heard of
// it, since nobody was up when it was published.
func (c *Cluster) bring(id ring.NodeID, cause uint32) {
	for i := range c.members {
		if m := &c.members[i]; m.health != Left && m.RingVersion() == c.newest() {
			return
		}
	}
	c.step(id, &node.Input{Kind: node.InRingVersion, RingVersion: c.newest(), Cause: cause})
}

// hang stops a node without losing anything.
func (c *Cluster) hang(id ring.NodeID, cause uint32) {
	c.members[id].health = Hung
	c.members[id].fell = c.applyFault(event.Hang, id, cause)
	c.sweep(c.members[id].Store.AllKeys(), c.members[id].fell)
	c.wakeGossip(c.members[id].fell)
}

// resume makes a hung node go on, beginning with the messages that arrived meanwhile, in
// order.
func (c *Cluster) resume(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	step := c.comeBack(event.Resume, id, cause)
	c.step(id, &node.Input{Kind: node.InExpire, Cause: step})
	c.step(id, &node.Input{Kind: node.InPlacement, Cause: step})
	c.retry(id, step)
	inbox := m.inbox
	m.inbox = nil
	for _, p := range inbox {
		switch p.kind {
		case coordinatorTimeout:
			c.step(id, &node.Input{Kind: node.InTimer, Timer: node.Timer{Kind: node.CoordinatorTimeout, Op: p.ref}})
		case request:
			c.unhold(p.ref)
		case arrival, sign:
			c.take(node.InMessage, c.takeOut(p.ref))
		default:
			c.happen(p)
		}
	}
}

// wipe deletes a node's disk. A running node crashes, since it can't run without; it
// restarts empty.
func (c *Cluster) wipe(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	gone := m.Store.AllKeys()
	if m.health != Crashed {
		c.fall(id, event.Event{Kind: event.Crash, Cause: cause, Why: event.DiskToo})
		cause = m.fell
	}
	c.overdue(id, gone)
	step := c.applyFault(event.Wipe, id, cause)
	m.wiped = step
	m.Store = m.Store.Replace()
	c.sweep(c.doubts.shaken(gone), step)
}

// powerOff crashes a node together with its machine, which then does not refuse
// connections either.
func (c *Cluster) powerOff(id ring.NodeID, by Verb, cause uint32) {
	m := &c.members[id]
	if m.health != Crashed {
		c.crash(id, cause)
	}
	if !m.powerLoss.dark() {
		m.powerLoss = powerLoss{by, cause}
	}
}

func (c *Cluster) applyFault(k event.Kind, id ring.NodeID, cause uint32) uint32 {
	return c.record(event.Event{Kind: k, Cause: cause, Node: id, From: ring.None, To: ring.None})
}

// turnGossip turns the gossip of a node off or on. Without it its peers miss its heartbeats and believe it down, while
// it serves clients, and believes of them what it did. When it is on again the node gives its peers time
// to be heard, as Cassandra's detector does after a pause.
func (c *Cluster) turnGossip(id ring.NodeID, on bool, cause uint32) {
	m := &c.members[id]
	if !on {
		m.mute = c.applyFault(event.GossipOff, id, cause)
		c.wakeGossip(m.mute)
		return
	}
	m.mute = 0
	c.wakeGossip(c.applyFault(event.GossipOn, id, cause))
	c.listen(id)
}

func (c *Cluster) slowNode(id ring.NodeID, factor int64, cause uint32) {
	m := &c.members[id]
	m.slow = factor
	m.slowed = c.record(event.Event{Kind: event.Slow, Cause: cause, Node: id, From: ring.None, To: ring.None, Arg: factor})
}

func (c *Cluster) slowLink(l sim.Link, factor int64, cause uint32) {
	if c.links.Factor(l) == factor {
		return
	}
	since := c.record(event.Event{Kind: event.Slow, Cause: cause, Node: ring.None, From: l.From, To: l.To, Arg: factor})
	c.links.Slow(l, factor, since)
}

func (c *Cluster) cut(l sim.Link, cause uint32) {
	if c.links.Cut(l, uint32(c.trace.Len()+1)) {
		c.wakeGossip(c.record(event.Event{Kind: event.Cut, Cause: cause, Node: ring.None, From: l.From, To: l.To}))
	}
}

func (c *Cluster) join(l sim.Link, cause uint32) {
	if c.links.Mend(l) {
		step := c.record(event.Event{Kind: event.Mend, Cause: cause, Node: ring.None, From: l.From, To: l.To})
		c.wakeGossip(step)
		c.retryOver(l, step)
	}
}

// heal ends all faults of a node and its links.
func (c *Cluster) heal(id ring.NodeID, cause uint32) {
	c.rules = slices.DeleteFunc(c.rules, func(r rule) bool { return r.link.From == id || r.link.To == id })
	for _, l := range c.linksOf(id) {
		c.join(l, cause)
		c.slowLink(l, sim.Usual, cause)
	}
	if c.members[id].slow != sim.Usual {
		c.slowNode(id, sim.Usual, cause)
	}
	if c.members[id].skew != 0 {
		c.skew(id, 0, cause)
	}
	switch c.members[id].health {
	case Crashed:
		c.start(id, cause)
	case Hung:
		c.resume(id, cause)
	}
	if c.members[id].mute != 0 {
		c.turnGossip(id, true, cause)
	}
}
