package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// crash takes a node's process: its memory, what waited in it, and the requests
// that it was coordinating. The disk stays.
func (c *Cluster) crash(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	m.health = Crashed
	m.life++
	m.fell = c.befall(event.Crash, id, cause)
	inbox := m.inbox
	m.inbox = nil
	for _, p := range inbox {
		switch p.kind {
		case deadline:
		case request:
			delete(c.held, p.ref)
			c.hangUp(p.ref, m.fell)
		case probe, handoff, flush:
			c.release(p.ref)
		default:
			c.drop(p.ref, event.Forgotten)
		}
	}
	unsynced := m.Store.UnsyncedKeys()
	for _, id := range m.Lose() {
		c.hangUp(id, m.fell)
	}
	c.losses++
	for _, key := range unsynced {
		c.judge(key, m.fell)
	}
}

// hangUp ends an operation whose coordinator has crashed.
func (c *Cluster) hangUp(id, cause uint32) {
	if op := c.ops[id]; op != nil {
		c.loseCoordinator(id, op, cause)
		(*host)(c).Settled(id, op.key)
	}
}

// start lets a crashed node come back with what its disk has.
func (c *Cluster) start(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	m.health = Up
	m.dark = false
	step := c.befall(event.Start, id, cause)
	m.Hello(step)
	m.Wake(step)
}

// hang stops a node, with everything kept.
func (c *Cluster) hang(id ring.NodeID, cause uint32) {
	c.members[id].health = Hung
	c.members[id].fell = c.befall(event.Hang, id, cause)
}

// resume lets a hung node go on: first with what has come meanwhile, in order.
func (c *Cluster) resume(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	m.health = Up
	c.befall(event.Resume, id, cause)
	inbox := m.inbox
	m.inbox = nil
	for _, p := range inbox {
		switch p.kind {
		case deadline:
			m.Deadline(p.ref)
		case request:
			c.unhold(p.ref)
		case arrival, sign:
			taken := c.flights[p.ref].Message
			c.release(p.ref)
			m.Deliver(&taken)
		default:
			c.happen(p)
		}
	}
}

// wipe takes a node's disk. It can't run without: it crashes if it ran. What it
// starts with again is empty.
func (c *Cluster) wipe(id ring.NodeID, cause uint32) {
	m := &c.members[id]
	if m.health != Crashed {
		c.crash(id, cause)
		cause = m.fell
	}
	step := c.befall(event.Wipe, id, cause)
	gone := m.Store.AllKeys()
	m.Store = m.Store.Replace()
	c.losses++
	for _, key := range gone {
		c.judge(key, step)
	}
}

// powerOff crashes a node together with its machine, which then refuses nothing.
func (c *Cluster) powerOff(id ring.NodeID, cause uint32) {
	if c.members[id].health != Crashed {
		c.crash(id, cause)
	}
	c.members[id].dark = true
}

func (c *Cluster) befall(k event.Kind, id ring.NodeID, cause uint32) uint32 {
	return c.record(event.Event{Kind: k, Cause: cause, Node: id, From: ring.None, To: ring.None})
}

func (c *Cluster) slowNode(id ring.NodeID, factor int64, cause uint32) {
	c.members[id].slow = factor
	c.record(event.Event{Kind: event.Slow, Cause: cause, Node: id, From: ring.None, To: ring.None, Arg: factor})
}

func (c *Cluster) slowLink(l sim.Link, factor int64, cause uint32) {
	c.links.Slow(l, factor)
	c.record(event.Event{Kind: event.Slow, Cause: cause, Node: ring.None, From: l.From, To: l.To, Arg: factor})
}

func (c *Cluster) cut(l sim.Link, cause uint32) {
	if c.links.Cut(l) {
		c.record(event.Event{Kind: event.Cut, Cause: cause, Node: ring.None, From: l.From, To: l.To})
	}
}

func (c *Cluster) join(l sim.Link, cause uint32) {
	if c.links.Join(l) {
		c.record(event.Event{Kind: event.Join, Cause: cause, Node: ring.None, From: l.From, To: l.To})
	}
}

// linksOf lists all links from and to a node.
func (c *Cluster) linksOf(id ring.NodeID) (links []sim.Link) {
	for i := range c.members {
		if peer := ring.NodeID(i); peer != id {
			links = append(links, sim.Link{From: id, To: peer}, sim.Link{From: peer, To: id})
		}
	}
	return links
}

// broken says whether anything about a node or its links needs healing.
func (c *Cluster) broken(id ring.NodeID) bool {
	m := &c.members[id]
	if m.health != Up || m.slow != sim.Usual || m.skew != 0 {
		return true
	}
	for _, l := range c.linksOf(id) {
		if c.links.IsCut(l) || c.links.Factor(l) != sim.Usual {
			return true
		}
	}
	return slices.ContainsFunc(c.rules, func(r rule) bool { return r.link.From == id || r.link.To == id })
}

// heal mends whatever is broken about a node and its links.
func (c *Cluster) heal(id ring.NodeID, cause uint32) {
	c.rules = slices.DeleteFunc(c.rules, func(r rule) bool { return r.link.From == id || r.link.To == id })
	for _, l := range c.linksOf(id) {
		c.join(l, cause)
		if c.links.Factor(l) != sim.Usual {
			c.slowLink(l, sim.Usual, cause)
		}
	}
	if c.members[id].slow != sim.Usual {
		c.slowNode(id, sim.Usual, cause)
	}
	if c.members[id].skew != 0 {
		c.skew(id, 0, cause)
	}
	switch c.members[id].health {
	case Crashed:
		c.start(id, cause)
	case Hung:
		c.resume(id, cause)
	}
}

// faults lists what is broken now: nodes first, then links.
func (c *Cluster) faults() (all []Fault) {
	cuts := c.links.AllCut()
	isolated := c.isolated(cuts)
	for i := range c.members {
		id, m := ring.NodeID(i), &c.members[i]
		add := func(kind FaultKind, text string, heal Command) {
			all = append(all, Fault{kind, id, ring.None, false, c.NodeName(id) + " " + text, heal.String()})
		}
		if m.health != Up {
			text := m.health.String()
			if m.dark {
				text = "without power"
			}
			add(FaultHealth, text, Command{Verb: Heal, Node: c.NodeName(id)})
		}
		if m.slow != sim.Usual {
			add(FaultSlow, "slow ×"+event.Thousandths(m.slow), Command{Verb: Slow, Node: c.NodeName(id), Factor: sim.Usual})
		}
		if m.skew != 0 {
			add(FaultClock, "clock "+signed(m.skew), Command{Verb: Skew, Node: c.NodeName(id)})
		}
		if isolated[id] {
			add(FaultIsolated, "isolated", Command{Verb: Heal, Node: c.NodeName(id)})
		}
	}
	for _, l := range cuts {
		both := c.links.IsCut(sim.Link{From: l.To, To: l.From})
		if isolated[l.From] || isolated[l.To] || both && l.To < l.From {
			continue
		}
		arrow := " → "
		if both {
			arrow = " ↔ "
		}
		from, to := c.NodeName(l.From), c.NodeName(l.To)
		all = append(all, Fault{FaultCut, l.From, l.To, both, from + arrow + to + " cut", Command{Verb: Join, Node: from, Peer: to}.String()})
	}
	for _, l := range c.links.AllSlow() {
		if l.From < l.To {
			from, to := c.NodeName(l.From), c.NodeName(l.To)
			all = append(all, Fault{
				FaultSlowLink, l.From, l.To, true, from + " ↔ " + to + " slow ×" + event.Thousandths(c.links.Factor(l)),
				Command{Verb: Slow, Node: from, Peer: to, Factor: sim.Usual}.String(),
			})
		}
	}
	return append(all, c.armed()...)
}

// isolated returns the nodes all of whose links are cut in both directions.
func (c *Cluster) isolated(cuts []sim.Link) map[ring.NodeID]bool {
	whole := 2 * (len(c.members) - 1)
	if whole <= 2 || len(cuts) < whole {
		return nil // with two nodes it is simply the link that is cut
	}
	count := make(map[ring.NodeID]int)
	for _, l := range cuts {
		count[l.From]++
		count[l.To]++
	}
	isolated := make(map[ring.NodeID]bool)
	for i := range c.members {
		if id := ring.NodeID(i); count[id] == whole {
			isolated[id] = true
		}
	}
	return isolated
}
