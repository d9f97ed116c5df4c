package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// What a node no longer keeps it lets go of when one who keeps it has all of it, or
// something later: nothing is dropped that is not elsewhere. It takes nothing for that:
//
//	no longer keeps a range            keeps it
//	── tree ask ─────────────────────▶
//	◀── tree answer ──────────────────
//	── handoff: what differs ────────▶  merges it, durably
//	◀── handoff ack ──────────────────
//	lets go of all in the range

// surplus is what the node holds and does not keep: to be let go of when one who
// keeps it has all of it. Of each range it is no more than from the first to the last
// key that the node holds.
func (n *Node) surplus() (transfers []transfer) {
	r := n.ringVersion.Ring
	for _, key := range n.Store.Keys() {
		keepers := n.keepers(r, key)
		if slices.Contains(keepers, n.ID) || len(keepers) == 0 {
			continue
		}
		to := keepers[0]
		for _, id := range keepers {
			if n.Believes(id) {
				to = id
				break
			}
		}
		token := n.token(key)
		after, _ := r.Range(r.Find(token))
		transfers = addSurplus(transfers, to, after, token)
	}
	return transfers
}

// addSurplus lets what is left to a peer reach to a token, in the range of the ring
// that begins after some other.
func addSurplus(transfers []transfer, peer ring.NodeID, after, token ring.Token) []transfer {
	one := merkle.Range{After: token - 1, UpTo: token}
	i := slices.IndexFunc(transfers, func(h transfer) bool { return h.peer == peer })
	if i < 0 {
		return append(transfers, transfer{peer: peer, starts: []ring.Token{after}, ranges: []merkle.Range{one}})
	}
	h := &transfers[i]
	k := slices.Index(h.starts, after)
	if k < 0 {
		h.starts, h.ranges = append(h.starts, after), append(h.ranges, one)
		return transfers
	}
	far := func(t ring.Token) uint64 { return uint64(t) - uint64(after) - 1 } // along the ring
	if far(token) < far(h.ranges[k].After+1) {
		h.ranges[k].After = one.After
	}
	if far(token) > far(h.ranges[k].UpTo) {
		h.ranges[k].UpTo = token
	}
	return transfers
}

// turnCleanups leaves to somebody else what was to be left to a peer that is believed
// down, if there is anybody.
func (n *Node) turnCleanups() {
	gone := func(h transfer) bool { return h.stage != finished && !n.Believes(h.peer) }
	if !slices.ContainsFunc(n.cleanups, gone) {
		return
	}
	cleanups := n.surplus()
	for i := range cleanups {
		h := &cleanups[i]
		same := func(o transfer) bool { return o.peer == h.peer && slices.Equal(o.ranges, h.ranges) }
		if k := slices.IndexFunc(n.cleanups, same); k >= 0 {
			*h = n.cleanups[k]
		} else if s := n.sessions[h.peer]; s != nil && s.purpose == toLetGo {
			delete(n.sessions, h.peer)
		}
	}
	n.cleanups = cleanups
}

// handOn gives keys to the peer that keeps them, which says when they are durable.
func (n *Node) handOn(h *transfer, keys []event.Sym, cause uint32) {
	for _, key := range keys {
		set := n.Store.Get(key)
		n.expect(Message{
			Cause: cause, Key: key, Type: event.Handoff, To: h.peer, Set: set, Digest: set.Digest(), Dot: newest(set),
		})
	}
}

// handedOn notes that a peer has a key durable.
func (n *Node) handedOn(m *Message, step uint32) {
	h := n.transferring(toLetGo, m.From)
	if h != nil && n.Store.Get(m.Key).Digest() == m.Digest && h.arrived(m.Key) {
		n.complete(toLetGo, h, step)
	}
}

// disturb notes that a key has changed which may be about to be let go of.
func (n *Node) disturb(key event.Sym) {
	for i := range n.cleanups {
		n.cleanups[i].changed = n.cleanups[i].changed || n.cleanups[i].has(n.token(key))
	}
}

// has reports whether a token is in the ranges of a transfer.
func (h *transfer) has(token ring.Token) bool {
	return slices.ContainsFunc(h.ranges, func(r merkle.Range) bool { return r.Contains(token) })
}

// letGo drops what the node no longer keeps, since a peer that keeps it has it all.
func (n *Node) letGo(h *transfer, cause uint32) {
	if h.changed {
		n.compareTransfer(toLetGo, h, cause)
		return
	}
	h.stage = finished
	var gone []event.Sym
	for _, key := range n.Store.Keys() {
		token := n.token(key)
		if !h.has(token) || n.keeps(n.ringVersion.Ring, key) {
			continue
		}
		n.Store.Drop(key)
		if n.merkle != nil {
			n.merkle.Remove(token, key)
		}
		gone = append(gone, key)
	}
	peer := h.peer
	if !slices.ContainsFunc(n.cleanups, func(h transfer) bool { return h.stage != finished }) {
		n.cleanups = n.surplus() // nothing, but for what has come in since
	}
	if len(gone) > 0 {
		step := n.record(event.Event{
			Kind: event.Cleanup, Cause: cause, Arg: int64(len(gone)), Msg: n.host.ListKeys(gone), Node: n.ID, From: ring.None, To: peer,
		})
		n.gone(gone, step)
	}
	if len(n.cleanups) > 0 {
		n.tendNow(cause)
	}
}

// Idle reports whether nothing is left in the node that somebody may want of it.
func (n *Node) Idle() bool { return n.Store.Len() == 0 && n.Store.Hints() == 0 && len(n.requests) == 0 }
