// This file has why the answers that a read counted lacked the version that it missed: a
// node had never had it, or has let go of it.

package explain

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// unknown claims of a node, whose answer counted and lacked the version that a read missed,
// whether it had had that before.
func (t *explanation) unknown(id ring.NodeID) Claim {
	o := t.o
	c := Claim{Kind: NotSeen, Node: id, Peer: ring.None}
	if t.Outside != nil || o.Step == 0 || o.ToldStep == 0 {
		return c
	}
	b := because{View: t.View}
	from := int(o.ToldStep) - farthest
	if w := t.Op(o.Missed.Op); w != nil {
		from = max(from, int(w.Step))
	}
	at := t.served(id)
	for _, h := range b.holdingsFrom(from, t.Trace.At(int(o.Step)).Key, o.Missed.Dot, at) {
		switch {
		case h.node != id:
		case h.hint && c.Kind == HeldOnce && c.Peer == ring.None:
			// It had it as its own, too, which says more.
		default:
			c = Claim{Kind: HeldOnce, Node: id, Peer: h.owner, Dot: o.Missed.Dot, Step: h.gone}
		}
	}
	if c.Kind == NotSeen {
		t.turnedDown(&c, from, at)
	}
	return c
}

// turnedDown makes of a claim that a node had not seen a version one that it had discarded it when
// it came, and names what took from the node what it knew then.
func (t *explanation) turnedDown(c *Claim, from, upTo int) {
	key := t.Trace.At(int(t.o.Step)).Key
	for at := max(1, from); at <= upTo; at++ {
		e := t.Trace.At(at)
		switch {
		case e.Node != c.Node:
		case e.Kind == event.Store && e.Key == key && e.Dot == t.o.Missed.Dot && e.Why == event.Outdated:
			c.Kind, c.Dot, c.Step = TurnedDown, e.Dot, 0
		case c.Kind == TurnedDown && c.Step == 0 && t.forgets(e, key):
			c.Step = at
		}
	}
}

// forgets reports whether an event took from its node all that it knew of a key.
func (t *explanation) forgets(e *event.Event, key event.Sym) bool {
	switch e.Kind {
	case event.Wipe:
		return true
	case event.Purge:
		return e.Key == key
	case event.Cleanup:
		return slices.Contains(t.Trace.KeysOf(e), key)
	}
	return false
}

// served returns the step at which a node sent the answer that a read counted, or took its own.
func (t *explanation) served(id ring.NodeID) int {
	for at := int(t.o.ToldStep); at > int(t.o.Step); at-- {
		e := t.Trace.At(at)
		if e.Op != t.o.ID || e.From != id || e.Type != event.Data && e.Type != event.Digest {
			continue
		}
		again := t.Trace.At(int(e.Cause)).Kind == event.Command // the network sends it a second time
		if e.Kind == event.Send && !again || e.Kind == event.Deliver && e.To == id {
			return at
		}
	}
	return int(t.o.Step)
}

// lackedMissed says which nodes had not seen the version that a read missed, and which had
// had it and let go of it.
func (t *explanation) lackedMissed() string {
	op := t.theDelete() + opName(t.o.Missed.Op)
	text := op + " was acknowledged before"
	if blind := t.claims.nodes(NotSeen); len(blind) > 0 {
		text = fmt.Sprintf("%s had not seen %s, which was acknowledged before", t.and(blind), op)
	}
	var order []string
	who := make(map[string][]ring.NodeID)
	for i := range t.claims {
		if c := &t.claims[i]; c.Kind == HeldOnce || c.Kind == TurnedDown {
			had := t.heldOnce(c)
			if len(who[had]) == 0 {
				order = append(order, had)
			}
			who[had] = append(who[had], c.Node)
		}
	}
	for i, had := range order {
		if len(who[had]) > 1 {
			order[i] = strings.Replace(had, "its disk", "their disks", 1)
		}
		order[i] = t.and(who[had]) + order[i]
	}
	return strings.Join(append([]string{text}, order...), "; ")
}

// heldOnce says how a node had had a version, and what took it.
func (t *explanation) heldOnce(c *Claim) string {
	text := " had it once"
	switch {
	case c.Kind == TurnedDown:
		text = " had discarded it on arrival"
	case c.Peer != ring.None:
		text = " had it only as a hint"
	}
	if c.Step == 0 {
		if c.Peer != ring.None && t.SettingsAt(int(t.o.Step)).Rules == engine.CassandraRules {
			return text + ", which answers no read"
		}
		return text
	}
	switch e := t.Trace.At(c.Step); e.Kind {
	case event.Unhint:
		if e.Why != 0 {
			return text + ", and had dropped it: " + whyText(e.Why)
		}
		return text + ", and had handed it over"
	case event.Wipe:
		return text + ", and had lost its disk"
	case event.Crash:
		return text + " in memory, and had crashed"
	case event.Purge:
		return text + ", and had dropped the tombstone after its grace"
	case event.Store, event.Flush:
		return text + ", and had stored another version instead"
	case event.Cleanup:
		return text + ", and had given up the key"
	}
	return text
}
