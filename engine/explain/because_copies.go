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
	got    int  // the step at which it had it first
	gone   int  // the step that took it; 0 if it still had it
	memory bool // it never was on the disk
	hint   bool // kept for another
}

// holdings follows a version on all nodes, up to a step.
func (b *because) holdings(key event.Sym, dot version.Dot, upTo int) (all []holding) {
	find := func(id ring.NodeID, hint bool) *holding {
		i := slices.IndexFunc(all, func(h holding) bool { return h.node == id && h.hint == hint && h.gone == 0 })
		if i < 0 {
			return nil
		}
		return &all[i]
	}
	take := func(id ring.NodeID, at int, which func(*holding) bool) {
		for i := range all {
			if h := &all[i]; h.node == id && h.gone == 0 && which(h) {
				h.gone = at
			}
		}
	}
	for at := max(1, upTo-farthest); at <= upTo; at++ {
		e := b.Trace.At(at)
		switch e.Kind {
		case event.Store:
			if e.Key == key && e.Dot != dot && e.Why != event.Outdated && e.Arg == 1 {
				// That is all that it has now; what was on the disk is there until the disk follows.
				take(e.Node, at, func(h *holding) bool { return !h.hint && (h.memory || e.Why != event.InMemory) })
			}
			if e.Key == key && e.Dot == dot && e.Why != event.Outdated {
				if h := find(e.Node, false); h == nil {
					all = append(all, holding{node: e.Node, got: at, memory: e.Why == event.InMemory})
				} else if e.Why != event.InMemory {
					h.memory = false
				}
			}
		case event.Hint:
			if e.Key == key && e.Dot == dot && find(e.Node, true) == nil {
				all = append(all, holding{node: e.Node, got: at, hint: true})
			}
		case event.Unhint:
			if e.Key == key && e.Dot == dot {
				take(e.Node, at, func(h *holding) bool { return h.hint })
			}
		case event.Purge:
			if e.Key == key { // all that it knew of the key goes
				take(e.Node, at, func(h *holding) bool { return !h.hint })
			}
		case event.Flush:
			for i := range all {
				if all[i].node == e.Node {
					all[i].memory = false
				}
			}
		case event.Crash:
			take(e.Node, at, func(h *holding) bool { return h.memory })
		case event.Wipe:
			take(e.Node, at, func(*holding) bool { return true })
		}
	}
	return all
}

// fateOfWrite tells why a node does not have what an operation wrote, at a step.
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
			b.say(at, "%s", b.words(at, e))
			b.dropped(at, e)
			return
		case e.Kind == event.StandIn && e.From == id:
			b.say(at, "%s was not sent it: %s believed it down, and let %s stand in", b.Node(id), b.Node(e.Node), b.Node(e.To))
			b.belief(e.Node, id, at)
			return
		case e.Kind == event.Pass && e.To == id:
			b.say(at, "%s was not sent it: %s believed it down", b.Node(id), b.Node(e.Node))
			b.belief(e.Node, id, at)
			return
		case e.Kind == event.Store && e.Node == id && e.Dot == w.dot:
			return // it had it once
		}
	}
	if sent == 0 {
		return
	}
	from := b.Trace.At(sent).From
	if taken > 0 {
		b.say(taken, "%s had taken it in %s, and not yet stored it", b.Node(id), b.before(taken, step))
		return
	}
	if hung := b.down(id, step); hung > 0 && b.Trace.At(hung).Kind == event.Hang {
		b.say(hung, "it waited in %s, which hung", b.Node(id))
		b.trail(int(b.Trace.At(hung).Cause))
		return
	}
	if since := b.cut(from, id, step); since != 0 {
		b.say(since, "it could not reach %s: the link from %s was cut", b.Node(id), b.Node(from))
		b.command(since)
	} else {
		b.say(sent, "it was still on its way to %s, sent %s", b.Node(id), b.before(sent, step))
		b.slowed(id, step)
	}
}

// belief tells how a node came to believe another down.
func (b *because) belief(id, peer ring.NodeID, step int) {
	b.last(step, func(e *event.Event) bool { return e.Kind == event.Suspect && e.Node == id && e.To == peer })
}

// slowed tells of a node or its links being slow.
func (b *because) slowed(id ring.NodeID, step int) {
	for at := step; at >= max(1, step-farthest); at-- {
		if e := b.Trace.At(at); e.Kind == event.Slow && (e.Node == id || e.To == id || e.From == id) {
			if e.Arg > 1000 {
				b.tell(at, e)
			}
			return
		}
	}
}
