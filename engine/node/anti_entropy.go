// Anti-entropy (Dynamo paper §4.7): a node compares what it holds with one other
// replica, range by range, and both stream what the other lacks.
//
//	asker ── tree ask: hashes ──▶ replica
//	      ◀─ tree answer: what differs ──   … until all differences are found
//	      ── stream: versions ──▶           and  ── fetch: key ──▶ ◀─ stream ──

package node

import (
	"fmt"
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
	"ringside/internal/count"
)

// compareFor starts to compare some ranges with a peer. A comparison already under way with
// the same peer is abandoned.
func (n *Node) compareFor(what purpose, peer ring.NodeID, ranges []merkle.Range, cause uint32) (number uint32) {
	if n.sessions == nil {
		n.sessions = make(map[ring.NodeID]*comparison)
	}
	n.compact(cause)
	n.compares++
	number = n.compares
	n.sessions[peer] = &comparison{merkle.NewSession(limitsOf(ranges), ranges...), what, number, n.now(), n.now()}
	n.askTree(peer, cause)
	return number
}

// limitsOf puts all the ranges of a pair in one message: equal trees cost one round.
func limitsOf(ranges []merkle.Range) merkle.Limits { return merkle.Limits{Batch: max(len(ranges), 1)} }

// Compares reports whether the node compares with a peer, and may still hear from it: it has
// asked less than a timeout ago.
func (n *Node) Compares(peer ring.NodeID) bool {
	s := n.sessions[peer]
	return s != nil && n.now()-s.asked < n.settings().Timeout
}

// Differs reports whether the node and another one do not hold the same in some ranges.
func (n *Node) Differs(other *Node, ranges []merkle.Range) bool {
	mine, theirs := n.tree(), other.tree()
	return slices.ContainsFunc(ranges, func(r merkle.Range) bool { return mine.Root(r) != theirs.Root(r) })
}

// Comparison is a comparison of two replicas, as it looks to somebody who sees both.
type Comparison struct {
	Asker, Peer  ring.NodeID
	Began, Ended time.Duration // Ended means nothing while it is under way
	Step         int           // of the event that says how it went; 0: there is none
	Under        bool          // it is under way
	merkle.Exchange
}

// Under returns the node's comparison with a peer that is under way; nil if there is none.
func (n *Node) Under(peer ring.NodeID) *Comparison {
	s := n.sessions[peer]
	if s == nil {
		return nil
	}
	return &Comparison{Asker: n.ID, Peer: peer, Began: s.began, Under: true, Exchange: s.Seen()}
}

// Would returns what a comparison with another node would find now, with the trees that both
// have, though neither sends anything.
func (n *Node) Would(other *Node, ranges []merkle.Range) *Comparison {
	return &Comparison{
		Asker: n.ID, Peer: other.ID, Began: n.now(), Ended: n.now(),
		Exchange: merkle.Compare(n.looked(), other.looked(), limitsOf(ranges), ranges...),
	}
}

// askTree sends the next request of a session, or records its result.
func (n *Node) askTree(peer ring.NodeID, cause uint32) {
	s := n.sessions[peer]
	q, more := s.Ask(n.tree())
	if more {
		s.asked = n.now()
		m := Message{Cause: cause, Type: event.TreeAsk, From: n.ID, To: peer, Tree: &q, Serial: s.number}
		if s.purpose == toRepair {
			n.post(&m)
		} else {
			n.expect(m)
		}
		return
	}
	delete(n.sessions, peer)
	t := s.Tally()
	step := n.recordWith(event.Event{Kind: event.Compared, Cause: cause, Node: n.ID, From: ring.None, To: peer}, nil, nil,
		fmt.Sprintf("%s in %s, descended into %d, listed %d; streams %d there and %d back",
			count.Of(t.Compared, "range"), count.Of(t.Rounds, "round"), t.Descended, t.Listed, t.Push, t.Pull))
	n.out[len(n.out)-1].Comparison = &Comparison{Asker: n.ID, Peer: peer, Began: s.began, Ended: n.now(), Exchange: s.Seen()}
	if s.purpose != toRepair {
		n.compared(s.purpose, peer, step)
	}
}

// treeAnswer continues a session with the peer's answer.
func (n *Node) treeAnswer(m *Message, step uint32) {
	s := n.sessions[m.From]
	if s == nil || s.number != m.Serial {
		return // it answers an earlier comparison
	}
	stream, awaited := s.Take(n.tree(), *m.TreeAnswer)
	if !awaited {
		return
	}
	h := n.transferring(s.purpose, m.From)
	if s.purpose == toLetGo {
		if h != nil {
			h.await(stream.Push)
			n.handOn(h, stream.Push, step)
		}
		n.askTree(m.From, step) // it takes no time
		return
	}
	// What it will not keep would be turned down when it came, and so be awaited for ever.
	wanted := slices.DeleteFunc(stream.Pull, func(key event.Sym) bool { return !n.keeps(n.ringVersion.coming(), key) })
	var pass uint8
	if s.purpose == toTakeOver && h != nil {
		h.await(wanted)
		pass = h.pass
	}
	for _, key := range stream.Push {
		if !n.givesUp(m.From, key) {
			n.stream(m.From, key, 0, 0, step)
		}
	}
	for _, key := range wanted {
		n.post(&Message{Cause: step, Key: key, Type: event.Fetch, From: n.ID, To: m.From, Round: pass, Serial: s.number})
	}
	n.askTree(m.From, step)
}

// dropSessions abandons the comparisons of another ring version.
func (n *Node) dropSessions() {
	// any order: each is dropped or not on its own.
	for peer, s := range n.sessions {
		if s.purpose != toRepair {
			delete(n.sessions, peer)
		}
	}
}

// stream sends a peer all versions of a key, in answer to a pass of its comparison if pass
// is not 0.
func (n *Node) stream(peer ring.NodeID, key event.Sym, pass uint8, comparison, cause uint32) {
	if set := n.Store.Get(key); set != nil {
		n.post(&Message{
			Cause: cause, Key: key, Type: event.Stream, From: n.ID, To: peer, Set: set, Dot: newest(set), Round: pass, Serial: comparison,
		})
	}
}

// tree returns the node's Merkle tree. It is built when first needed and kept up to date
// from then on; it is in memory, so a crash loses it.
func (n *Node) tree() *merkle.Tree {
	if n.merkle == nil {
		n.merkle = n.planted()
	}
	return n.merkle
}

// looked is tree for somebody who only looks, so that nothing of the node changes.
func (n *Node) looked() *merkle.Tree {
	if n.merkle == nil {
		return n.planted()
	}
	return n.merkle
}

// planted returns a tree of what the store holds.
func (n *Node) planted() *merkle.Tree {
	t := merkle.New()
	for _, key := range n.Store.Keys() {
		t.Update(n.token(key), key, n.Store.Get(key).Digest())
	}
	return t
}

// track updates the tree with a key that has changed.
func (n *Node) track(key event.Sym) {
	if len(n.cleanups) > 0 {
		n.disturb(key)
	}
	if n.merkle != nil {
		n.merkle.Update(n.token(key), key, n.Store.Get(key).Digest())
	}
}
