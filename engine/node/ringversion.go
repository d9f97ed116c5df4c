package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// RingVersion is one version of the membership. Ring versions are a list in which each
// follows from the one before: an administrator begins a change, and whoever
// carries it out (the change coordinator) ends it. A node goes by the newest that it has
// heard of, from gossip or from any message, since every message says by which
// ring version its sender goes; so two nodes may go by different ones.
//
//	1  at rest            Ring
//	2  n6 joins           Ring, and Next: copies move, writes go to both
//	3  n6 has joined      Ring, which was Next
//
// It is never changed once made.
type RingVersion struct {
	Number      int
	At          time.Duration // when it was made
	Who         ring.NodeID   // has come or gone, or is about to; None in the first
	What        string        // Who does: joins
	Ring        *ring.Ring    // says who keeps copies
	Next        *ring.Ring    // says who will, once all copies have moved; nil: nobody comes or goes
	Moves       []ring.Move   // what moves from Ring to Next
	Mover       ring.NodeID   // who comes or goes; None: nobody
	Coordinator ring.NodeID   // who makes the next ring version when all has moved
	Dead        bool          // Mover is crashed and will not come back: its copies are taken from others
}

// Has reports whether a node is a member, or about to become one.
func (e *RingVersion) Has(id ring.NodeID) bool {
	nodes := e.Ring.Nodes()
	return int(id) < len(nodes) && (!nodes[id].Out || id == e.Mover)
}

// coming returns the ring that will hold when nobody comes or goes any more.
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

// RingVersion returns by which ring version the node goes.
func (n *Node) RingVersion() *RingVersion { return n.ringVersion }

// Learn makes the node go by a newer ring version: it forgets what it believed of who
// has left, and begins with what is its part in the change, or ends it.
func (n *Node) Learn(e *RingVersion, cause uint32) {
	if e == nil || n.ringVersion != nil && e.Number <= n.ringVersion.Number {
		return
	}
	n.ringVersion = e
	step := n.record(event.Event{
		Kind: event.Learn, Cause: cause, Node: n.ID, From: ring.None, To: e.Who,
		Arg: int64(e.Number), Text: n.host.Note(e.What),
	})
	n.down = slices.DeleteFunc(n.down, func(a absent) bool { return !e.Has(a.peer) })
	n.wakeGossip(step)
	if n.settings().Gossip != 0 && !n.gossips() {
		n.RetryAll(step) // it has left, and hears of nobody now
	}
	n.rehintAll(step)
	n.takeOver(step)
}

// keepers returns who keeps copies of a key on a ring; valid until the next call.
func (n *Node) keepers(r *ring.Ring, key event.Sym) []ring.NodeID {
	n.owners = r.Replicas(n.owners[:0], n.token(key), n.settings().Placement)
	return n.owners
}

func (n *Node) keeps(r *ring.Ring, key event.Sym) bool {
	return slices.Contains(n.keepers(r, key), n.ID)
}

// wants reports whether the node takes in what it is given of a key without having been
// written to. It does if it will keep the key when nobody comes or goes any more: what is
// given to one who gives the key up, those who come in its place are not given, and may
// have compared with it already. The one exception is what comes from a node that has
// left, and that gives it to both (see receivers).
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

// refuses reports whether the node must not take part in a request, because it was
// planned by a ring version in which the node kept a copy that it has given up, or is
// giving up. What its answer would be worth, the new keepers do not know of:
//
//   - a write planned without the coming keeper is refused from the time on at which
//     the node knows that one is coming, for all that it acked before is handed over;
//   - a read is refused when it has handed all over, for from then on it may lack
//     what others have acked.
//
// So an answer that counts always comes from who keeps the key now, however old the
// ring version of the coordinator is. (Cassandra has windows here; see CASSANDRA-833,
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
	if m.Set != nil {
		n.gone([]event.Sym{m.Key}, cause) // what it brought goes with it
	}
	if m.Type == event.Stream {
		return // whoever sent it learns of it otherwise
	}
	n.send(Message{Op: m.Op, Name: m.Name, Cause: cause, Key: m.Key, Type: event.Moved, From: n.ID, To: m.From, Round: m.Round, Nth: m.Nth, Plan: n.ringVersion})
}

// addPending adds those who are about to keep a copy to the targets of a write, and
// returns by how many what it waits for rises: by as many (Cassandra's rule: blockFor + pending
// endpoints). Whichever they are, as many acks as W asks for are then from those
// who keep the key now, and as many from those who will. Sloppy quorums promise
// nothing of the kind, and do not wait for more.
func (n *Node) addPending(r *request, s *Settings) (more int) {
	for _, id := range n.ringVersion.Next.Replicas(n.owners[:0], r.Token, s.Placement) {
		if r.find(id) == nil && !slices.Contains(n.hops, id) {
			r.targets = append(r.targets, target{node: id, owner: ring.None, pending: true})
			if s.Quorum != Sloppy {
				more++
			}
		}
	}
	return more
}
