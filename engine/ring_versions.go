// The ring versions of a cluster: made by the administrator or by a change coordinator, and
// known to all that the cluster keeps them for.

package engine

import (
	"fmt"
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// publish makes a ring version of the administrator's the newest.
func (c *Cluster) publish(e *node.RingVersion, cause uint32) uint32 {
	e.Number, e.At = len(c.ringVersions)+1, c.now
	return c.adopt(e, cause)
}

// adopt makes a ring version the newest.
func (c *Cluster) adopt(e *node.RingVersion, cause uint32) uint32 {
	c.ringVersions = append(slices.Clip(c.ringVersions), e)
	if e.Next != nil { // else its ring was Next of the previous ring version
		c.rings += ringBytes(e.Ring) + ringBytes(e.Next)
	}
	c.ring = e.Ring
	step := c.record(event.Event{
		Kind: event.Enact, Cause: cause, Arg: int64(e.Number), Text: c.trace.Intern(e.What),
		Node: ring.None, From: ring.None, To: e.Who,
	})
	c.gossip.cause = step
	return step
}

// enact adopts the ring version with which a change coordinator completes the change.
func (c *Cluster) enact(next *node.RingVersion, cause uint32) uint32 {
	e := c.newest()
	if next.Number != e.Number+1 {
		panic(fmt.Sprintf("ring version %d is to follow ring version %d", next.Number, e.Number))
	}
	step := c.adopt(next, cause)
	switch {
	case e.Dead:
		c.departDown(e.Mover, step)
	case e.Next.Nodes()[e.Mover].Out:
		c.leaving = append(c.leaving, e.Mover)
	}
	return step
}

// departDown removes a crashed node from the world.
func (c *Cluster) departDown(id ring.NodeID, cause uint32) {
	c.members[id].fell = c.record(event.Event{Kind: event.Depart, Cause: cause, Node: id, From: ring.None, To: ring.None})
	c.bury(id)
}

// bury removes what is left of a node that has departed: its disk, its links and the faults
// of both.
func (c *Cluster) bury(id ring.NodeID) {
	m := &c.members[id]
	gone := m.Store.AllKeys()
	c.overdue(id, gone)
	m.health, m.powerLoss, m.wiped = Left, powerLoss{}, 0
	m.slow, m.skew, m.mute = sim.Usual, 0, 0
	m.Store = m.Store.Replace()
	c.sweep(c.doubts.shaken(gone), m.fell)
	for _, l := range c.linksOf(id) {
		c.links.Mend(l)
		c.links.Slow(l, sim.Usual, 0)
	}
	c.rules = slices.DeleteFunc(c.rules, func(r rule) bool { return r.link.From == id || r.link.To == id })
	c.wakeGossip(m.fell)
}
