// Other futures: a cluster that goes on with other delays than the ones its seed gives it.

package engine

import (
	"time"

	"ringside/engine/sim"
)

// mostRedraws is how often the delay of something that is on its way is drawn again while it
// would be over already.
const mostRedraws = 64

// Reseed draws anew, by another seed, the delays of what is on its way for an operation, among
// those that are not over yet, and from now on all others. What a command has delayed keeps
// its time, as does what belongs to no operation. Nothing else changes: the same seed gives
// the same future.
func (c *Cluster) Reseed(seed uint64) {
	before := c.random
	c.random = sim.NewRandom(seed)
	c.queue.Retime(func(item sim.Item) time.Duration {
		switch item.Kind {
		case arrival, disk:
			if at, again := c.redraw(item, before); again {
				c.flights[item.Ref].lands = at
				return at
			}
		}
		return item.At
	})
}

// redraw returns when something on its way arrives by the present seed; false if it keeps its
// time.
func (c *Cluster) redraw(item sim.Item, before sim.Random) (at time.Duration, again bool) {
	f := &c.flights[item.Ref]
	if f.Name == 0 || f.gone {
		return 0, false
	}
	took := func(r sim.Random) time.Duration {
		now := c.random
		c.random = r
		defer func() { c.random = now }()
		if item.Kind == disk {
			return c.writeTime(&f.Message)
		}
		return c.flightTime(&f.Message)
	}
	began := item.At - took(before)
	if item.Kind == arrival && began != f.Sent {
		return 0, false // a command has delayed it, or its link has become slow since
	}
	r := c.random
	for range mostRedraws {
		if at = began + took(r); at > c.now {
			return at, true
		}
		r = r.Next()
	}
	return 0, false
}
