// What a load is going to need soon is asked for from memory before its time.

package engine

import (
	"ringside/engine/load"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
	"ringside/internal/prefetch"
)

// lookAhead asks the processor for what the next requests of the load are about. Each time it goes
// a step further on the way that leads there, for one request after the other: what a step
// needs was asked for when the request before was made. Nothing else depends on it.
func (c *Cluster) lookAhead() {
	l, keys := c.load, c.space().keys
	if q, more := l.source.After(load.Known - 1); more && q.Key < len(keys) {
		prefetch.All(&keys[q.Key])
	}
	c.knowPlaces()
	observer := c.observer.Get()
	for step := range store.Prefetches + version.Prefetches {
		q, more := l.source.After(load.Known - 2 - step)
		if !more {
			continue
		}
		key, asked := keys.known(q.Key)
		if !asked {
			continue
		}
		observer.Prefetch(key.subject, step)
		var last *version.Set
		for _, id := range c.keepers(key) {
			if set := c.members[id].Store.Prefetch(key.symbol, step); set != last {
				set.Prefetch(step - store.Prefetches)
				last = set
			}
		}
	}
}

// knowPlaces forgets who keeps the keys of loads if that is not so any more.
func (c *Cluster) knowPlaces() {
	space, placement := c.space(), c.settings.Placement
	copies := placement.N
	if placement.Racks() || copies > node.MostKeepers {
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

// keepers returns the nodes that keep a key; none if the rack rule chooses them, or if they are too
// many to be kept in mind.
func (c *Cluster) keepers(key *named) []ring.NodeID {
	if n := c.space().copies; key.copies == 0 && n > 0 {
		c.scratch = c.ring.Replicas(c.scratch[:0], key.token, ring.Simple(n))
		key.copies = uint8(copy(key.nodes[:], c.scratch))
	}
	return key.nodes[:key.copies]
}

// lookForTurn asks for what a client has read of the key that the next request is about, if it is
// the client's.
func (c *Cluster) lookForTurn(client int) {
	q, more := c.load.source.After(0)
	if !more {
		return
	}
	space := c.space()
	who, known := space.clients.known(client)
	key, asked := space.keys.known(q.Key)
	if known && asked {
		c.clients.prefetch(keyOf(who.symbol, key.symbol), 0)
	}
}
