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

// unlike is why a node may differ from other replicas: the first steps since the last round, of
// each kind, or 0. That something has changed tells more than that it can now be compared.
type unlike struct{ changed, reached uint32 }

// either returns the steps of two nodes.
func (u unlike) either(o unlike) unlike {
	return unlike{earlier(u.changed, o.changed), earlier(u.reached, o.reached)}
}

// cause returns the step that tells most; 0: there is none.
func (u unlike) cause() uint32 {
	if u.changed != 0 {
		return u.changed
	}
	return u.reached
}

// mayDiffer notes an event after which replicas may differ.
func (c *Cluster) mayDiffer(e *event.Event, step uint32) {
	changed, reached := step, uint32(0)
	switch e.Kind {
	case event.Store:
		if !e.Fresh {
			return
		}
	case event.Drop:
		if e.Why != event.ByHand {
			return // there will be another event when the link is mended or the node starts
		}
	case event.Purge:
	case event.Mend, event.Start, event.Resume:
		reached, changed = step, 0
	case event.Enact:
		c.compareSoon(step)
		return
	default:
		return
	}
	for _, id := range []ring.NodeID{e.Node, e.From, e.To} {
		if id != ring.None {
			c.mayDifferAt(id, unlike{changed, reached})
		}
	}
}

// mayDifferAt makes a round due for a node and its peers, if rounds are held at all.
func (c *Cluster) mayDifferAt(id ring.NodeID, why unlike) {
	period := c.settings.Entropy
	if period == 0 {
		return
	}
	m := &c.members[id]
	m.unlike = m.unlike.either(why)
	if !c.entropy.due {
		c.entropy.due = true
		c.motion.probing++
		c.queue.Push((c.now/period+1)*period, round, c.entropy.wound)
	}
}

// compareSoon makes a round due for all nodes, if rounds are held at all.
func (c *Cluster) compareSoon(cause uint32) {
	for i := range c.members {
		c.mayDifferAt(ring.NodeID(i), unlike{reached: cause})
	}
}

// earlier returns the earlier of two steps, if there are two: 0 is none.
func earlier(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}
