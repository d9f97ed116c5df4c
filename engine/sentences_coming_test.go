// This file plays out what is under way at a stale replica: what a sentence says of it, and what a
// sentence leaves out.

package engine_test

import (
	"fmt"
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
)

// holdsOfComing reports whether what is said to be under way to a replica is.
func (x *truth) holdsOfComing(c *explain.Claim) bool {
	id, hung := c.Node, x.v.Nodes[c.Node].Health == engine.Hung
	switch c.Kind {
	case explain.CatchUpWaits:
		return hung && x.lacks(id) && x.alone(id, time.Second)
	case explain.CatchUpWriting:
		return !hung && x.lacks(id) && x.alone(id, time.Second)
	case explain.CatchUpHandOver:
		goes := !x.staysKeeper(c.Peer) || slices.ContainsFunc(x.disks[c.Peer].HintedPeers(), func(owner ring.NodeID) bool {
			return !x.staysKeeper(owner)
		})
		return !x.lacks(c.Peer) && goes && x.staysKeeper(id) && x.alone(id, 10*time.Minute)
	case explain.CatchUpHintComes:
		return c.Peer != id && (c.For > 0 && c.For == x.v.Settings.Handoff || x.alone(id, time.Minute))
	case explain.CatchUpCompare:
		return x.known(c.Peer).Seen().Contains(x.o.Dot) && slices.Contains(x.keepers, c.Peer) && x.alone(id, 30*time.Second)
	}
	open := make(map[uint32]bool)
	x.some(func(e *event.Event) bool {
		if e.Type == event.Refused && e.From == id && e.To == c.Peer {
			open[e.Msg] = e.Kind == event.Send
		}
		return false
	})
	for _, is := range open {
		if is {
			return x.o.Outcome == event.Pending || x.o.Outcome == event.CoordinatorLost
		}
	}
	return false
}

// staysKeeper reports whether a node is a replica of the key when what is in progress is complete.
func (x *truth) staysKeeper(id ring.NodeID) bool {
	if x.v.Change == nil {
		return slices.Contains(x.keepers, id)
	}
	return slices.Contains(x.v.Change.Next.Replicas(nil, ring.Hash(x.o.Key), x.v.Settings.Placement), id)
}

// alone reports whether a replica catches up with everything healed, though nobody asks for anything
// any more and no round of anti-entropy is held.
func (x *truth) alone(id ring.NodeID, within time.Duration) bool {
	d := x.c.Clone()
	_ = d.Apply(engine.Command{Verb: engine.Set, Name: "antientropy", To: "off"})
	_ = d.Apply(engine.Command{Verb: engine.Heal, Node: "all"})
	for until := d.Now() + within; d.Now() < until; { // it may let go of it again
		next, ok := d.Next()
		if !ok {
			break
		}
		if d.Advance(min(next, until), 1_000_000); engine.DisksOf(d)[id].Get(x.key).Seen().Contains(x.o.Dot) {
			return true
		}
	}
	return x.expires(d)
}

// leftOut holds what is not said of what brings a replica up to date: one that is said to be stale
// until it is repaired, or for ever, does not catch up by what is under way.
func (x *truth) leftOut(claims explain.Claims) error {
	if len(x.loads) > 0 || x.o.Verb == event.Get {
		return nil
	}
	others := slices.ContainsFunc(x.v.Ops, func(o *engine.OpView) bool { return o.ID != x.o.ID && o.Key == x.o.Key && !o.Settled })
	says := func(id ring.NodeID, kinds ...explain.Kind) bool {
		return slices.ContainsFunc(claims, func(c explain.Claim) bool { return c.Node == id && slices.Contains(kinds, c.Kind) })
	}
	for _, id := range x.keepers {
		switch {
		case x.flies(func(m *engine.MessageView) bool { return m.To == id && m.Doomed }): // it comes if the node starts before it does
			continue
		case others, !says(id, explain.CatchUpEntropy, explain.CatchUpRead, explain.CatchUpUnion, explain.CatchUpNothing): // of anybody else it is only said that it does not have it
			continue
		case says(id, explain.OnWay, explain.Waits, explain.Writing, explain.CatchUpMessage, explain.CatchUpWaits, explain.CatchUpWriting, explain.CatchUpHint, explain.HintEnds, explain.HintWaits,
			explain.CatchUpTimeout, explain.CatchUpHandOver, explain.CatchUpCompare, explain.CatchUpStandIn, explain.CatchUpHintComes, explain.CatchUpNever):
			continue
		}
		d := x.c.Clone()
		_ = d.Apply(engine.Command{Verb: engine.Set, Name: "antientropy", To: "off"})
		_ = d.Apply(engine.Command{Verb: engine.Heal, Node: "all"})
		d.Advance(d.Now()+30*time.Second, 1_000_000)
		if engine.DisksOf(d)[id].Get(x.key).Seen().Contains(x.o.Dot) {
			how := ""
			for at := x.v.Trace.Len() + 1; at <= d.Trace().Len(); at++ {
				if e := d.Trace().At(at); e.Key == x.key && (e.Node == id || e.Kind == event.Send && e.To == id) {
					how += fmt.Sprintf("%v: %v\n", e.At, explain.Event(d.Trace(), at, x.v.Node))
				}
			}
			return fmt.Errorf("%s catches up by what is under way, and that is left out:\n%s", x.v.Node(id), how)
		}
	}
	return nil
}
