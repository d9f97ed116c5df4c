// The history of one version's copies: which node got it when, and lost it how.

package explain

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// holding is what became of a version on one node.
type holding struct {
	node   ring.NodeID
	got    int         // the step at which it first had the version
	gone   int         // the step that took it; 0 if it still had it
	memory bool        // it was never on the disk
	hint   bool        // kept as a hint for another node
	owner  ring.NodeID // that node; ring.None if it is no hint
	next   version.Dot // what is in memory instead, newer than the disk, and then what arrived
	vague  bool        // something of the key was replaced since, possibly this version; the trace does not say
}

// holdings follows a version on all nodes, up to a step.
func (b *because) holdings(key event.Sym, dot version.Dot, upTo int) []holding {
	return b.holdingsFrom(upTo-farthest, key, dot, upTo)
}

// holdingsFrom follows a version on all nodes from a step, before which none had it, up to
// another.
func (b *because) holdingsFrom(from int, key event.Sym, dot version.Dot, upTo int) []holding {
	c := copies{trace: &b.Trace, key: key, dot: dot, values: make(map[ring.NodeID]int64)}
	for at := max(1, from); at <= upTo; at++ {
		if e := b.Trace.At(at); concerns(&b.Trace, e, key) {
			c.follow(at, e)
		}
	}
	return c.all
}

// concerns reports whether an event may change what a node has of a key.
func concerns(t *event.Trace, e *event.Event, key event.Sym) bool {
	switch e.Kind {
	case event.Store, event.Hint:
		return e.Key == key && e.Why != event.Outdated
	case event.Unhint, event.Purge:
		return e.Key == key
	case event.Cleanup:
		return slices.Contains(t.KeysOf(e), key)
	}
	return true
}

// copies is what became of a version on all nodes, as its trace is read.
type copies struct {
	trace  *event.Trace
	key    event.Sym
	dot    version.Dot
	all    []holding
	values map[ring.NodeID]int64 // how many values each node has of the key
}

// find returns the copy that a node has for itself or for another node; nil if it has none.
func (c *copies) find(id, owner ring.NodeID) *holding {
	i := slices.IndexFunc(c.all, func(h holding) bool { return h.node == id && h.owner == owner && h.gone == 0 })
	if i < 0 {
		return nil
	}
	return &c.all[i]
}

// take ends copies of a node at a step.
func (c *copies) take(id ring.NodeID, at int, which func(*holding) bool) {
	for i := range c.all {
		if h := &c.all[i]; h.node == id && h.gone == 0 && which(h) {
			h.gone = at
		}
	}
}

// follow takes in an event that concerns the key.
func (c *copies) follow(at int, e *event.Event) {
	switch e.Kind {
	case event.Store:
		c.stored(at, e)
	case event.Hint:
		switch h := c.find(e.Node, e.To); {
		case h != nil:
			h.vague = e.Dot != c.dot // which may have replaced it
		case e.Dot == c.dot:
			c.all = append(c.all, holding{node: e.Node, owner: e.To, got: at, hint: true})
		}
	case event.Unhint: // all of the hint is gone, of which the event names the newest version
		c.take(e.Node, at, func(h *holding) bool { return h.owner == e.To })
	case event.Purge, event.Cleanup: // everything that it knew of the key is gone
		c.take(e.Node, at, func(h *holding) bool { return !h.hint })
	case event.Flush:
		c.take(e.Node, at, func(h *holding) bool {
			h.memory = false
			return h.next.Counter != 0
		})
	case event.Crash:
		c.take(e.Node, at, func(h *holding) bool {
			if !h.memory {
				h.next = version.Dot{} // that version is gone
			}
			return h.memory
		})
	case event.Wipe, event.Depart:
		c.take(e.Node, at, func(*holding) bool { return true })
	}
}

// stored takes in that a node has stored something of the key.
func (c *copies) stored(at int, e *event.Event) {
	h := c.find(e.Node, ring.None)
	if h != nil && !e.Late && (e.Dot == c.dot || e.Arg > 1) {
		h.memory = false // the disk takes in all versions of a key at once
	}
	switch {
	case e.Dot == c.dot && h == nil:
		c.all = append(c.all, holding{node: e.Node, owner: ring.None, got: at, memory: e.Why == event.InMemory})
	case e.Dot == c.dot:
		h.vague, h.memory = false, h.memory && e.Why == event.InMemory
	case e.Arg == 1:
		// That is all that the node has now; the disk still has the old version until it is
		// written.
		c.take(e.Node, at, func(h *holding) bool {
			if !h.hint {
				h.next = e.Dot
			}
			return !h.hint && (h.memory || !e.Late)
		})
	case h != nil && e.Fresh && (c.trace.At(int(e.Cause)).Type != event.Write || e.Arg <= c.values[e.Node]):
		h.vague = true
	}
	c.values[e.Node] = e.Arg
}

// fateOfWrite adds why a node does not have what an operation wrote, at a step.
func (b *because) fateOfWrite(w *tracedOp, id ring.NodeID, step int) {
	if w.invoke == 0 {
		return
	}
	sent, taken := 0, 0
	for at := w.invoke; at <= step; at++ {
		e := b.Trace.At(at)
		if e.Op != w.id {
			continue
		}
		switch {
		case e.Kind == event.Send && e.Type == event.Write && e.To == id:
			sent = at
		case e.Kind == event.Deliver && e.Type == event.Write && e.To == id:
			taken = at
		case e.Kind == event.Drop && e.Type == event.Write && e.To == id:
			b.say(at, happened(at))
			b.dropped(at, e)
			return
		case e.Kind == event.StandIn && e.From == id:
			b.say(at, Claim{Kind: NotSent, Node: id, Peer: e.To, By: e.Node, Op: w.id, Step: at})
			b.belief(e.Node, id, at)
			return
		case e.Kind == event.Pass && e.To == id:
			b.say(at, Claim{Kind: NotSent, Node: id, Peer: ring.None, By: e.Node, Op: w.id, Step: at})
			b.belief(e.Node, id, at)
			return
		case (e.Kind == event.Store || e.Kind == event.Hint) && e.Node == id && e.Dot == w.dot:
			return // it had the write once, as a replica or as a hint
		}
	}
	if sent == 0 {
		return
	}
	from := b.Trace.At(sent).From
	if taken > 0 {
		b.say(taken, Claim{Kind: NotYetStored, Node: id, Peer: ring.None, Op: w.id, Dot: w.dot, Step: step, For: b.since(taken, step)})
		return
	}
	if hung := b.down(id, step); hung > 0 && b.Trace.At(hung).Kind == event.Hang {
		b.say(hung, Claim{Kind: WaitedIn, Node: id, Peer: ring.None, Op: w.id, Step: step})
		b.trail(int(b.Trace.At(hung).Cause))
		return
	}
	if since := b.cut(from, id, step); since != 0 {
		b.say(since, Claim{Kind: CutOff, Node: id, Peer: from, Op: w.id, Step: step})
		b.command(since)
	} else {
		b.say(sent, Claim{Kind: StillOnWay, Node: id, Peer: from, Op: w.id, Step: step, For: b.since(sent, step)})
		b.slowed(id, step)
	}
}

// belief adds how a node came to believe another down.
func (b *because) belief(id, peer ring.NodeID, step int) {
	b.last(step, func(e *event.Event) bool { return e.Kind == event.Suspect && e.Node == id && e.To == peer })
}

// slowed adds that a node or its links were slow.
func (b *because) slowed(id ring.NodeID, step int) {
	for at := step; at >= max(1, step-farthest); at-- {
		if e := b.Trace.At(at); e.Kind == event.Slow && (e.Node == id || e.To == id || e.From == id) {
			if e.Arg > 1000 {
				b.tell(at)
			}
			return
		}
	}
}
