// This file tells the observer of tombstones that a node could have let go of, before it has
// lost them, or they are within their grace again.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
)

// A node lets go of a tombstone when it is asked for the key, or compares its keys. That
// nobody has made it do so since its grace was over makes no difference to what is owed: it
// counts as let go of then.
//
//	delete cart      n1 keeps a tombstone
//	run 300h         its grace is over; nobody asks for cart
//	wipe n1          or skew n1 -200h, or set grace 400h: it was let go of
//
// overdue tells the observer of those among some keys of a node, by its clock and the settings
// as they are.
func (c *Cluster) overdue(id ring.NodeID, keys []event.Sym) {
	m := &c.members[id]
	for _, key := range keys {
		if set := m.Store.Get(key); node.Expired(set, int64(c.now+m.skew), c.settings.Grace) {
			c.sees().Purged(key, set, (&finder{c: c, key: key}).copies)
		}
	}
}

// prolongs tells the observer of what is overdue anywhere and will not be by another grace.
func (c *Cluster) prolongs(grace time.Duration) {
	if grace <= c.settings.Grace {
		return
	}
	for i := range c.members {
		c.overdue(ring.NodeID(i), c.members[i].Store.Keys())
	}
}
