// What a node believes of its peers: up, suspected or down, and the probes with which it
// looks again.

package node

import (
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Belief is what a node believes of a peer.
type Belief uint8

const (
	// PeerUp: its heartbeats arrive, or there is no evidence against it.
	PeerUp Belief = iota
	// PeerSuspected: its heartbeats have been missing for a while. It is still asked.
	PeerSuspected
	// PeerDown: it is not asked until there is a sign of life from it.
	PeerDown
)

// String returns the word for a belief.
func (b Belief) String() string {
	switch b {
	case PeerSuspected:
		return "suspected"
	case PeerDown:
		return "down"
	}
	return "up"
}

// absent is a peer that a node believes down.
type absent struct {
	peer    ring.NodeID
	since   time.Duration
	step    uint32 // of the event that says so
	probing bool   // a probe is planned
	direct  bool   // the node has evidence of its own: a refused connection, a missed timeout
	known   bool   // last is valid
	last    record // what gossip knew of the peer when gossip went to sleep
}

// Believes reports whether the node believes that a peer is up: the one question that a
// coordinator asks. Each node relies on its own evidence and on gossip (Dynamo paper
// §4.8.3: "a purely local notion of failure detection"), so two nodes may disagree.
func (n *Node) Believes(peer ring.NodeID) (up bool) {
	if len(n.down) == 0 {
		return true
	}
	_, found := n.findDown(peer)
	return !found
}

func (n *Node) findDown(peer ring.NodeID) (int, bool) {
	return slices.BinarySearchFunc(n.down, peer, func(a absent, p ring.NodeID) int { return int(a.peer) - int(p) })
}

// Down appends the peers that the node believes down, sorted.
func (n *Node) Down(dst []ring.NodeID) []ring.NodeID {
	for i := range n.down {
		dst = append(dst, n.down[i].peer)
	}
	return dst
}

// suspect notes that a peer did not answer or refused: direct evidence, on which the node
// gives the peer up at once, unless gossip alone decides.
func (n *Node) suspect(peer ring.NodeID, op, cause uint32) {
	if !n.gossipAlone(peer) && peer != n.ID && n.ringVersion.Has(peer) && n.Believes(peer) {
		n.giveUp(peer, true, op, cause)
	}
}

// giveUp begins to believe a peer down.
func (n *Node) giveUp(peer ring.NodeID, direct bool, op, cause uint32) {
	i, _ := n.findDown(peer)
	if int(peer) < len(n.records) {
		n.records[peer].doubted = false
	}
	step := n.record(event.Event{Kind: event.Suspect, Cause: cause, Op: op, Node: n.ID, From: ring.None, To: peer})
	n.down = slices.Insert(n.down, i, absent{peer: peer, since: n.now(), step: step, direct: direct})
	n.refers = true
	n.planProbe(&n.down[i])
	if n.gossips() {
		n.wakeGossip(step)
	}
}

// planProbe plans the next probe of a peer that is believed down: a whole number of ProbeEvery
// after it was first suspected. Where gossip alone decides, there are none.
func (n *Node) planProbe(a *absent) {
	if n.gossipAlone(a.peer) {
		a.probing = false
		return
	}
	after := ProbeEvery - (n.now()-a.since)%ProbeEvery
	a.probing = n.start(Timer{Kind: Probe, Node: n.ID, Peer: a.peer, After: after, Cause: a.step, Idle: n.gossips()})
}

// trust notes a sign of life from the peer itself. Where gossip alone decides, that is no
// evidence.
func (n *Node) trust(peer ring.NodeID, op, cause uint32) {
	if n.gossipAlone(peer) {
		return
	}
	if int(peer) < len(n.records) {
		r := &n.records[peer]
		r.heard, r.from = n.now(), peer
		if r.doubted {
			r.doubted = false
			n.calm(peer, cause)
		}
	}
	n.takeBack(peer, op, cause)
}

// takeBack ends the belief that a peer is down, if there is one.
func (n *Node) takeBack(peer ring.NodeID, op, cause uint32) {
	if len(n.down) == 0 {
		return
	}
	if i, found := n.findDown(peer); found {
		n.down = slices.Delete(n.down, i, i+1)
		step := n.record(event.Event{Kind: event.Trust, Cause: cause, Op: op, Node: n.ID, From: ring.None, To: peer, Fresh: true})
		n.wakeGossip(step)
		n.back(peer, step)
		n.checkMembershipNow(step)
	}
}

// calm records that a suspected peer has been heard from again.
func (n *Node) calm(peer ring.NodeID, cause uint32) {
	n.record(event.Event{Kind: event.Trust, Cause: cause, Node: n.ID, From: ring.None, To: peer})
}

// probe asks a peer that is believed down for a sign of life, and asks again later (Dynamo
// paper §4.8.3: "periodically retries"). cause is the step at which it was first
// suspected: if the node has changed its mind since, it asks nothing.
func (n *Node) probe(peer ring.NodeID, cause uint32) {
	i, down := n.findDown(peer)
	if !down || n.down[i].step != cause {
		return
	}
	if n.gossipAlone(peer) {
		n.down[i].probing = false
		return
	}
	n.post(&Message{Cause: cause, Type: event.Ping, From: n.ID, To: peer})
	if !n.ringVersion.Has(n.ID) {
		n.askAround(peer, cause)
	}
	n.planProbe(&n.down[i])
}

// askAround asks a member for a sign of life, since its answer brings news: if the node
// has left the ring without knowing it, the missed peer may have left, too.
func (n *Node) askAround(missed ring.NodeID, cause uint32) {
	for i := range n.ringVersion.Ring.Nodes() {
		if peer := ring.NodeID(i); peer != n.ID && peer != missed && n.ringVersion.Has(peer) && n.Believes(peer) {
			n.post(&Message{Cause: cause, Type: event.Ping, From: n.ID, To: peer})
			return
		}
	}
}

// gossips reports whether the node hears of its peers by gossip. A node that has left the
// ring receives no gossip, but may still have hints to hand over.
func (n *Node) gossips() bool { return n.settings().Gossip != 0 && n.ringVersion.Has(n.ID) }

// gossipAlone reports whether gossip alone decides whether the node believes a peer down: a
// node that has left the ring hears none, and nobody hears one that has left.
func (n *Node) gossipAlone(peer ring.NodeID) bool {
	return n.settings().GossipAlone() && n.gossips() && n.ringVersion.Has(peer)
}

// retry plans what was not planned because it could not have reached a peer: a probe, or
// hint handoff.
func (n *Node) retry(peer ring.NodeID, cause uint32) {
	if i, down := n.findDown(peer); down {
		if !n.down[i].probing {
			n.planProbe(&n.down[i])
		}
		return
	}
	n.planAll(peer, cause)
}

// retryAll does the same for all peers.
func (n *Node) retryAll(cause uint32) {
	for i := range n.down {
		n.retry(n.down[i].peer, cause)
	}
	for _, peer := range n.Store.HintedPeers() {
		n.retry(peer, cause)
	}
}

// hello tells all peers that the node is up again after a start.
func (n *Node) hello(cause uint32) {
	for i := range n.ringVersion.Ring.Nodes() {
		if peer := ring.NodeID(i); peer != n.ID && n.ringVersion.Has(peer) {
			n.post(&Message{Cause: cause, Type: event.Ping, From: n.ID, To: peer})
		}
	}
}
