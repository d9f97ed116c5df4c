// RingVersion: one version of the membership, how a node learns of it, and which requests
// it refuses under it.

package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// RingVersion is one version of the membership. Each ring version follows from the
// previous one: an administrator begins a change, and the change coordinator completes it.
// A node acts on the newest that it has heard of, from gossip or from any message, since
// every message carries its sender's ring version; so two nodes may act on different ones.
//
//	1  at rest            Ring
//	2  n6 joins           Ring, and Next: copies move, writes go to both
//	3  n6 has joined      Ring, which was Next
//
// It is never changed once made.
type RingVersion struct {
	Number      int
	At          time.Duration // when it was made
	Who         ring.NodeID   // the node that has joined or left, or is about to; None in the first
	What        string        // what Who does: joins
	Ring        *ring.Ring    // decides which nodes keep copies
	Next        *ring.Ring    // decides which will, once all copies have moved; nil: no change is in progress
	Moves       []ring.Move   // what moves from Ring to Next
	Mover       ring.NodeID   // the node that joins or leaves; None: no change
	Coordinator ring.NodeID   // the node that makes the next ring version when all copies have moved
	Dead        bool          // Mover has crashed and will not come back: others provide its copies
}

// Has reports whether a node is a member, or about to become one.
func (e *RingVersion) Has(id ring.NodeID) bool {
	nodes := e.Ring.Nodes()
	return int(id) < len(nodes) && (!nodes[id].Out || id == e.Mover)
}

// coming returns the ring that will hold when no change is in progress any more.
func (e *RingVersion) coming() *ring.Ring {
	if e.Next != nil {
		return e.Next
	}
	return e.Ring
}

// Stays reports whether a node is a member and is not leaving, or is about to become one.
func (e *RingVersion) Stays(id ring.NodeID) bool {
	nodes := e.coming().Nodes()
	return int(id) < len(nodes) && !nodes[id].Out
}

// completed returns the ring version that completes the change which e began.
func (e *RingVersion) completed(now time.Duration) *RingVersion {
	next := &RingVersion{
		Number: e.Number + 1, At: now, Who: e.Mover, What: "has joined", Ring: e.Next, Mover: ring.None, Coordinator: ring.None,
	}
	if e.Next.Nodes()[e.Mover].Out {
		next.What = "has left"
	}
	return next
}

// RingVersion returns the ring version that the node acts on.
func (n *Node) RingVersion() *RingVersion { return n.ringVersion }

// learn makes the node act on a newer ring version: it forgets what it believed of nodes
// that have left, and begins its part in the change, or ends it.
func (n *Node) learn(e *RingVersion, cause uint32) {
	if e == nil || n.ringVersion != nil && e.Number <= n.ringVersion.Number {
		return
	}
	n.ringVersion = e
	step := n.recordWith(event.Event{
		Kind: event.Learn, Cause: cause, Node: n.ID, From: ring.None, To: e.Who, Arg: int64(e.Number),
	}, nil, nil, e.What)
	n.down = slices.DeleteFunc(n.down, func(a absent) bool { return !e.Has(a.peer) })
	n.wakeGossip(step)
	if n.settings().Gossip != 0 && !n.gossips() {
		n.retryAll(step) // the node has left, and receives no gossip now
	}
	n.rehintAll(step)
	n.takeOver(step)
}

// keepers returns the nodes that keep copies of a key on a ring; the slice is valid until
// the next call.
func (n *Node) keepers(r *ring.Ring, key event.Sym) []ring.NodeID {
	n.owners = r.Replicas(n.owners[:0], n.token(key), n.settings().Placement)
	return n.owners
}

func (n *Node) keeps(r *ring.Ring, key event.Sym) bool {
	return slices.Contains(n.keepers(r, key), n.ID)
}

// wants reports whether the node stores versions of a key that it receives other than by a
// write. It does if it will still keep the key when the change is complete: the new
// replicas do not receive what is sent to a node that gives the key up, and may already
// have compared with it. The one exception is what comes from a node that has left, which
// sends it to both (see receivers).
func (n *Node) wants(m *Message) bool {
	e := n.ringVersion
	return n.keeps(e.coming(), m.Key) ||
		e.Next != nil && m.Type == event.Handoff && !e.Has(m.From) && e.Stays(n.ID) && n.keeps(e.Ring, m.Key)
}

// givesUp reports whether a node is about to give up its copy of a key.
func (n *Node) givesUp(id ring.NodeID, key event.Sym) bool {
	e := n.ringVersion
	return e.Next != nil && slices.Contains(n.keepers(e.Ring, key), id) && !slices.Contains(n.keepers(e.Next, key), id)
}

// refuses reports whether the node must not take part in a request, because the request
// was planned under a ring version in which the node kept a copy that it has given up, or
// is giving up. The new replicas would not know what its answer implies:
//
//   - a write planned without the pending replica is refused as soon as the node knows
//     of that replica, since only what the node acked before is handed over;
//   - a read is refused once the node has handed everything over, since from then on it
//     may lack what others have acked.
//
// So an answer that counts always comes from a current replica, however old the
// coordinator's ring version is. (Cassandra has windows here; see CASSANDRA-833,
// CASSANDRA-2434 and CEP-21.)
func (n *Node) refuses(m *Message, write bool) bool {
	e, plan := n.ringVersion, m.Plan
	if plan == e && (write || n.promised != e.Number) || m.Hint || plan.Number > e.Number {
		return false
	}
	if plan.Number < e.Number && !n.keeps(e.Ring, m.Key) {
		return true
	}
	giving := e.Next != nil && (write || n.promised == e.Number)
	return giving && !n.keeps(e.Next, m.Key)
}

// decline answers a request that the node refuses.
func (n *Node) decline(m *Message, cause uint32) {
	if m.Type != event.Stream { // a stream's sender learns of it otherwise
		n.send(&Message{Op: m.Op, Name: m.Name, Cause: cause, Key: m.Key, Type: event.Moved, From: n.ID, To: m.From, Round: m.Round, Nth: m.Nth, Plan: n.ringVersion})
	}
	if m.Set != nil {
		n.gone([]event.Sym{m.Key}, cause) // what it brought goes with it
	}
}

// addPending adds those who are about to keep a copy to the targets of a write. What it
// waits for rises by as many (Cassandra's rule: blockFor + pending endpoints), in each data
// centre if it counts by these. Whichever they are, as many acks as W asks for are then from
// those who keep the key now, and as many from those who will. Sloppy quorums promise
// nothing of the kind, and do not wait for more.
func (n *Node) addPending(r *request, s *Settings) {
	for _, id := range n.ringVersion.Next.Replicas(n.owners[:0], r.Token, s.Placement) {
		if r.find(id) == nil && !slices.Contains(n.hops, id) {
			r.targets = append(r.targets, target{node: id, owner: ring.None, pending: true})
		}
	}
}
