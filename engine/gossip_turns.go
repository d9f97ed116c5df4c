// Gossip as it happens: turns, messages that arrive, and what a repaired node or link brings
// about.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// gossipAnew starts gossip with a new period, or with other rules by which it convicts (rules);
// or it stops it.
func (c *Cluster) gossipAnew(rules bool, cause uint32) {
	if c.gossip.awake {
		c.stopGossip()
	}
	for i := range c.members {
		id := ring.NodeID(i)
		c.quietly(id, &node.Input{Kind: node.InPeriod})
		if (c.settings.Gossip == 0 || rules) && c.members[i].health != Crashed {
			c.step(id, &node.Input{Kind: node.InRetryAll, Cause: cause})
		}
	}
	c.wakeGossip(cause)
}

// tickGossip gives a node its turn, and then checks whether gossip may sleep.
func (c *Cluster) tickGossip(id ring.NodeID) {
	c.nextGossipTick(id)
	if m := &c.members[id]; m.health == Up && m.mute == 0 {
		turn := c.heartbeat(id, c.now)
		c.step(id, &node.Input{Kind: node.InTurn, Heartbeat: turn, Draw: c.partners(id, turn)})
	}
	if c.now-c.gossip.checked >= c.settings.Gossip {
		c.gossip.checked = c.now
		if c.settled(never) {
			c.stopGossip()
		}
	}
}

// partners draws the peers with which a node gossips in a turn, as the two halves that
// GossipTick takes. Peers believed up are visited in rotation, starting with a random one,
// so that none is left out for long by chance (as in SWIM, §4.3); peers believed down are
// drawn anew each time.
func (c *Cluster) partners(id ring.NodeID, turn node.Heartbeat) uint64 {
	first := uint32(c.random.Draw(sim.Gossip, 1, uint64(uint16(id))))
	down := c.random.Draw(sim.Gossip, 2+uint64(turn.Tick), uint64(uint16(id)))
	return down>>32<<32 | uint64(first+turn.Tick)
}

// takeGossip takes a gossip message out of the network. A hung node, and one that does not gossip, loses
// it: by the time it hears again, newer ones will arrive.
func (c *Cluster) takeGossip(ref uint32) {
	m := c.flights[ref].Message
	c.release(ref)
	to := &c.members[m.To]
	switch {
	case c.links.IsCut(sim.Link{From: m.From, To: m.To}) || to.health == Hung || to.mute != 0:
	case to.health == Up:
		c.step(m.To, &node.Input{Kind: node.InGossip, Message: &m})
	case !to.powerLoss.dark() && !c.settings.GossipAlone() && m.Type == event.Gossip && m.Round == 0:
		c.sendGossip(&node.Message{Type: event.Refused, From: m.To, To: m.From})
	}
}

// retry lets the running nodes plan what could not arrive before a node was healed.
func (c *Cluster) retry(healed ring.NodeID, cause uint32) {
	for i := range c.members {
		switch m := &c.members[i]; {
		case m.health != Up:
		case m.ID == healed:
			c.step(m.ID, &node.Input{Kind: node.InRetryAll, Cause: cause})
		default:
			c.step(m.ID, &node.Input{Kind: node.InRetry, Peer: healed, Cause: cause})
		}
	}
}

// retryOver does the same for a link.
func (c *Cluster) retryOver(l sim.Link, cause uint32) {
	if c.members[l.From].health == Up {
		c.step(l.From, &node.Input{Kind: node.InRetry, Peer: l.To, Cause: cause})
	}
	if c.members[l.To].health == Up {
		c.step(l.To, &node.Input{Kind: node.InRetry, Peer: l.From, Cause: cause})
	}
}
