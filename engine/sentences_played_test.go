// This file plays out what sentences say will bring a replica up to date.

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

// catchesUp lets happen what a sentence says will bring a replica up to date, with everything
// healed, and sees whether it does.
func (x *truth) catchesUp(claims explain.Claims, told *audit) error {
	if x.v.Change != nil || slices.ContainsFunc(x.v.Nodes, func(n engine.NodeView) bool { return n.Standing != engine.Member }) {
		return nil // who comes or goes brings copies
	}
	hung := slices.ContainsFunc(x.v.Nodes, func(n engine.NodeView) bool { return n.Health == engine.Hung })
	for _, c := range claims {
		if x.v.Motion > engine.Background && (c.Kind != explain.CatchUpNothing || len(x.loads) > 0) {
			continue // what is under way may be in the way of it, and loads write again
		}
		switch c.Kind {
		case explain.HintEnds:
			told.caughtUp++
			if err := x.waits(&c); err != nil {
				return err
			}
			continue
		case explain.CatchUpHint, explain.CatchUpTimeout:
		case explain.CatchUpEntropy, explain.CatchUpRead, explain.CatchUpUnion, explain.CatchUpNothing:
			if hung { // who hangs may have anything in hand
				continue
			}
		default:
			continue
		}
		told.caughtUp++
		d := x.c.Clone()
		apply := func(cmd engine.Command) { _ = d.Apply(cmd) }
		set := func(name, to string) { apply(engine.Command{Verb: engine.Set, Name: name, To: to}) }
		if c.Kind != explain.CatchUpEntropy {
			set("antientropy", "off")
		}
		apply(engine.Command{Verb: engine.Heal, Node: "all"})
		d.Advance(d.Now()+30*time.Second, 1_000_000)
		switch c.Kind {
		case explain.CatchUpRead:
			if x.v.Settings.R.N != 1 || x.v.Settings.Speculates() { // which a read then asks is not looked at
				set("r", fmt.Sprint(len(x.keepers)))
			}
			set("timeout", "10s") // which nobody who is slow is too late for
			apply(engine.Command{Verb: engine.Get, Key: x.o.Key, Client: "auditor"})
			d.Advance(d.Now()+30*time.Second, 1_000_000)
		case explain.CatchUpUnion:
			if x.v.Settings.R.N != 1 {
				set("r", fmt.Sprint(len(x.keepers)))
			}
			set("timeout", "10s")
			for _, via := range x.keepers { // one of which is enough
				e := d.Clone()
				_ = e.Apply(engine.Command{Verb: engine.Get, Key: x.o.Key, Client: "auditor", Via: x.v.Node(via)})
				if e.Advance(e.Now()+30*time.Second, 1_000_000); engine.DisksOf(e)[c.Node].Get(x.key).Seen().Contains(x.o.Dot) {
					d = e
					break
				}
			}
		case explain.CatchUpNothing:
			if x.v.RingVersion > 1 {
				continue // who has handed a range over still compares it with its new owners
			}
			for _, via := range x.keepers { // reads as they are now, wherever they begin
				apply(engine.Command{Verb: engine.Get, Key: x.o.Key, Client: "auditor", Via: x.v.Node(via)})
				d.Advance(d.Now()+10*time.Second, 1_000_000)
			}
			d.Advance(d.Now()+10*time.Minute, 1_000_000)
		}
		now := engine.DisksOf(d)[c.Node].Get(x.key)
		if caughtUp := now.Has(x.o.Dot) || now.Seen().Contains(x.o.Dot); caughtUp != (c.Kind != explain.CatchUpNothing) && !x.expires(d) {
			return fmt.Errorf("%s, of whom kind %d is claimed: it has caught up: %v, when it is played out", x.v.Node(c.Node), c.Kind, caughtUp)
		}
	}
	return nil
}

// allCut reports whether all links of a node are cut: then it can't be isolated any more. Of two
// nodes the link is what is cut, and not a node.
func (x *truth) allCut(id ring.NodeID) bool {
	there := 0
	for i := range x.v.Nodes {
		if x.v.Nodes[i].Health != engine.Left {
			there++
		}
	}
	return there > 2 && x.c.Clone().Apply(engine.Command{Verb: engine.Isolate, Node: x.v.Node(id)}) != nil
}

// waits reports whether a hint of which it is said until when it is kept is kept for so long,
// and no longer, with everything as it is, unless its owner gets it.
func (x *truth) waits(c *explain.Claim) error {
	d := x.c.Clone()
	d.Advance(c.For, 1_000_000)
	for at := x.v.Trace.Len() + 1; at <= d.Trace().Len(); at++ {
		e := d.Trace().At(at)
		if e.Key != x.key || e.Node != c.Peer || e.To != c.Node {
			continue
		}
		switch {
		case e.Kind == event.Hint:
			return nil // its window begins again
		case e.Kind == event.Unhint && e.Why == event.Expired:
			return fmt.Errorf("%s drops the hint for %s at %v, and should keep it until %v", x.v.Node(c.Peer), x.v.Node(c.Node), e.At, c.For)
		}
	}
	d.Advance(c.For+time.Millisecond, 1_000_000)
	if _, kept := engine.DisksOf(d)[c.Peer].HintOf(c.Node, x.key); kept && x.v.Nodes[c.Peer].Health == engine.Up {
		return fmt.Errorf("%s still keeps the hint for %s after %v", x.v.Node(c.Peer), x.v.Node(c.Node), c.For)
	}
	return nil
}

// expires reports whether a tombstone of the key was let go of while things were played
// out.
func (x *truth) expires(d *engine.Cluster) bool {
	for at := x.v.Trace.Len() + 1; at <= d.Trace().Len(); at++ {
		if e := d.Trace().At(at); e.Kind == event.Purge && e.Key == x.key {
			return true
		}
	}
	return false
}
