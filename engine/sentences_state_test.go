// What the stores and the trace say about the replicas of one operation: the questions that
// the tests of its sentence ask.

package engine_test

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// acks counts those whose answers count; no more than are waited for where they count by data
// centre.
func (x *truth) acks() (n int) {
	if x.o.Parts == nil {
		return len(x.o.Counted)
	}
	at := &link{observation: x.observation, t: &x.v.Trace}
	for i := range x.o.Parts {
		p, have := &x.o.Parts[i], 0
		for _, id := range x.o.Counted {
			if at.dc(id) == p.DC {
				have++
			}
		}
		n += min(have, p.Need)
	}
	return n
}

func (x *truth) known(id ring.NodeID) *version.Set { return x.disks[id].Get(x.key) }

func (x *truth) onDisk(id ring.NodeID) bool {
	known, disk := x.disks[id].Both(x.key)
	return known.Has(x.o.Dot) && disk.Has(x.o.Dot)
}

func (x *truth) inMemory(id ring.NodeID) bool { return x.known(id).Has(x.o.Dot) && !x.onDisk(id) }

func (x *truth) hinted(on, owner ring.NodeID) bool {
	h, _ := x.disks[on].HintOf(owner, x.key)
	return h.Set.Has(x.o.Dot)
}

func (x *truth) lacks(id ring.NodeID) bool {
	set := x.disks[id].Known(x.key, x.policy) // with what it keeps for others
	return !set.Has(x.o.Dot) && !set.Seen().Contains(x.o.Dot)
}

// replaced reports whether a node has taken the write into account, and has another
// version instead, possibly as a hint.
func (x *truth) replaced(id ring.NodeID) bool {
	all := x.disks[id].Known(x.key, x.policy)
	return !x.known(id).Has(x.o.Dot) && (x.known(id).Seen().Contains(x.o.Dot) || all.Seen().Contains(x.o.Dot) && !all.Has(x.o.Dot))
}

// crashedSince reports whether a node has crashed since the operation began.
func (x *truth) crashedSince(id ring.NodeID) bool {
	for at := int(x.o.Step); at <= x.v.Trace.Len(); at++ {
		if e := x.v.Trace.At(at); e.Kind == event.Crash && e.Node == id {
			return true
		}
	}
	return false
}

// some reports whether an event of the operation matches or, among events of no operation,
// one of its key.
func (x *truth) some(match func(*event.Event) bool) bool {
	for at := int(x.o.Step); at <= x.v.Trace.Len(); at++ {
		e := x.v.Trace.At(at)
		if (e.Op == x.o.ID || e.Op == 0 && e.Key == x.key) && match(e) {
			return true
		}
	}
	return false
}

// purged reports whether a node has let go of the write since it was asked for with a
// tombstone of the key, for which it had taken the write into account.
func (x *truth) purged(id ring.NodeID) bool {
	for i := len(x.purges) - 1; i >= 0; i-- {
		p := &x.purges[i]
		if p.keptAt != (keptAt{id, x.key}) || p.step < int(x.o.Step) || !p.covers.Contains(x.o.Dot) {
			continue
		}
		for at := p.step; at <= x.v.Trace.Len(); at++ {
			if e := x.v.Trace.At(at); e.Kind == event.Store && e.Node == id && e.Key == x.key && e.Dot == x.o.Dot {
				return false // it has come back
			}
		}
		return true
	}
	return false
}

// travels returns what became of the messages of the operation from one node to another.
func (x *truth) travels(from, to ring.NodeID, types ...event.Type) (sent, dropped, arrived, open int, why []event.Why) {
	last := make(map[uint32]event.Kind)
	x.some(func(e *event.Event) bool {
		if e.Op == x.o.ID && e.From == from && e.To == to && e.Msg != 0 && slices.Contains(types, e.Type) {
			switch e.Kind {
			case event.Drop:
				why = append(why, e.Why)
				last[e.Msg] = e.Kind
			case event.Send, event.Deliver:
				last[e.Msg] = e.Kind
			}
		}
		return false
	})
	for _, kind := range last {
		sent++
		switch kind {
		case event.Drop:
			dropped++
		case event.Deliver:
			arrived++
		default:
			open++
		}
	}
	return sent, dropped, arrived, open, why
}

// flies reports whether a matching message is in flight.
func (x *truth) flies(match func(*engine.MessageView) bool) bool {
	return slices.ContainsFunc(x.v.Messages, func(m engine.MessageView) bool { return match(&m) })
}

// stored reports whether a node stored the operation's own write.
func (x *truth) stored(id ring.NodeID) bool {
	return x.some(func(e *event.Event) bool {
		return e.Op == x.o.ID && e.Node == id && (e.Kind == event.Store || e.Kind == event.Hint) && e.Dot == x.o.Dot
	})
}
