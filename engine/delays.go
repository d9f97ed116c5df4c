// Delays: how long a message or a disk write takes, and how that was drawn, so that it can be
// drawn again.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/node"
	"ringside/engine/sim"
)

// draw is how the delay of something on its way was drawn. What has come about since, as a
// node that has become slow or another latency model, changes nothing about it. The zero draw
// is of what was not drawn: a command gave it its time.
type draw struct {
	model      *latency.Model // nil: not drawn
	began      time.Duration  // since when the delay runs, and what a command has added to it
	atLeast    time.Duration  // when it lands at the earliest, since it was not there before a command came
	link, node int32          // by how much both slow it down, in thousandths
}

// later is the draw of what is drawn as d and has by more to go from now on.
func (d draw) later(by, now time.Duration) draw {
	d.began += by
	d.atLeast = max(d.atLeast, now) + by
	return d
}

// leg returns which leg of a request a type of message is, for models whose legs differ:
// what brings a version is a write, and what asks for anything else is a read.
func leg(t event.Type) latency.Leg {
	switch t {
	case event.Write, event.Repair, event.Handoff, event.Stream:
		return latency.Write
	case event.WriteAck, event.RepairAck, event.HandoffAck:
		return latency.Ack
	}
	if t.Answer() {
		return latency.Response
	}
	return latency.Read
}

// flightDraw returns how the delay of a message is drawn that is sent now.
func (c *Cluster) flightDraw(m *node.Message) draw {
	factor := c.links.Factor(sim.Link{From: m.From, To: m.To})
	return draw{model: c.model, began: c.now, link: int32(factor), node: int32(c.members[m.From].slow)}
}

// drawFlight draws how long a message takes.
func (c *Cluster) drawFlight(r sim.Random, d *draw, m *node.Message) time.Duration {
	bits := r.Draw(sim.Flight, c.occasion(sim.Flight, m), link(m))
	nodes := c.ring.Nodes()
	takes := d.model.Flight(leg(m.Type), bits, nodes[m.From].DC != nodes[m.To].DC)
	return times(times(takes, d.link), d.node)
}

// writeDraw returns how it is drawn how long a disk write takes that begins now.
func (c *Cluster) writeDraw(m *node.Message) draw {
	return draw{model: c.model, began: c.now, link: sim.Usual, node: int32(c.members[m.To].slow)}
}

// drawWrite draws how long the disk write takes that m asks for.
func (c *Cluster) drawWrite(r sim.Random, d *draw, m *node.Message) time.Duration {
	return times(d.model.Disk(r.Draw(sim.DiskWrite, c.occasion(sim.DiskWrite, m), uint64(uint16(m.To)))), d.node)
}

// times multiplies a delay by a factor in thousandths.
func times(d time.Duration, thousandths int32) time.Duration {
	if thousandths == sim.Usual {
		return d
	}
	return d * time.Duration(thousandths) / sim.Usual
}
