package node

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/merkle"
	"ringside/engine/ring"
)

// What a node no longer keeps it lets go of when it has seen, by comparing trees once
// more, that one who keeps it has all of it: nothing is dropped that is not elsewhere.

// surplus is what the node holds and does not keep: to be let go of when one who
// keeps it has all of it.
func (n *Node) surplus() (hauls []haul) {
	r := n.edition.Ring
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
		after, upTo := r.Range(r.Find(n.host.Token(key)))
		hauls = addHaul(hauls, to, merkle.Range{After: after, UpTo: upTo})
	}
	return hauls
}

// letGo drops what the node no longer keeps, since a peer that keeps it has it all.
func (n *Node) letGo(h *haul, cause uint32) {
	h.stage = finished
	var gone []event.Sym
	for _, key := range n.Store.Keys() {
		token := n.host.Token(key)
		in := func(r merkle.Range) bool { return r.Contains(token) }
		if !slices.ContainsFunc(h.ranges, in) || n.keeps(n.edition.Ring, key) {
			continue
		}
		n.Store.Drop(key)
		if n.merkle != nil {
			n.merkle.Remove(token, key)
		}
		gone = append(gone, key)
	}
	if len(gone) > 0 {
		step := n.host.Record(event.Event{
			Kind: event.Shed, Cause: cause, Arg: int64(len(gone)), Msg: n.host.ListKeys(gone), Node: n.ID, From: ring.None, To: h.peer,
		})
		n.host.Gone(gone, step)
	}
}

// Idle says whether nothing is left in the node that somebody may want of it.
func (n *Node) Idle() bool { return n.Store.Len() == 0 && n.Store.Hints() == 0 && len(n.requests) == 0 }
