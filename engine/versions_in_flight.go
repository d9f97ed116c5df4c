// This file keeps which versions of one key are in flight, from event to event.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/version"
)

// inFlight counts the versions of one key in messages and on their way to disks. While many
// requests for a key are under way, the observer asks for them after almost every event, so
// they are gathered once and then kept up to date. It is made again when another key is asked
// for and when a node has crashed, and a clone makes its own.
type inFlight struct {
	key  event.Sym // 0: of no key
	dots map[version.Dot]int32
}

// passes reports whether a flight brings versions of a key that may still arrive: it will not
// if that is certain.
func (c *Cluster) passes(f *flight, key event.Sym) bool {
	return f.brings(key) && (!f.disk || f.life == c.members[f.To].life)
}

func (f *flight) brings(key event.Sym) bool { return f.Key == key && f.Set != nil && !f.gone }

// count counts the versions of a flight that has begun (+1), or is over (-1).
func (s *schedule) count(f *flight, by int32) {
	if s.inFlight == nil || s.inFlight.key == 0 || !f.brings(s.inFlight.key) {
		return
	}
	if by < 0 && !f.counted {
		return
	}
	f.counted = by > 0
	for i := range f.Set.Siblings {
		dot := f.Set.Siblings[i].Dot
		if n := s.inFlight.dots[dot] + by; n > 0 {
			s.inFlight.dots[dot] = n
		} else {
			delete(s.inFlight.dots, dot)
		}
	}
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

// uncount makes the versions in flight be gathered anew, when more has changed than what one
// flight brings.
func (s *schedule) uncount() {
	if s.inFlight != nil {
		s.inFlight.key = 0
	}
}
