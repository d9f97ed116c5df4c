// This file tells the observer of tombstones that a node could have let go of, before it has
// lost them, or they are within their grace again.

package engine

import (
	"slices"
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
// as they are, and returns them: they are to be judged once the change is made.
func (c *Cluster) overdue(id ring.NodeID, keys []event.Sym) (let []event.Sym) {
	m := &c.members[id]
	for _, key := range keys {
		if set := m.Store.Get(key); node.Expired(set, int64(c.now+m.skew), c.settings.Grace) {
			c.sees().Purged(key, set, (&finder{c: c, key: key}).copies)
			let = append(let, key)
		}
	}
	return let
}

// prolongs tells the observer of what is overdue anywhere and will not be by another grace, and
// returns the keys, sorted.
func (c *Cluster) prolongs(grace time.Duration) (let []event.Sym) {
	if grace <= c.settings.Grace {
		return nil
	}
	for i := range c.members {
		let = append(let, c.overdue(ring.NodeID(i), c.members[i].Store.Keys())...)
	}
	slices.Sort(let)
	return slices.Compact(let)
}
