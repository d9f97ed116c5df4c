// Cleanup: a node drops what it no longer keeps when every replica has it, or a later
// version of it. It waits for replicas that it believes down, since nobody else would hand
// them its copy. It receives no versions in this exchange:
//
//	no longer keeps a range            each replica of it
//	── tree ask ─────────────────────▶
//	◀── tree answer ──────────────────
//	── handoff: what differs ────────▶  merges it, durably
//	◀── handoff ack ──────────────────
//	drops everything in the range

package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// surplus returns what the node holds without being a replica: for each range, the peers
// that must have it before it may be dropped. Each range only spans the first to the last
// key that the node holds in it.
func (n *Node) surplus() (transfers []transfer) {
	r := n.ringVersion.Ring
	var to []ring.NodeID
	for _, key := range n.Store.Keys() {
		token := n.token(key)
		after, _ := r.Range(r.Find(token))
		to = n.receivers(to[:0], key)
		for _, id := range to {
			transfers = addSurplus(transfers, id, after, token)
		}
	}
	return transfers
}

// receivers appends the peers that must have what the node holds of a key before it is
// dropped: none if the node keeps it.
func (n *Node) receivers(dst []ring.NodeID, key event.Sym) []ring.NodeID {
	if e := n.ringVersion; n.keeps(e.Ring, key) || n.keeps(e.coming(), key) {
		return dst
	}
	return n.appendHeirs(dst, key)
}

// appendHeirs appends the nodes that are to have what is held of a key for a node that keeps
// it no longer: the replicas. During a change these are all current ones that stay, and all
// future ones, since a join may still be called off, and takes the joining node's copies with it.
func (n *Node) appendHeirs(dst []ring.NodeID, key event.Sym) []ring.NodeID {
	e := n.ringVersion
	for _, r := range []*ring.Ring{e.Ring, e.coming()} {
		for _, id := range n.keepers(r, key) {
			if e.Stays(id) && !slices.Contains(dst, id) {
				dst = append(dst, id)
			}
		}
	}
	return dst
}

// addSurplus extends what is left to a peer up to a token, in the ring's range that begins
// after some other token.
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
	far := func(t ring.Token) uint64 { return uint64(t) - uint64(after) - 1 } // distance along the ring
	if far(token) < far(h.ranges[k].After+1) {
		h.ranges[k].After = one.After
	}
	if far(token) > far(h.ranges[k].UpTo) {
		h.ranges[k].UpTo = token
	}
	return transfers
}

// turnCleanups plans the cleanups anew at every check, since there may be fewer copies by
// then.
func (n *Node) turnCleanups(timed bool, cause uint32) {
	if len(n.cleanups) == 0 || !timed {
		return
	}
	cleanups := n.surplus()
	for i := range cleanups {
		h := &cleanups[i]
		if k := slices.IndexFunc(n.cleanups, func(o transfer) bool { return o.goesOnAs(h) }); k >= 0 {
			*h = n.cleanups[k]
		} else if s := n.sessions[h.peer]; s != nil && s.purpose == toLetGo {
			delete(n.sessions, h.peer)
		}
	}
	n.cleanups = cleanups
	n.dropCleanedUp(cause)
}

// Heirs returns to whom the node is handing over what it has of a key, since it keeps that no longer:
// those that are not known to have it.
func (n *Node) Heirs(key event.Sym) (peers []ring.NodeID) {
	for i := range n.cleanups {
		h := &n.cleanups[i]
		if h.stage != finished && slices.ContainsFunc(h.ranges, func(r merkle.Range) bool { return r.Contains(n.token(key)) }) {
			peers = append(peers, h.peer)
		}
	}
	return peers
}

// placed makes the node go on after the placement has changed: it may owe what it no
// longer keeps to fewer peers, and wait for none that is down.
func (n *Node) placed(cause uint32) {
	if len(n.cleanups) > 0 {
		n.turnCleanups(true, cause)
		n.checkMembershipNow(cause)
	}
}

// Owes returns the peers that must have what the node holds for them before it can drop
// it, and that it believes down: sorted, each once.
func (n *Node) Owes() (peers []ring.NodeID) {
	for i := range n.cleanups {
		if h := &n.cleanups[i]; h.stage != finished && !n.Believes(h.peer) {
			peers = append(peers, h.peer)
		}
	}
	for _, peer := range n.Store.HintedPeers() {
		if !n.Believes(peer) {
			peers = append(peers, peer)
		}
	}
	slices.Sort(peers)
	return slices.Compact(peers)
}

// goesOnAs reports whether the progress of a transfer counts for a new one: both are about
// the same ranges, or h is finished and covers all of o.
func (h *transfer) goesOnAs(o *transfer) bool {
	if h.peer != o.peer || h.stage != finished && !slices.Equal(h.ranges, o.ranges) {
		return false
	}
	for i, start := range o.starts {
		k := slices.Index(h.starts, start)
		if k < 0 || !h.ranges[k].Contains(o.ranges[i].UpTo) || !h.ranges[k].Contains(o.ranges[i].After+1) {
			return false
		}
	}
	return true
}

// handOn sends keys to the peer that keeps them, which reports when they are durable.
func (n *Node) handOn(h *transfer, keys []event.Sym, cause uint32) {
	for _, key := range keys {
		set := n.Store.Get(key)
		n.expect(Message{
			Cause: cause, Key: key, Type: event.Handoff, To: h.peer, Set: set, Digest: set.Digest(), Dot: newest(set),
		})
	}
}

// handedOn notes that a key is durable on a peer.
func (n *Node) handedOn(m *Message, step uint32) {
	h := n.transferring(toLetGo, m.From)
	if h != nil && n.Store.Get(m.Key).Digest() == m.Digest && h.arrived(m.Key) {
		n.complete(toLetGo, h, step)
	}
}

// disturb notes that a key has changed which may be about to be dropped.
func (n *Node) disturb(key event.Sym) {
	for i := range n.cleanups {
		n.cleanups[i].changed = n.cleanups[i].changed || n.cleanups[i].has(n.token(key))
	}
}

// has reports whether a token is in the ranges of a transfer.
func (h *transfer) has(token ring.Token) bool {
	return slices.ContainsFunc(h.ranges, func(r merkle.Range) bool { return r.Contains(token) })
}

// letGo notes that a peer has everything that was left to it, and drops what no longer
// waits for any other peer.
func (n *Node) letGo(h *transfer, cause uint32) {
	if h.changed {
		n.compareTransfer(toLetGo, h, cause)
		return
	}
	h.stage = finished
	n.dropCleanedUp(cause)
	if len(n.cleanups) > 0 {
		n.checkMembershipNow(cause)
	}
}

// dropCleanedUp drops the keys that all their receivers have.
func (n *Node) dropCleanedUp(cause uint32) {
	var gone []event.Sym
	var have []ring.NodeID
	for _, key := range n.Store.Keys() {
		token, left, waits := n.token(key), len(have), true
		for i := range n.cleanups {
			h := &n.cleanups[i]
			if !h.has(token) {
				continue
			}
			if waits = h.stage != finished || h.changed; waits {
				break
			}
			if !slices.Contains(have, h.peer) {
				have = append(have, h.peer)
			}
		}
		if waits || n.keeps(n.ringVersion.Ring, key) {
			have = have[:left]
			continue
		}
		n.Store.Drop(key)
		if n.merkle != nil {
			n.merkle.Remove(token, key)
		}
		gone = append(gone, key)
	}
	if !slices.ContainsFunc(n.cleanups, func(h transfer) bool { return h.stage != finished }) {
		n.cleanups = n.surplus() // nothing, except for what has arrived since
	}
	if len(gone) > 0 {
		slices.Sort(have)
		step := n.recordWith(event.Event{
			Kind: event.Cleanup, Cause: cause, Arg: int64(len(gone)), Node: n.ID, From: ring.None, To: ring.None,
		}, have, gone, "")
		n.gone(gone, step)
	}
}

// Idle reports whether the node has nothing left that another node may still want.
func (n *Node) Idle() bool { return n.Store.Len() == 0 && n.Store.Hints() == 0 && len(n.requests) == 0 }
