// When replicas are compared periodically: while they differ.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/ring"
)

// entropy is the periodic comparison of replicas. As with gossip, only what may find something
// is simulated: at a full period those pairs compare that differ by then in what both of them
// keep, are up and can reach each other. What happens to other keys, nodes and links makes no
// pair compare that has nothing to find.
//
// A round is due at the next full period after a node has stored or dropped something, has
// come back, has missed a stream, or has become a replica.
type entropy struct {
	due   bool
	wound uint32 // how often the period was changed: rounds of an earlier period are ignored
}

// unlike notes an event after which replicas may differ.
func (c *Cluster) unlike(e *event.Event, step uint32) {
	switch e.Kind {
	case event.Store:
		if !e.Fresh {
			return
		}
	case event.Drop:
		if e.Why != event.ByHand {
			return // there will be another event when the link is mended or the node starts
		}
	case event.Mend:
	case event.Purge, event.Start, event.Resume:
	case event.Enact:
		c.compareSoon(step)
		return
	default:
		return
	}
	for _, id := range []ring.NodeID{e.Node, e.From, e.To} {
		if id != ring.None {
			c.unlikeAt(id, step)
		}
	}
}

// unlikeAt makes a round due for a node and its peers, if rounds are held at all.
func (c *Cluster) unlikeAt(id ring.NodeID, cause uint32) {
	period := c.settings.Entropy
	if period == 0 {
		return
	}
	if m := &c.members[id]; m.unlike == 0 {
		m.unlike = cause
	}
	if !c.entropy.due {
		c.entropy.due = true
		c.motion.probing++
		c.queue.Push((c.now/period+1)*period, round, c.entropy.wound)
	}
}

// compareSoon makes a round due for all nodes, if rounds are held at all.
func (c *Cluster) compareSoon(cause uint32) {
	for i := range c.members {
		c.unlikeAt(ring.NodeID(i), cause)
	}
}
