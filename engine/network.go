// What nodes look at, and what becomes of what they give out: the network, disks and timers.

package engine

import (
	"time"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/sim"
	"ringside/engine/version"
)

// host is the cluster as its nodes see it: they look, and change nothing.
type host Cluster

var _ node.Env = (*host)(nil)

func (h *host) Now() time.Duration  { return h.now }
func (h *host) Settings() *Settings { return &h.settings }

// Merges returns what all nodes merge with; of a clone, another one.
func (h *host) Merges() *version.Merges { return &(*Cluster)(h).space().merges }

func (h *host) Clock(id ring.NodeID) int64 { return int64(h.now + h.members[id].skew) }

// Demand returns what a level asks for on a ring.
func (h *host) Demand(level quorum.Level, r *ring.Ring) *quorum.Demand {
	return (*Cluster)(h).demand(level, r)
}

// Token returns a key's position on the ring.
func (h *host) Token(key event.Sym) ring.Token { return ring.Hash(h.trace.Text(key)) }

// Plans reports whether a timer is worth starting. Probes of a node that stays down would go
// on forever and find out nothing that gossip does not, so idle ones are left out until they
// can be answered. The same goes for hint handoffs that could not arrive.
func (h *host) Plans(t node.Timer) bool {
	there, back := sim.Link{From: t.Node, To: t.Peer}, sim.Link{From: t.Peer, To: t.Node}
	if t.Kind == node.HandOff {
		return !h.links.IsCut(there)
	}
	return !t.Idle || h.members[t.Peer].health == Up && !h.links.IsCut(there) && !h.links.IsCut(back)
}

// quietly lets a node take an input in that makes it give nothing out.
func (r *roster) quietly(id ring.NodeID, in *node.Input) {
	if out := r.members[id].Step(in, nil); len(out) > 0 {
		panic("a node gives something out where it has no reason to")
	}
}

// send puts a message into the network. Whether it arrives is decided at the time of its
// arrival.
func (c *Cluster) send(m *node.Message) {
	c.messages++
	m.ID = c.messages
	m.Sent = c.now
	bytes := m.Bytes(c.keySize(m))
	c.sent[m.Type.Cargo(m.Hint)] += bytes
	e := c.trace.Next()
	m.RecordIn(e, event.Send, m.Cause)
	e.Ref = uint32(bytes)
	m.Cause = c.recorded(e, nil)
	drawn := c.flightDraw(m)
	lands := c.now + c.drawFlight(c.random, &drawn, m)
	if len(c.rules) > 0 && c.applyMessageFaults(*m, &lands, &drawn) {
		return
	}
	c.launch(m, lands, drawn)
}

// keySize returns how many bytes the key of a message has.
func (c *Cluster) keySize(m *node.Message) int {
	if op := c.ops.get(m.Op); op != nil && op.key == m.Key { // it is at hand, the texts of the trace are not
		return op.keySize
	}
	return len(c.trace.Text(m.Key))
}

// write starts the disk write that m asks of m.To.
func (c *Cluster) write(m *node.Message) {
	to := &c.members[m.To]
	drawn := c.writeDraw(m)
	lands := c.now + c.drawWrite(c.random, &drawn, m)
	ref, f := c.keep()
	f.Message, f.life, f.lands, f.drawn, f.disk = *m, to.life, lands, drawn, true
	c.enqueue(ref, disk, backgroundWrite)
}

// startTimer starts a node's timer.
func (c *Cluster) startTimer(t *node.Timer) {
	at := c.now + t.After
	switch t.Kind {
	case node.CoordinatorTimeout:
		c.await(t.Op)
		c.queue.PushLast(at, coordinatorTimeout, t.Op)
		return
	case node.SpeculativeRetry:
		c.await(t.Op)
		c.queue.Push(at, speculativeRetry, t.Op)
		return
	}
	ref, f := c.keep()
	f.From, f.To, f.Key, f.Cause = t.Node, t.Peer, t.Key, t.Cause
	f.life, f.lands, f.timer = c.members[t.Node].life, at, t.Kind
	if t.Kind != node.Expire { // a hint that only waits to expire is no work in progress
		c.motion.probing++
	}
	if t.Kind == node.Probe {
		c.queue.PushLast(at, timer, ref)
	} else {
		c.queue.Push(at, timer, ref)
	}
}

// await counts one more timer of an operation.
func (c *Cluster) await(op uint32) {
	c.ops.get(op).timers++
	c.motion.waiting++
}

// over forgets an operation whose client has its answer, with what its coordinator had
// read of the key, because of a step.
func (c *Cluster) over(id uint32, key event.Sym, cause uint32) {
	if op := c.ops.get(id); op != nil {
		c.motion.waiting -= op.timers
		op.timers = 0
		c.close(id, op)
	}
	c.rejudge(key, cause)
}

// takeOut takes a message out of flights. The pointer is valid until the next call.
func (c *Cluster) takeOut(ref uint32) *node.Message {
	m := &c.space().message
	*m = c.flights[ref].Message
	c.release(ref)
	return m
}

// linksOf returns all links from and to a node.
func (r *roster) linksOf(id ring.NodeID) (links []sim.Link) {
	for i := range r.members {
		if peer := ring.NodeID(i); peer != id && r.members[i].health != Left {
			links = append(links, sim.Link{From: id, To: peer}, sim.Link{From: peer, To: id})
		}
	}
	return links
}
