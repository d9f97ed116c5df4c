// Whether gossip has anything left to change: what nodes believe, beside what they can hear.

package engine

import (
	"slices"
	"time"

	"ringside/engine/ring"
	"ringside/engine/sim"
)

// never is no time: nobody has changed his mind then.
const never time.Duration = -1

// settled reports whether all nodes believe what gossip leads to: that exactly those nodes
// are up whose heartbeats can reach them. Whom a node believes down only since a time counts
// as what it was before that.
func (c *Cluster) settled(before time.Duration) bool {
	for k := range c.members {
		// First the one that was not the last time: mostly it still is not.
		if i := (int(c.gossip.unsettled) + k) % len(c.members); !c.settledAt(ring.NodeID(i), before) {
			c.gossip.unsettled = ring.NodeID(i)
			return false
		}
	}
	return true
}

// settledAt is settled for what one node believes. Without gossip it goes on believing what it did.
func (c *Cluster) settledAt(id ring.NodeID, before time.Duration) bool {
	m := &c.members[id]
	if m.health != Up || m.mute != 0 {
		return true
	}
	e, heard := m.RingVersion(), c.heardBy(id)
	for k := range c.members {
		peer := ring.NodeID(k)
		if heard[k] && c.members[k].RingVersion().Number > e.Number {
			return false
		}
		if peer != id && e.Has(peer) && e.Has(id) && !m.SettledOn(peer, heard[k], before) {
			return false
		}
	}
	return true
}

// heardBy returns which nodes' heartbeats can reach a node, directly or through others.
func (c *Cluster) heardBy(id ring.NodeID) []bool {
	heard := make([]bool, len(c.members))
	var unheard []ring.NodeID
	for i := range c.members {
		if peer := ring.NodeID(i); peer != id && c.members[i].health == Up && c.members[i].mute == 0 {
			unheard = append(unheard, peer)
		}
	}
	for next := []ring.NodeID{id}; len(next) > 0 && len(unheard) > 0; next = next[1:] {
		unheard = slices.DeleteFunc(unheard, func(peer ring.NodeID) bool {
			if c.links.IsCut(sim.Link{From: peer, To: next[0]}) {
				return false
			}
			heard[peer] = true
			next = append(next, peer)
			return true
		})
	}
	return heard
}
