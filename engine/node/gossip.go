package node

import (
	"math/bits"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Gossip (Dynamo paper §4.8.2; Cassandra's Gossiper): once a period a node gives
// a peer chosen at random the newest heartbeat that it knows of everybody, and is
// given the same in return. A peer whose heartbeat has not moved for some periods
// is suspected, then believed down.
//
//	n1 ── gossip: n1 beat 7, n2 beat 6, n3 beat 2 ──▶ n2
//	   ◀─ gossip: n2 beat 7, n3 beat 5 ──               n3 was thought silent since 2
//
// Heartbeats only say that a node lives; nobody takes another's word for it that
// one is down. That it lives is believed whoever tells of it, and whatever the node
// has met itself: a heartbeat made since then is newer than that.

// Heartbeat is a heartbeat: which life of the node, and which period since the start.
type Heartbeat struct{ Life, Tick uint32 }

// after reports whether b is the newer of two heartbeats of one node.
func (b Heartbeat) after(o Heartbeat) bool {
	return b.Life > o.Life || b.Life == o.Life && b.Tick > o.Tick
}

// Gossip is what a gossip message carries. It is never changed once made.
type Gossip struct {
	Heartbeats  []Heartbeat // by node
	RingVersion *RingVersion
}

// record is what a node knows of a peer while gossip goes on.
type record struct {
	heartbeat Heartbeat
	heard     time.Duration // when that heartbeat came
	from      ring.NodeID   // who told of it
	doubted   bool
}

// SuspectAfter is how many heartbeats in a row may be missing until a peer is
// suspected, in a cluster of so many nodes; after twice as many it is believed
// down. News takes a number of rounds that grows with the logarithm of the nodes.
func SuspectAfter(nodes int) int { return 2 + bits.Len(uint(nodes)) }

// Listen begins to keep records, or begins anew after a time in which the node
// could not: whoever is not believed down has just been heard. (Cassandra's
// detector likewise passes no verdict after a pause of its own.) beats are the
// heartbeats that everybody has heard of.
func (n *Node) Listen(heartbeats []Heartbeat) {
	now := n.now()
	n.records = make([]record, len(heartbeats))
	for i := range n.records {
		n.records[i] = record{heartbeat: heartbeats[i], heard: now, from: ring.NodeID(i)}
	}
	for i := range n.down {
		a := &n.down[i]
		if !a.known {
			a.known, a.last = true, record{heartbeat: heartbeats[a.peer], heard: a.since, from: a.peer}
		}
		n.records[a.peer] = a.last
	}
}

// StopGossip ends keeping records: no belief is going to change.
func (n *Node) StopGossip() {
	for i := range n.down {
		if a := &n.down[i]; int(a.peer) < len(n.records) {
			a.known, a.last = true, n.records[a.peer]
		}
	}
	n.records = nil
}

// MakeRoom begins records of nodes that have come since, up to so many nodes.
func (n *Node) MakeRoom(nodes int) {
	for i := len(n.records); i < nodes; i++ {
		n.records = append(n.records, record{heard: n.now(), from: ring.NodeID(i)})
	}
}

// Forget lets go of what heartbeats were worth, since the period is another.
func (n *Node) Forget() {
	for i := range n.down {
		n.down[i].known = false
	}
}

// GossipTick is the node's turn, once a period: it judges who has been silent for
// too long, and gossips with one peer that it believes up and, the likelier the
// more there are, one that it believes down. draw chooses.
func (n *Node) GossipTick(me Heartbeat, draw uint64) {
	n.records[n.ID] = record{heartbeat: me, heard: n.now(), from: n.ID}
	n.judge()
	others := 0
	for i := range n.records {
		if peer := ring.NodeID(i); peer != n.ID && n.ringVersion.Has(peer) {
			others++
		}
	}
	if up := others - len(n.down); up > 0 {
		n.gossip(n.pick(int(uint32(draw)%uint32(up)), true), false)
	}
	if down := len(n.down); down > 0 {
		if k := int(uint32(draw>>32) % uint32(max(others-down+1, down))); k < down {
			n.gossip(n.pick(k, false), false)
		}
	}
}

// pick returns the k-th of the peers that are believed up, or of those believed
// down.
func (n *Node) pick(k int, up bool) ring.NodeID {
	if !up {
		return n.down[k].peer
	}
	for i := range n.records {
		if peer := ring.NodeID(i); peer != n.ID && n.ringVersion.Has(peer) && n.Believes(peer) {
			if k == 0 {
				return peer
			}
			k--
		}
	}
	return n.ID
}

// gossip sends a peer what the node knows.
func (n *Node) gossip(to ring.NodeID, back bool) {
	r := &Gossip{Heartbeats: make([]Heartbeat, len(n.records)), RingVersion: n.ringVersion}
	for i := range n.records {
		r.Heartbeats[i] = n.records[i].heartbeat
	}
	m := Message{Type: event.Gossip, From: n.ID, To: to, Gossip: r}
	if back {
		m.Round = 1
	}
	n.host.Gossip(m)
}

// judge looks for peers whose heartbeats have been missing for too long.
func (n *Node) judge() {
	now, period := n.now(), n.settings().Gossip
	suspectAfter := time.Duration(SuspectAfter(len(n.records))) * period
	for i := range n.records {
		r, peer := &n.records[i], ring.NodeID(i)
		silent := now - r.heard
		if silent < suspectAfter || peer == n.ID || !n.ringVersion.Has(peer) || !n.Believes(peer) {
			continue
		}
		switch {
		case silent >= 2*suspectAfter:
			n.giveUp(peer, false, 0, n.host.Blame(peer))
		case !r.doubted:
			r.doubted = true
			n.record(event.Event{
				Kind: event.Doubt, Cause: n.host.Blame(peer), Node: n.ID, From: ring.None, To: peer, Arg: int64(silent / period),
			})
		}
	}
}

// Overhear takes a gossip message in, or the news that nobody listens there. It
// leaves an event only if it changes what the node believes.
func (n *Node) Overhear(m *Message) {
	step := uint32(0)
	news := func() uint32 {
		if step == 0 {
			step = n.record(m.record(event.Deliver, m.Cause))
		}
		return step
	}
	if m.Type == event.Refused {
		if n.Believes(m.From) {
			n.suspect(m.From, 0, news())
		}
		return
	}
	if e := m.Gossip.RingVersion; e.Number > n.ringVersion.Number {
		n.Learn(e, news())
	}
	for i, heartbeat := range m.Gossip.Heartbeats {
		peer := ring.NodeID(i)
		if peer == n.ID || i >= len(n.records) || !heartbeat.after(n.records[i].heartbeat) {
			continue
		}
		r := &n.records[i]
		r.heartbeat, r.heard, r.from = heartbeat, n.now(), m.From
		if r.doubted {
			r.doubted = false
			n.calm(peer, news())
		}
		if at, down := n.findDown(peer); down && n.madeSince(heartbeat, n.down[at].since) {
			n.trust(peer, 0, news())
		}
	}
	if !n.Believes(m.From) {
		n.trust(m.From, 0, news()) // it speaks to us
	}
	if m.Round == 0 {
		n.gossip(m.From, true)
	}
}

// madeSince reports whether a heartbeat was surely made after a time: ticks are counted
// from the start, and in each period of the cluster a node has one turn.
func (n *Node) madeSince(b Heartbeat, since time.Duration) bool {
	return time.Duration(b.Tick) > since/n.settings().Gossip+1
}

// Opinion is what a node thinks of a peer.
type Opinion struct {
	Belief
	Missed int           // heartbeats in a row that it has not heard of
	Since  time.Duration // when it began to believe it down; meaningless else
	Direct bool          // down: it met that itself, and did not conclude it from silence
	From   ring.NodeID   // who told of the last heartbeat that it knows of; None: nobody
}

// OpinionOf returns what the node thinks of a peer.
func (n *Node) OpinionOf(peer ring.NodeID) Opinion {
	o := Opinion{From: ring.None}
	heard := n.now()
	if int(peer) < len(n.records) {
		r := &n.records[peer]
		heard, o.From = r.heard, r.from
		if r.doubted {
			o.Belief = PeerSuspected
		}
	}
	if i, down := n.findDown(peer); down {
		a := &n.down[i]
		o.Belief, o.Since, o.Direct = PeerDown, a.since, a.direct
		if n.records == nil {
			heard = a.since
			if a.known {
				heard, o.From = a.last.heard, a.last.from
			}
		}
	}
	if period := n.settings().Gossip; period > 0 {
		o.Missed = int((n.now() - heard) / period)
	}
	return o
}

// Doubts returns whom the node suspects, sorted.
func (n *Node) Doubts(dst []ring.NodeID) []ring.NodeID {
	for i := range n.records {
		if n.records[i].doubted {
			dst = append(dst, ring.NodeID(i))
		}
	}
	return dst
}

// SettledOn reports whether what the node believes of a peer is what gossip leads
// to: heard reports whether heartbeats of the peer reach it by whatever way.
func (n *Node) SettledOn(peer ring.NodeID, heard bool) bool {
	return n.Believes(peer) == heard && (int(peer) >= len(n.records) || !n.records[peer].doubted)
}
