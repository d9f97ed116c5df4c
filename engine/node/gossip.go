// Gossip (Dynamo paper §4.8.2; Cassandra's Gossiper): once per period a node sends a
// random peer the newest heartbeat that it knows of every node, and receives the same in
// return. A peer whose heartbeat has not changed for some periods is suspected, then
// believed down.
//
//	n1 ── heartbeats: n1 7, n2 6, n3 2 ──▶ n2
//	   ◀─ heartbeats: n2 7, n3 5 ──           n3 was thought silent since 2
//
// A heartbeat only says that a node is up; no node takes another's word that a third one
// is down. News that a node is up is believed whichever node brings it, even against the
// receiver's own evidence, if the heartbeat is newer than that evidence.

package node

import (
	"math/bits"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// Heartbeat says which life of the node it belongs to, and in which period since the start
// it was made.
type Heartbeat struct{ Life, Tick uint32 }

// after reports whether b is the newer of two heartbeats of one node.
func (b Heartbeat) after(o Heartbeat) bool {
	return b.Life > o.Life || b.Life == o.Life && b.Tick > o.Tick
}

// Gossip is the content of a gossip message. It is never changed once made.
type Gossip struct {
	Heartbeats  []Heartbeat // by node
	RingVersion *RingVersion
}

// record is what a node knows of a peer while gossip runs.
type record struct {
	heartbeat Heartbeat
	heard     time.Duration // when that heartbeat arrived
	from      ring.NodeID   // the node that sent it
	gap       time.Duration // the mean time between its heartbeats, as they arrived
	doubted   bool
}

// SuspectAfter returns how many heartbeats in a row may be missing, in a cluster of that
// many nodes, before a peer is suspected; after twice as many it is believed down. News
// needs a number of rounds that grows with the logarithm of the number of nodes.
func SuspectAfter(nodes int) int { return 2 + bits.Len(uint(nodes)) }

// listen starts keeping records, or starts again after a pause: every peer that is not
// believed down counts as just heard from. (Cassandra's detector likewise gives no verdict
// after a pause of its own.) heartbeats are those that every node knows.
func (n *Node) listen(heartbeats []Heartbeat) {
	now, period := n.now(), n.settings().Gossip
	n.records = make([]record, len(heartbeats))
	for i := range n.records {
		n.records[i] = record{heartbeat: heartbeats[i], heard: now, from: ring.NodeID(i), gap: period}
	}
	for i := range n.down {
		a := &n.down[i]
		if !a.known || a.since == now {
			a.known, a.last = true, record{heartbeat: heartbeats[a.peer], heard: a.since, from: a.peer, gap: period}
		}
		n.records[a.peer] = a.last
	}
}

// stopGossip stops keeping records: no belief is going to change.
func (n *Node) stopGossip() {
	for i := range n.down {
		if a := &n.down[i]; int(a.peer) < len(n.records) {
			a.known, a.last = true, n.records[a.peer]
		}
	}
	n.records = nil
}

// makeRoom adds records for nodes that have joined since, up to nodes in all.
func (n *Node) makeRoom(nodes int) {
	for i := len(n.records); i < nodes; i++ {
		n.records = append(n.records, record{heard: n.now(), from: ring.NodeID(i), gap: n.settings().Gossip})
	}
}

// forgetSilence discards how long heartbeats have been missing, since the period has changed.
func (n *Node) forgetSilence() {
	for i := range n.down {
		n.down[i].known = false
	}
}

// gossipTurn is the node's turn, once per period: it judges which peers have been silent
// for too long, and gossips with one peer that it believes up and, with a probability that
// grows with their number, one that it believes down. draw decides which.
func (n *Node) gossipTurn(me Heartbeat, draw uint64) {
	n.records[n.ID] = record{heartbeat: me, heard: n.now(), from: n.ID, gap: n.settings().Gossip}
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

// pick returns the k-th peer that is believed up, or down.
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

// gossip sends a peer the heartbeats that the node knows.
func (n *Node) gossip(to ring.NodeID, back bool) {
	r := &Gossip{Heartbeats: make([]Heartbeat, len(n.records)), RingVersion: n.ringVersion}
	for i := range n.records {
		r.Heartbeats[i] = n.records[i].heartbeat
	}
	m := Message{Type: event.Gossip, From: n.ID, To: to, Gossip: r}
	if back {
		m.Round = 1
	}
	n.post(&m)
}

// judge looks for peers whose heartbeats have been missing for too long.
func (n *Node) judge() {
	if n.settings().GossipAlone() {
		n.judgeByPhi()
		return
	}
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
			n.giveUp(peer, false, 0, silenceOf(peer))
		case !r.doubted:
			r.doubted = true
			n.record(event.Event{
				Kind: event.Doubt, Cause: silenceOf(peer), Node: n.ID, From: ring.None, To: peer, Arg: int64(silent / period),
			})
		}
	}
}

// takeGossip processes a gossip message, or a refused connection in reply to one. It records
// an event only if it changes what the node believes.
func (n *Node) takeGossip(m *Message) {
	step := uint32(0)
	news := func() uint32 {
		if step == 0 {
			_, step = n.delivered(m)
		}
		return step
	}
	if m.Type == event.Refused {
		if n.Believes(m.From) && !n.gossipAlone(m.From) {
			n.suspect(m.From, 0, news())
		}
		return
	}
	if e := m.Gossip.RingVersion; e.Number > n.ringVersion.Number {
		n.learn(e, news())
	}
	for i, heartbeat := range m.Gossip.Heartbeats {
		peer := ring.NodeID(i)
		if peer == n.ID || i >= len(n.records) || !heartbeat.after(n.records[i].heartbeat) {
			continue
		}
		r := &n.records[i]
		r.arrived(heartbeat, n.now(), n.settings().Gossip)
		r.from = m.From
		if r.doubted {
			r.doubted = false
			n.calm(peer, news())
		}
		if at, down := n.findDown(peer); down && n.madeSince(heartbeat, n.down[at].since) {
			n.takeBack(peer, 0, news())
		}
	}
	if !n.Believes(m.From) && !n.gossipAlone(m.From) {
		n.trust(m.From, 0, news()) // it sent us a message
	}
	if m.Round == 0 {
		n.gossip(m.From, true)
	}
}

// madeSince reports whether a heartbeat was certainly made after a time: ticks are counted
// from the start, and each node has one turn in each period.
func (n *Node) madeSince(b Heartbeat, since time.Duration) bool {
	return time.Duration(b.Tick) > since/n.settings().Gossip+1
}

// Opinion is what a node believes of a peer, and on what evidence.
type Opinion struct {
	Belief
	Missed int           // heartbeats in a row that have not arrived
	Since  time.Duration // when it began to believe it down; otherwise meaningless
	Direct bool          // down: by evidence of its own, not by missing heartbeats
	From   ring.NodeID   // the node that sent the last known heartbeat; None: nobody
}

// OpinionOf returns the node's opinion of a peer.
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

// Doubts appends the peers that the node suspects, sorted.
func (n *Node) Doubts(dst []ring.NodeID) []ring.NodeID {
	for i := range n.records {
		if n.records[i].doubted {
			dst = append(dst, ring.NodeID(i))
		}
	}
	return dst
}

// SettledOn reports whether what the node believes of a peer is what gossip leads to.
// heard reports whether the peer's heartbeats reach the node, directly or through others. If
// it believes the peer down only since a time, what it believed before that counts.
func (n *Node) SettledOn(peer ring.NodeID, heard bool, before time.Duration) bool {
	i, down := n.findDown(peer)
	down = down && n.down[i].since != before
	return down != heard && (int(peer) >= len(n.records) || !n.records[peer].doubted)
}
