// This file keeps which versions of one key are in flight, from event to event.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// passes reports whether a flight brings versions of a key that may still arrive: it will not
// if that is certain.
func (c *Cluster) passes(f *flight, key event.Sym) bool {
	return f.brings(key) && (!f.disk || f.life == c.members[f.To].life)
}

// flyingOf returns the versions of a key that are in flight. It is valid until something moves.
func (c *Cluster) flyingOf(key event.Sym) map[version.Dot]int32 {
	if c.inFlight == nil {
		c.inFlight = &inFlight{dots: make(map[version.Dot]int32)}
	}
	if c.inFlight.key == key {
		return c.inFlight.dots
	}
	clear(c.inFlight.dots)
	c.inFlight.key = key
	for i := range c.flights {
		f := &c.flights[i]
		f.counted = false
		if c.passes(f, key) {
			c.count(f, +1)
		}
	}
	return c.inFlight.dots
}
