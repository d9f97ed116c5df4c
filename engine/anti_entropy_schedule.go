// When replicas are compared periodically: while they may differ.

package engine

import (
	"ringside/engine/event"
)

// entropy is the periodic comparison of replicas. As with gossip, only rounds that may
// find something are held: one is due at the next full period after a node has stored
// something new, has come back, has missed a stream, or has become a replica. After a
// round that finds everything equal there is none until then.
type entropy struct {
	due   bool
	wound uint32 // how often the period was changed: rounds of an earlier period are ignored
	cause uint32 // the step that made the round due
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
	case event.Start, event.Resume, event.Mend, event.Enact:
	default:
		return
	}
	c.compareSoon(step)
}

// compareSoon makes a round due, if rounds are held at all.
func (c *Cluster) compareSoon(cause uint32) {
	if period := c.settings.Entropy; period > 0 && !c.entropy.due {
		c.entropy.due, c.entropy.cause = true, cause
		c.motion.probing++
		c.queue.Push((c.now/period+1)*period, round, c.entropy.wound)
	}
}

// compareAnew starts periodic comparison with a new period, or stops it.
func (c *Cluster) compareAnew(cause uint32) {
	c.entropy.wound++
	c.entropy.due = false
	c.compareSoon(cause)
}
