// Membership: nodes join and leave, one change at a time, each as two ring versions.

package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/ring"
	"ringside/engine/sim"
)

// Membership is changed by an administrator, one change at a time (Dynamo paper §4.8.1:
// explicit, not inferred from failures). A change is two ring versions: one that names the
// node that joins or leaves, and one that completes it when all copies have moved; see
// engine/node. The cluster knows all ring versions, a node only the newest that it has
// heard of.

// prepareAdd prepares a node to join.
func (c *Cluster) prepareAdd(cmd Command) (func(uint32), error) {
	fail := func(format string, args ...any) (func(uint32), error) {
		return nil, fmt.Errorf("add %s: "+format, append([]any{event.Show(cmd.Node, event.LongestShown)}, args...)...)
	}
	for _, name := range []string{cmd.Node, cmd.Rack, cmd.DC} {
		if name != "" && !plainName(name) {
			return fail("%s can't be a name (allowed: up to %d letters, digits and _ - . :)", event.Show(name, event.LongestShown), longestName)
		}
	}
	if cmd.Node == "" || cmd.Node == "all" {
		return fail("that means every node in a command; choose another name")
	}
	if id, known := c.byName.Rows()[cmd.Node]; known {
		if c.members[id].health == Left {
			return fail("a node of that name has left; choose another name")
		}
		return fail("there is a node of that name already; choose another name")
	}
	e := c.newest()
	if e.Next != nil {
		return fail("%s; one change at a time", c.change())
	}
	if len(c.members) >= ring.MaxNodes {
		return fail("there have been %d nodes; there can't be more", len(c.members))
	}
	n := ring.Node{Name: cmd.Node, DC: cmd.DC, Rack: cmd.Rack}
	like := &e.Ring.Nodes()[0]
	n.DC, n.Rack = cmp.Or(n.DC, like.DC), cmp.Or(n.Rack, like.Rack)
	if cmd.Tokens == "" {
		n.Tokens = e.Ring.DrawMarks(c.seed, len(c.members), len(like.Tokens))
	}
	for word := range strings.SplitSeq(cmd.Tokens, ",") {
		if cmd.Tokens == "" {
			break
		}
		t, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return fail("%s is not a token (allowed: whole numbers from %d to %d)", event.Quote(word), ring.MinToken, -(ring.MinToken + 1))
		}
		n.Tokens = append(n.Tokens, ring.Mark{Token: ring.Token(t)})
	}
	next, err := e.Ring.With(n)
	if err != nil {
		return fail("%w", err)
	}
	if err := checkLevels(&c.settings, next); err != nil {
		return fail("%w", err)
	}
	out := n
	out.Out = true
	now, err := e.Ring.With(out)
	if err != nil {
		return fail("%w", err)
	}
	return func(cause uint32) { c.add(n, now, next, cause) }, nil
}

// longestName is the maximum length of the name of a joining node, in bytes.
const longestName = 40

// plainName reports whether a name can be typed as one word and shown as it is. The nodes
// of a preset must pass it, too.
func plainName(name string) bool {
	return len(name) <= longestName && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.:", r)
	}) && utf8.ValidString(name)
}

// add makes a node join. It is the first to know, and the change coordinator.
func (c *Cluster) add(n ring.Node, now, next *ring.Ring, cause uint32) {
	id := ring.NodeID(len(c.members))
	step := c.publish(&node.RingVersion{
		Who: id, What: "joins", Ring: now, Next: next, Moves: ring.Moves(now, next, c.settings.Placement),
		Mover: id, Coordinator: id,
	}, cause)
	c.members = append(c.members, member{Node: node.New(id, c.ringVersions[0], (*host)(c)), slow: sim.Usual})
	c.byName.Own()[n.Name] = id
	c.wakeGossip(step)
	if c.gossip.awake {
		for i := range c.members {
			c.quietly(ring.NodeID(i), &node.Input{Kind: node.InRoom, Nodes: len(c.members)})
		}
		c.listen(id)
		c.nextGossipTick(id)
	}
	c.step(id, &node.Input{Kind: node.InRingVersion, RingVersion: c.newest(), Cause: step})
}

// prepareRemove prepares a node to leave: by itself if it is up, else without its help. If
// it is still joining, the join is called off.
func (c *Cluster) prepareRemove(cmd Command) (func(uint32), error) {
	id, err := c.find(cmd.Node)
	if err != nil {
		return nil, fmt.Errorf("remove: %w", err)
	}
	e, m := c.newest(), &c.members[id]
	again := e.Next != nil && e.Mover == id && m.health == Crashed && !e.Dead
	joins := e.Next != nil && e.Mover == id && e.Ring.Nodes()[id].Out
	switch {
	case joins:
		return func(cause uint32) { c.giveUpJoin(id, cause) }, nil
	case e.Next != nil && e.Mover == id && !again:
		return nil, fmt.Errorf("remove %s: it is leaving already%s", cmd.Node, c.changeWaits("; it waits: "))
	case e.Next != nil && !again:
		return nil, fmt.Errorf("remove %s: %s; one change at a time", cmd.Node, c.change())
	case e.Ring.Nodes()[id].Out:
		return nil, fmt.Errorf("remove %s: it is leaving already, and hands over what it still holds%s", cmd.Node, c.wayOut(id))
	case m.health == Hung:
		return nil, fmt.Errorf("remove %s: it hangs and can't hand over what it keeps; resume it, or crash it and go on without it", cmd.Node)
	case e.Ring.Size() == 1:
		return nil, fmt.Errorf("remove %s: it is the last node; a cluster has at least one", cmd.Node)
	}
	next, err := e.Ring.Without(id)
	if err != nil {
		return nil, fmt.Errorf("remove %s: %w", cmd.Node, err)
	}
	if p := c.settings.Placement; !p.Racks() && p.N > next.Size() {
		return nil, fmt.Errorf("remove %s: there are %d copies of each key, and fewer nodes would be left; set n lower first", cmd.Node, p.N)
	}
	if err := c.settings.Placement.Validate(next); err != nil {
		return nil, fmt.Errorf("remove %s: too few would be left: %w", cmd.Node, err)
	}
	if err := checkLevels(&c.settings, next); err != nil {
		return nil, fmt.Errorf("remove %s: %w", cmd.Node, err)
	}
	coordinator := id
	if m.health == Crashed {
		if coordinator = c.anybody(id); coordinator == ring.None {
			return nil, fmt.Errorf("remove %s: no node is up to carry it out", cmd.Node)
		}
	}
	return func(cause uint32) { c.remove(id, coordinator, next, cause) }, nil
}

// remove makes a node leave.
func (c *Cluster) remove(id, coordinator ring.NodeID, next *ring.Ring, cause uint32) {
	what := "leaves"
	if coordinator != id {
		what = "is taken out, being down"
	}
	step := c.publish(&node.RingVersion{
		Who: id, What: what, Ring: c.ring, Next: next, Moves: ring.Moves(c.ring, next, c.settings.Placement),
		Mover: id, Coordinator: coordinator, Dead: coordinator != id,
	}, cause)
	c.step(coordinator, &node.Input{Kind: node.InRingVersion, RingVersion: c.newest(), Cause: step})
}

// giveUpJoin calls off the join of a node. If no other node is up, the first that comes
// back is told.
func (c *Cluster) giveUpJoin(id ring.NodeID, cause uint32) {
	step := c.publish(&node.RingVersion{Who: id, What: "does not join after all", Ring: c.ring, Mover: ring.None, Coordinator: ring.None}, cause)
	c.depart(id, step)
	if first := c.anybody(id); first != ring.None {
		c.step(first, &node.Input{Kind: node.InRingVersion, RingVersion: c.newest(), Cause: step})
		c.step(first, &node.Input{Kind: node.InHello, Cause: step})
	}
}

// seeOff removes the nodes that have left the ring, once they have handed over everything
// that somebody may still want and another node knows that they have left.
func (c *Cluster) seeOff() {
	for _, id := range c.leaving {
		m := &c.members[id]
		if m.health != Up || !m.Idle() {
			continue
		}
		for i := range c.members {
			if e := c.members[i].RingVersion(); c.members[i].health == Up && !e.Has(id) && ring.NodeID(i) != id {
				c.leaving = slices.DeleteFunc(slices.Clone(c.leaving), func(l ring.NodeID) bool { return l == id })
				c.depart(id, uint32(c.trace.Len()))
				return
			}
		}
	}
}

// depart removes a node from the world, with its disk.
func (c *Cluster) depart(id ring.NodeID, cause uint32) {
	if c.members[id].health != Crashed {
		c.fall(id, event.Event{Kind: event.Depart, Cause: cause})
		c.bury(id)
		return
	}
	c.departDown(id, cause)
}
