// Gossip in the cluster: when it runs and when it sleeps, and what is sent.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// Gossip never ends in a real cluster: heartbeats are exchanged even when nothing else
// happens. Here virtual time stops when nothing is going to change, so heartbeats are only
// simulated while they may change what a node believes. Otherwise gossip sleeps, and a
// node's heartbeat is a number that follows from the time. When something breaks or is
// healed, gossip wakes: every node has then heard of every node that can be heard, at the
// heartbeats that gossip would have reached.
//
//	asleep ── a fault, a repair, a changed mind ──▶ awake
//	       ◀── all believe what gossip leads to ──
//
// While all believe what gossip leads to, to be awake is the same as to be asleep: what wakes
// it then wakes it anew. So what comes of a fault does not depend on whether something else
// had woken gossip shortly before.
//
// A gossip message is subject to the same faults as any message: cut links, slow links,
// nodes that are hung or down. It has no number and records no event unless it brings
// news, and message faults (drop, delay, duplicate) ignore it.
type gossip struct {
	awake   bool
	wakings uint32 // how often it has woken: ticks and messages of earlier wakings are ignored
	cause   uint32 // the step that woke it, or the last one that would have
	woken   time.Duration
	checked time.Duration
	rested  bool // before the command that is being carried out, all believed what it leads to

	unsettled ring.NodeID // the last one found to believe something else
}

// wakeGossip wakes gossip, unless it is switched off. Any change may wake it: if all nodes
// believe what they should, it sleeps again after one tick.
func (c *Cluster) wakeGossip(cause uint32) {
	c.gossip.cause = cause
	if c.settings.Gossip == 0 {
		return
	}
	if c.gossip.awake {
		if c.gossip.woken == c.now || !c.gossip.rested && !c.settled(c.now) {
			return
		}
		c.stopGossip()
	}
	c.gossip.awake, c.gossip.woken, c.gossip.checked = true, c.now, c.now
	c.gossip.wakings++
	for i := range c.members {
		if c.members[i].health == Up {
			c.quietly(ring.NodeID(i), &node.Input{Kind: node.InListen, Heartbeats: c.heartbeats()})
		}
		c.nextGossipTick(ring.NodeID(i))
	}
}

// stopGossip stops gossip. Gossip messages in flight are ignored when they arrive.
func (c *Cluster) stopGossip() {
	c.gossip.awake = false
	for i := range c.members {
		c.quietly(ring.NodeID(i), &node.Input{Kind: node.InSilence})
	}
}

// listen lets a node that runs again hear gossip from now on.
func (c *Cluster) listen(id ring.NodeID) {
	if c.gossip.awake {
		c.quietly(id, &node.Input{Kind: node.InListen, Heartbeats: c.heartbeats()})
	}
}

// phase returns the time within the period at which a node gossips.
func (c *Cluster) phase(id ring.NodeID) time.Duration {
	return time.Duration(c.random.Draw(sim.Gossip, 0, uint64(uint16(id))) % uint64(c.settings.Gossip))
}

// heartbeats returns the last heartbeat of every node: of its last turn before now, or
// before it fell or gossiped no more.
func (c *Cluster) heartbeats() []node.Heartbeat {
	all := make([]node.Heartbeat, len(c.members))
	for i := range c.members {
		m, at := &c.members[i], c.now
		if m.health != Up {
			at = c.trace.At(int(m.fell)).At
		}
		if m.mute != 0 {
			at = c.trace.At(int(m.mute)).At
		}
		all[i] = c.heartbeat(ring.NodeID(i), at)
	}
	return all
}

// heartbeat returns a node's heartbeat at a time: the number of turns it has had.
func (c *Cluster) heartbeat(id ring.NodeID, at time.Duration) node.Heartbeat {
	turns := (at - c.phase(id) + c.settings.Gossip) / c.settings.Gossip
	return node.Heartbeat{Life: c.members[id].life, Tick: uint32(turns)}
}

// nextGossipTick queues a node's next turn.
func (c *Cluster) nextGossipTick(id ring.NodeID) {
	period := c.settings.Gossip
	at := c.phase(id) + time.Duration(c.heartbeat(id, c.now).Tick)*period
	c.queue.Push(at, gossipTick, c.gossip.wakings<<16|uint32(uint16(id)))
}

// beforeSleep reports whether an item is a gossip turn or message from before gossip last went
// to sleep.
func (c *Cluster) beforeSleep(item sim.Item) bool {
	switch item.Kind {
	case gossipTick:
		return !c.gossip.awake || item.Ref>>16 != c.gossip.wakings&0xffff
	case gossipMessage:
		return !c.gossip.awake || c.flights[item.Ref].life != c.gossip.wakings
	}
	return false
}

// sendGossip puts a gossip message into the network, or a refusal in reply to one.
func (c *Cluster) sendGossip(m *node.Message) {
	m.Sent, m.Cause = c.now, c.gossip.cause
	if m.Type == event.Refused {
		m.Cause = c.members[m.From].fell
	}
	c.sent[event.Gossiped] += m.Bytes(0)
	ref, f := c.keep()
	f.Message, f.life = *m, c.gossip.wakings
	drawn := c.flightDraw(m)
	c.queue.Push(c.now+c.drawFlight(c.random, &drawn, m), gossipMessage, ref)
}

// silenceCause returns the step that keeps a peer's heartbeats away.
func (c *Cluster) silenceCause(peer ring.NodeID) uint32 {
	if m := &c.members[peer]; m.health != Up {
		return m.fell
	} else if m.mute != 0 {
		return m.mute
	}
	return c.gossip.cause
}
