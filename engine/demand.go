// This file says what the levels of requests ask for on the cluster's rings, worked out
// once for all requests of a level.

package engine

import (
	"errors"
	"fmt"
	"strings"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
)

// Level says whose answers a request waits for.
type Level = quorum.Level

// Answers is the level of so many replicas, wherever they are.
func Answers(n int) Level { return quorum.Answers(n) }

// demanded is what a level asks for on a ring.
type demanded struct {
	level  Level
	ring   *ring.Ring
	demand quorum.Demand
}

// mostDemands is how many levels are kept, of the current settings and the rings that nodes
// go by.
const mostDemands = 16

// demand returns what a level asks for on a ring under the settings. It is valid until the
// next call.
func (c *Cluster) demand(level Level, r *ring.Ring) *quorum.Demand {
	for i := range c.demands {
		if d := &c.demands[i]; d.level == level && d.ring == r {
			return &d.demand
		}
	}
	if len(c.demands) == mostDemands {
		c.demands = c.demands[:0]
	}
	c.demands = append(c.demands, demanded{level, r, level.On(r, c.settings.Placement)})
	return &c.demands[len(c.demands)-1].demand
}

// waitsFor returns how many answers a request of a level waits for that a node
// coordinates; ring.None is nobody.
func (c *Cluster) waitsFor(level Level, coordinator ring.NodeID) int {
	if level.Kind == quorum.Number {
		return level.N
	}
	return c.demand(level, c.ring).From(c.ring, coordinator)
}

// partsFor returns what it waits for in each data centre; nil if it counts answers from
// anywhere.
func (c *Cluster) partsFor(level Level, coordinator ring.NodeID) (parts []node.Part) {
	if level.Kind == quorum.Number || coordinator == ring.None {
		return nil
	}
	d := c.demand(level, c.ring)
	if !d.Split() {
		return nil
	}
	for _, p := range d.ByDC(nil, c.ring.DC(coordinator)) {
		parts = append(parts, node.Part{DC: c.ring.DCName(p.DC), Need: p.Need, Of: p.Of})
	}
	return parts
}

// keepParts keeps what the event that is recorded next is about by data centre.
func (c *Cluster) keepParts(parts []node.Part) {
	for _, p := range parts {
		c.trace.AddPart(event.Part{DC: c.trace.Intern(p.DC), N: uint8(p.N), Need: uint8(p.Need), Of: uint8(p.Of)})
	}
}

// ParseLevel reads a level as a user writes it. The error is one line, without the word
// that it is about in front.
func ParseLevel(s string) (Level, error) {
	level, err := quorum.ParseLevel(s)
	return level, unnamed(err)
}

// unnamed takes from an error about a level which one it is about: its caller says that.
func unnamed(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if _, rest, ok := strings.Cut(text, ": "); ok {
		text = rest
	}
	return errors.New(text)
}

// CheckLevel returns an error if a level has no meaning on a ring under some settings: one
// line, without the level in front.
func CheckLevel(level Level, s *Settings, r *ring.Ring) error {
	_, err := level.For(r, s.Placement)
	return unnamed(err)
}

// checkLevel is CheckLevel with what has the level in front.
func checkLevel(of string, level Level, s *Settings, r *ring.Ring) error {
	if err := CheckLevel(level, s, r); err != nil {
		return fmt.Errorf("%s %s: %w", of, event.Quote(level.String()), err)
	}
	return nil
}

// checkLevels returns an error if the levels of the settings have no meaning on a ring.
func checkLevels(s *Settings, r *ring.Ring) error {
	for _, k := range []struct {
		name  string
		level Level
	}{{"r", s.R}, {"w", s.W}} {
		if err := checkLevel(k.name, k.level, s, r); err != nil {
			return err
		}
	}
	return nil
}
