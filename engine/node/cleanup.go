package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// What a node no longer keeps it lets go of when all who keep it have it, or something
// later: nothing is dropped that is not where it belongs. For those that it believes down
// it waits a while, as long as there are others. It takes nothing for that:
//
//	no longer keeps a range            each that keeps it
//	── tree ask ─────────────────────▶
//	◀── tree answer ──────────────────
//	── handoff: what differs ────────▶  merges it, durably
//	◀── handoff ack ──────────────────
//	lets go of all in the range

// surplus plans what the node holds and does not keep: by whom it must be had before
// it may be let go of. Of each range it is no more than from the first to the last key
// that the node holds.
func (n *Node) surplus() (transfers []transfer) {
	r := n.ringVersion.Ring
	var to []ring.NodeID
	n.leftOut = nil
	for _, key := range n.Store.Keys() {
		to = n.receivers(to[:0], key)
		if len(to) == 0 {
			continue
		}
		token := n.token(key)
		after, _ := r.Range(r.Find(token))
		given := false
		for _, id := range to {
			if n.Believes(id) {
				transfers, given = addSurplus(transfers, id, after, token), true
			} else if !slices.Contains(n.leftOut, id) {
				n.leftOut = append(n.leftOut, id)
			}
		}
		if !given {
			transfers = addSurplus(transfers, to[0], after, token)
		}
	}
	return transfers
}

// receivers appends to whom the node owes what it holds of a key: to nobody if it keeps it.
// While somebody comes or goes that is all who keep the key now and stay, and all who
// will: a join may be given up yet.
func (n *Node) receivers(dst []ring.NodeID, key event.Sym) []ring.NodeID {
	e := n.ringVersion
	for _, r := range []*ring.Ring{e.Ring, e.coming()} {
		for _, id := range n.keepers(r, key) {
			if id == n.ID {
				return dst[:0]
			}
			if e.Stays(id) && !slices.Contains(dst, id) {
				dst = append(dst, id)
			}
		}
	}
	return dst
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

// longEnough is for how many looks a node waits for those that it believes down, before
// it lets go of what the others have: each is looked for again meanwhile.
const longEnough = 2

// waits reports whether the node lets go of nothing yet, though all have it that can be
// asked.
func (n *Node) waits() bool {
	return len(n.leftOut) > 0 && n.waited < longEnough &&
		slices.ContainsFunc(n.cleanups, func(h transfer) bool { return h.stage == finished })
}

// turnCleanups plans anew to whom things are left, when somebody is believed down who was
// waited for, or up who was not, and lets go of what nobody is waited for with any more.
// It does so, too, whenever it has waited in vain: there may be fewer copies since.
func (n *Node) turnCleanups(timed bool, cause uint32) {
	if len(n.cleanups) == 0 {
		return
	}
	gone := func(h transfer) bool { return h.stage != finished && !n.Believes(h.peer) }
	switch changed := slices.ContainsFunc(n.cleanups, gone) || slices.ContainsFunc(n.leftOut, n.Believes); {
	case changed:
		n.waited = 0
	case timed:
		n.waited++
	default:
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

// goesOnAs reports whether what has come of a transfer holds for one that is planned now:
// they are the same, or it is over and was about all of that.
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

// letGo notes that a peer has all that is left to it, and drops what nobody else is
// waited for with.
func (n *Node) letGo(h *transfer, cause uint32) {
	if h.changed {
		n.compareTransfer(toLetGo, h, cause)
		return
	}
	h.stage = finished
	n.dropCleanedUp(cause)
	if len(n.cleanups) > 0 {
		n.tendNow(cause)
	}
}

// dropCleanedUp drops what all have to whom the node leaves it.
func (n *Node) dropCleanedUp(cause uint32) {
	if n.waits() {
		return
	}
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
		n.cleanups = n.surplus() // nothing, but for what has come in since
	}
	if len(gone) > 0 {
		slices.Sort(have)
		step := n.record(event.Event{
			Kind: event.Cleanup, Cause: cause, Arg: int64(len(gone)), Msg: n.host.ListKeys(gone), Ref: n.host.List(have), Node: n.ID, From: ring.None, To: ring.None,
		})
		n.gone(gone, step)
	}
}

// Idle reports whether nothing is left in the node that somebody may want of it.
func (n *Node) Idle() bool { return n.Store.Len() == 0 && n.Store.Hints() == 0 && len(n.requests) == 0 }
