// What a load is going to need soon is asked for from memory before its time.

package engine

import (
	"ringside/engine/load"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/internal/prefetch"
)

// lookAhead asks the processor for what the next requests of the load are about. Each time it goes
// a step further on the way that leads there, for one request after the other: what a step
// needs was asked for when the request before was made. It changes nothing.
func (c *Cluster) lookAhead() {
	l, keys := c.load, c.space().keys
	if q, more := l.source.After(load.Known - 1); more && q.Key < len(keys) {
		prefetch.All(&keys[q.Key])
	}
	c.knowPlaces()
	observer := c.observer.Get()
	for step := range store.Prefetches {
		q, more := l.source.After(load.Known - 2 - step)
		if !more {
			continue
		}
		key, asked := keys.known(q.Key)
		if !asked {
			continue
		}
		observer.Prefetch(key.subject, step)
		for _, id := range c.keepers(key) {
			c.members[id].Store.Prefetch(key.symbol, step)
		}
	}
}

// knowPlaces forgets who keeps the keys of loads if that is not so any more.
func (c *Cluster) knowPlaces() {
	space, placement := c.space(), c.settings.Placement
	copies := placement.N
	if placement.Racks() {
		copies = 0
	}
	if space.ring == c.ring && space.copies == copies {
		return
	}
	space.ring, space.copies = c.ring, copies
	for i := range space.keys {
		space.keys[i].copies = 0
	}
}

// keepers returns the first nodes that keep a key; none under the rack rule, which takes
// longer than what is won.
func (c *Cluster) keepers(key *named) []ring.NodeID {
	if key.copies == 0 && !c.settings.Placement.Racks() {
		c.scratch = c.ring.Replicas(c.scratch[:0], key.token, c.settings.Placement)
		key.copies = uint8(copy(key.nodes[:], c.scratch))
	}
	return key.nodes[:key.copies]
}
