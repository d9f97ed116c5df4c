package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/store"
)

// keepHint stores a version for the replica that this node stands in for.
func (n *Node) keepHint(m *Message) (step uint32) {
	n.Store.Hint(m.Owner, m.Key, m.Set, n.host.Now())
	step = n.host.Record(event.Event{
		Kind: event.Hint, Cause: m.Cause, Op: m.Op, Key: m.Key, Dot: m.Dot, Node: n.ID, From: ring.None, To: m.Owner,
	})
	n.plan(m.Owner, step)
	return step
}

// plan sees to it that the hints for a peer are handed over some time: soon if
// it is believed up, else when it is seen again.
func (n *Node) plan(peer ring.NodeID, cause uint32) {
	i, planned := slices.BinarySearch(n.handing, peer)
	if planned || !n.Believes(peer) || n.host.Settings().Handoff == 0 {
		return
	}
	n.handing = slices.Insert(n.handing, i, peer)
	n.host.Later(n.ID, peer, cause)
}

// HandOff tries to hand the hints for a peer over, as planned.
func (n *Node) HandOff(peer ring.NodeID, cause uint32) {
	if i, planned := slices.BinarySearch(n.handing, peer); planned {
		n.handing = slices.Delete(n.handing, i, i+1)
	}
	if n.Believes(peer) {
		n.handOver(peer, cause)
	}
}

// handOver sends a peer what is kept for it. A hint stays until the peer has
// said that it is durable there, and is sent again if that takes too long. One
// that is older than hints may become is dropped.
func (n *Node) handOver(peer ring.NodeID, cause uint32) {
	window := n.host.Settings().Handoff
	if window == 0 {
		return
	}
	for _, h := range n.Store.HintsFor(peer) {
		if n.host.Now()-h.Since > window {
			n.unhint(peer, h.Key, event.Expired, cause)
			continue
		}
		n.offer(peer, h, cause)
	}
	if len(n.Store.HintsFor(peer)) > 0 {
		n.plan(peer, cause)
	}
}

// offer sends a hint to its owner.
func (n *Node) offer(owner ring.NodeID, h store.Hint, cause uint32) {
	n.host.Send(Message{
		Cause: cause, Key: h.Key, Type: event.Handoff, From: n.ID, To: owner,
		Set: h.Set, Digest: h.Set.Digest(), Dot: newest(h.Set),
	})
}

// handedOver notes that a peer has a hinted version durable. If the hint has
// grown since it was sent, it stays.
func (n *Node) handedOver(m *Message, step uint32) {
	if h, ok := n.Store.HintOf(m.From, m.Key); ok && h.Set.Digest() == m.Digest {
		n.unhint(m.From, m.Key, 0, step)
	}
	n.handedOn(m, step)
}

// wants says whether the node keeps a key, or is about to.
func (n *Node) wants(key event.Sym) bool {
	return n.keeps(n.edition.Ring, key) || n.edition.Next != nil && n.keeps(n.edition.Next, key)
}

// rehintAll looks for whom all hints are, after membership has changed.
func (n *Node) rehintAll(cause uint32) {
	for _, peer := range n.Store.HintedPeers() {
		for _, h := range n.Store.HintsFor(peer) {
			n.rehint(peer, h.Key, cause)
		}
	}
}

// rehint keeps a hint for those who keep its key now, if its owner no longer does.
func (n *Node) rehint(owner ring.NodeID, key event.Sym, cause uint32) {
	h, ok := n.Store.HintOf(owner, key)
	keepers := slices.Clone(n.keepers(n.edition.Ring, key))
	if !ok || slices.Contains(keepers, owner) {
		return
	}
	for _, id := range keepers {
		if id == n.ID {
			now, fresh := n.Store.Merge(key, h.Set, n.host.Settings().Conflict.policy())
			n.track(key)
			n.stored(&Message{Key: key, Dot: newest(h.Set), Cause: cause}, now, fresh, 0)
			continue
		}
		n.Store.Hint(id, key, h.Set, h.Since)
		step := n.host.Record(event.Event{
			Kind: event.Hint, Cause: cause, Key: key, Dot: newest(h.Set), Node: n.ID, From: ring.None, To: id,
		})
		if n.plan(id, step); n.Believes(id) {
			kept, _ := n.Store.HintOf(id, key)
			n.offer(id, kept, step)
		}
	}
	n.unhint(owner, key, event.PassedOn, cause)
}

func (n *Node) unhint(peer ring.NodeID, key event.Sym, why event.Why, cause uint32) {
	h, _ := n.Store.HintOf(peer, key)
	n.Store.Unhint(peer, key)
	n.host.Record(event.Event{
		Kind: event.Unhint, Cause: cause, Key: key, Dot: newest(h.Set), Why: why, Node: n.ID, From: ring.None, To: peer,
	})
}

// Wake lets a node that has just started plan what its disk says is to be done.
func (n *Node) Wake(cause uint32) {
	for _, peer := range n.Store.HintedPeers() {
		n.plan(peer, cause)
	}
	n.takeOver(cause)
}
