package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Believes says whether the node believes that a peer is up. Each node goes by
// what it met itself, and asks nobody (Dynamo paper §4.8.3: "a purely local
// notion of failure detection is entirely sufficient").
func (n *Node) Believes(peer ring.NodeID) (up bool) {
	if len(n.down) == 0 {
		return true
	}
	_, found := slices.BinarySearch(n.down, peer)
	return !found
}

// Down returns whom the node believes down, sorted. Read only.
func (n *Node) Down() []ring.NodeID { return n.down }

// suspect notes that a peer did not answer, and begins to look for it.
func (n *Node) suspect(peer ring.NodeID, op, cause uint32) {
	i, found := slices.BinarySearch(n.down, peer)
	if found || peer == n.ID {
		return
	}
	n.down = slices.Insert(n.down, i, peer)
	step := n.host.Record(event.Event{Kind: event.Suspect, Cause: cause, Op: op, Node: n.ID, From: ring.None, To: peer})
	n.host.Probe(n.ID, peer, step)
}

// trust notes a sign of life.
func (n *Node) trust(peer ring.NodeID, op, cause uint32) {
	if len(n.down) == 0 {
		return
	}
	i, found := slices.BinarySearch(n.down, peer)
	if !found {
		return
	}
	n.down = slices.Delete(n.down, i, i+1)
	step := n.host.Record(event.Event{Kind: event.Trust, Cause: cause, Op: op, Node: n.ID, From: ring.None, To: peer})
	n.handOver(peer, step)
}

// Probe asks a peer that is believed down for a sign of life, and again later.
// cause is the step at which it was first suspected.
func (n *Node) Probe(peer ring.NodeID, cause uint32) {
	if n.Believes(peer) {
		return
	}
	n.host.Send(Message{Cause: cause, Type: event.Ping, From: n.ID, To: peer})
	n.host.Probe(n.ID, peer, cause)
}

// Hello tells all others that the node is there again, after a start.
func (n *Node) Hello(cause uint32) {
	for i := range n.host.Ring().Nodes() {
		if peer := ring.NodeID(i); peer != n.ID {
			n.host.Send(Message{Cause: cause, Type: event.Ping, From: n.ID, To: peer})
		}
	}
}
