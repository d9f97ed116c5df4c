// host: the world as a node sees it, with its clock, network, disk and timers.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/latency"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// host is the cluster as its nodes see it: clock, network, disks and timers.
type host Cluster

var _ node.Host = (*host)(nil)

func (h *host) Now() time.Duration         { return h.now }
func (h *host) Settings() *Settings        { return &h.settings }
func (h *host) Clock(id ring.NodeID) int64 { return int64(h.now + h.members[id].skew) }

// Token returns a key's position on the ring.
func (h *host) Token(key event.Sym) ring.Token { return ring.Hash(h.trace.Text(key)) }

// background reports whether nobody waits for a message: probes, gossip, and hints that
// are handed over.
func background(m *node.Message) bool {
	switch m.Type {
	case event.Ping, event.Pong, event.Handoff, event.HandoffAck, event.Refused:
		return m.Op == 0
	}
	return false
}

// send puts a message into the network. Whether it arrives is decided at the time of its
// arrival.
func (c *Cluster) send(m *node.Message) {
	c.messages++
	m.ID = c.messages
	m.Sent = c.now
	if from := &c.members[m.From]; m.Plan == nil && from.health == Up {
		m.Plan = from.RingVersion()
	}
	e := m.Record(event.Send, m.Cause)
	e.Ref = uint32(m.Bytes(len(c.trace.Text(m.Key))))
	c.sent[m.Type.Cargo(m.Hint)] += int(e.Ref)
	m.Cause = c.record(e)
	lands := c.now + c.flightTime(m)
	if len(c.rules) > 0 && c.applyMessageFaults(*m, &lands) {
		return
	}
	c.launch(m, lands)
}

// launch queues a message for its arrival.
func (c *Cluster) launch(m *node.Message, lands time.Duration) {
	ref, f := c.keep()
	f.Message, f.lands = *m, lands
	if background(m) {
		c.motion.probing++
		c.queue.Push(lands, sign, ref)
		return
	}
	c.motion.moving++
	c.queue.Push(lands, arrival, ref)
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

// flightTime draws how long a message takes.
func (c *Cluster) flightTime(m *node.Message) time.Duration {
	bits := c.random.Draw(sim.Flight, c.occasion(sim.Flight, m), link(m))
	nodes := c.ring.Nodes()
	d := c.model.Flight(leg(m.Type), bits, nodes[m.From].DC != nodes[m.To].DC)
	d = times(d, c.links.Factor(sim.Link{From: m.From, To: m.To}))
	return times(d, c.members[m.From].slow)
}

// times multiplies a delay by a factor in thousandths.
func times(d time.Duration, thousandths int64) time.Duration {
	if thousandths == sim.Usual {
		return d
	}
	return d * time.Duration(thousandths) / sim.Usual
}

// write starts the disk write that m asks of m.To.
func (c *Cluster) write(m *node.Message) {
	d := c.model.Disk(c.random.Draw(sim.DiskWrite, c.occasion(sim.DiskWrite, m), uint64(uint16(m.To))))
	to := &c.members[m.To]
	lands := c.now + times(d, to.slow)
	ref, f := c.keep()
	f.Message, f.life, f.lands, f.disk = *m, to.life, lands, true
	if background(m) {
		c.motion.probing++
		c.queue.Push(lands, backgroundWrite, ref)
		return
	}
	c.motion.moving++
	c.queue.Push(lands, disk, ref)
}

// startTimer starts a node's timer and reports whether it did. Probes of a node that stays
// down would go on forever and find out nothing that gossip does not, so idle ones are left
// out until they can be answered. The same goes for hint handoffs that could not arrive.
func (c *Cluster) startTimer(t node.Timer) bool {
	at := c.now + t.After
	there, back := sim.Link{From: t.Node, To: t.Peer}, sim.Link{From: t.Peer, To: t.Node}
	switch t.Kind {
	case node.CoordinatorTimeout:
		c.await(t.Op)
		c.queue.PushLast(at, coordinatorTimeout, t.Op)
		return true
	case node.SpeculativeRetry:
		c.await(t.Op)
		c.queue.Push(at, speculativeRetry, t.Op)
		return true
	case node.Probe:
		if t.Idle && (c.members[t.Peer].health != Up || c.links.IsCut(there) || c.links.IsCut(back)) {
			return false
		}
	case node.HandOff:
		if c.links.IsCut(there) {
			return false
		}
	}
	ref, f := c.keep()
	f.From, f.To, f.Cause = t.Node, t.Peer, t.Cause
	f.life, f.lands, f.timer = c.members[t.Node].life, at, t.Kind
	if t.Kind != node.Expire { // a hint that only waits to expire is no work in progress
		c.motion.probing++
	}
	if t.Kind == node.Probe {
		c.queue.PushLast(at, timer, ref)
	} else {
		c.queue.Push(at, timer, ref)
	}
	return true
}

// await counts one more timer of an operation.
func (c *Cluster) await(op uint32) {
	c.ops.get(op).timers++
	c.motion.waiting++
}

// over forgets an operation whose client has its answer, with what its coordinator had
// read of the key.
func (c *Cluster) over(id uint32, key event.Sym) {
	if op := c.ops.get(id); op != nil {
		c.motion.waiting -= op.timers
		op.timers = 0
		c.close(id, op)
	}
	c.rejudge(key, uint32(c.trace.Len()))
}

// keep finds a free place for what an item of the queue refers to. The pointer is valid
// until the next call.
func (c *Cluster) keep() (ref uint32, f *flight) {
	if last := len(c.free) - 1; last >= 0 {
		ref = c.free[last]
		c.free = c.free[:last]
		return ref, &c.flights[ref]
	}
	c.flights = append(c.flights, flight{})
	ref = uint32(len(c.flights) - 1)
	return ref, &c.flights[ref]
}

// release frees a place in flights.
func (c *Cluster) release(ref uint32) {
	c.flights[ref] = flight{}
	c.free = append(c.free, ref)
}

// linksOf returns all links from and to a node.
func (c *Cluster) linksOf(id ring.NodeID) (links []sim.Link) {
	for i := range c.members {
		if peer := ring.NodeID(i); peer != id && c.members[i].health != Left {
			links = append(links, sim.Link{From: id, To: peer}, sim.Link{From: peer, To: id})
		}
	}
	return links
}
