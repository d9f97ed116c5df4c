// The put protocol: the coordinator sends a write to the preference list and answers when
// as many have acknowledged it as its level asks for.

package node

import (
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// coordinate starts a client's request at this node.
func (n *Node) coordinate(q *Request) {
	if q.Verb == event.Get {
		n.get(q)
		return
	}
	n.put(q)
}

// put sends a new version to all N replicas, whichever acks its level waits for; by
// Cassandra's rules, to all that are believed up, and keeps a hint for each other. A delete is
// a put of a tombstone.
func (n *Node) put(q *Request) {
	r := n.begin(q, n.settings().W)
	if !r.answers.Rule().Met(n.Believes) {
		n.invoke(r)
		n.unavailable(r)
		return
	}
	dot, stamp := n.Store.Issue(r.Key, n.clock())
	r.dot = dot
	set := version.Write(r.Seen, version.Sibling{
		Dot: dot, Value: r.Value, Tombstone: r.Verb == event.Delete, Stamp: stamp,
	})
	r.written = set
	n.invoke(r)
	o := n.output(Issued)
	o.Op, o.Set = r.Op, set
	n.startTimeout(r)
	self := -1
	for i := range r.targets {
		t := &r.targets[i]
		if t.state == passed {
			continue // it has a stand-in, or none is to be found
		}
		if r.selects && !n.Believes(t.node) {
			n.passOver(r, t)
			continue
		}
		r.ask(t)
		if t.node == n.ID {
			self = i // its ack may arrive at once, so it writes after the others have been sent theirs
			continue
		}
		m := n.writeTo(r, t, r.invoked)
		n.post(&m)
	}
	if self >= 0 {
		m := n.writeTo(r, &r.targets[self], r.invoked)
		n.write(&m)
	}
}

// writeTo returns the message that brings a new version to a target.
func (n *Node) writeTo(r *request, t *target, cause uint32) Message {
	return Message{
		Op: r.Op, Name: r.Name, Cause: cause, Key: r.Key, Type: event.Write, From: n.ID, To: t.node,
		Set: r.written, Dot: r.dot, Hint: t.owner != ring.None, Owner: t.owner, Plan: r.plan,
	}
}
