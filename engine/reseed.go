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
// those that are not over yet, and from now on all others. A delay is drawn as it was when it
// began, and what a command has added to it stays. What a command has completed keeps its
// time, as does what belongs to no operation. Nothing else changes: the same seed gives the
// same future.
func (c *Cluster) Reseed(seed uint64) {
	c.random = sim.NewRandom(seed)
	c.queue.Retime(func(item sim.Item) time.Duration {
		switch item.Kind {
		case arrival, disk:
			if at, again := c.redraw(item); again {
				c.flights[item.Ref].lands = at
				return at
			}
		}
		return item.At
	})
}

// redraw returns when something on its way arrives by the present seed; false if it keeps its
// time.
func (c *Cluster) redraw(item sim.Item) (at time.Duration, again bool) {
	f := &c.flights[item.Ref]
	if f.Name == 0 || f.gone || f.drawn.model == nil {
		return 0, false
	}
	takes := c.drawFlight
	if item.Kind == disk {
		takes = c.drawWrite
	}
	earliest := max(c.now, f.drawn.atLeast)
	r := c.random
	for range mostRedraws {
		if at = f.drawn.began + takes(r, &f.drawn, &f.Message); at >= earliest {
			return at, true
		}
		r = r.Next()
	}
	return 0, false
}
