// This file says to whom a coordinator turns instead of a node that refused.

package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// turn goes on without a target that has refused: a read asks the next replica,
// and under a sloppy quorum the next node of the preference list stands in (Dynamo
// paper §4.6: the first N healthy nodes). Nobody stands in for a replica that has
// moved: the copy is another's now. The target is not valid afterwards.
func (n *Node) turn(r *request, t *target, moved bool, cause uint32) {
	if r.Verb == event.Get && (r.told || n.askNext(r, cause)) {
		return
	}
	owner := t.owner
	if owner == ring.None {
		owner = t.node
	}
	if !r.sloppy || r.told || t.pending || moved && t.owner == ring.None {
		return
	}
	next := n.nextInLine(r)
	if next == ring.None {
		return
	}
	r.targets = append(r.targets, target{node: next, owner: owner})
	if nodes := r.plan.Ring; r.parts == nil || nodes.DC(next) == nodes.DC(owner) {
		r.answers.StandIn(next, owner)
	}
	t = &r.targets[len(r.targets)-1]
	cause = n.record(event.Event{
		Kind: event.StandIn, Cause: cause, Op: r.Op, Key: r.Key, Node: n.ID, From: owner, To: next,
	})
	if r.Verb == event.Get {
		n.askToo(r, t, cause)
		return
	}
	r.ask(t)
	if m := n.writeTo(r, t, cause); next == n.ID {
		n.write(&m)
	} else {
		n.post(&m)
	}
}

// standsIn returns who may take part in a request for a token while somebody comes or
// goes: a replica that is believed up, or stands in for one if it neither leaves nor is
// about to keep a copy itself.
func (n *Node) standsIn(token ring.Token, p ring.Placement) func(ring.NodeID) bool {
	e := n.ringVersion
	now, then := e.Ring.Replicas(nil, token, p), e.Next.Replicas(nil, token, p)
	return func(id ring.NodeID) bool {
		return n.Believes(id) && (slices.Contains(now, id) || e.Stays(id) && !slices.Contains(then, id))
	}
}

// nextInLine returns the first node of the longer preference list that is believed
// up and has no part in the request yet; None if there is nobody.
func (n *Node) nextInLine(r *request) ring.NodeID {
	n.plans = r.plan.Ring.Preference(n.plans[:0], r.Token, n.settings().Placement, func(id ring.NodeID) bool {
		if t := r.find(id); t != nil {
			return t.state != passed && t.state != refused && !t.pending
		}
		return n.Believes(id) && n.ringVersion.Stays(id)
	})
	i := slices.IndexFunc(n.plans, func(h ring.Hop) bool { return h.Decision == ring.Fallback && r.find(h.Node) == nil })
	if i < 0 {
		return ring.None
	}
	return n.plans[i].Node
}
