// This file takes a node and its messages into a digest of a state.

package node

import "ringside/internal/digest"

// AddTo takes in all that decides what the node does from now on: its disk, its requests,
// whom it believes down, and what it has planned. Times, and the steps of events, do not
// count. A node that takes part in a change of the membership, or compares replicas, has
// more than that; a search does not begin then. stamps is as for Store.AddTo.
func (n *Node) AddTo(d *digest.Sum, stamps bool) {
	n.Store.AddTo(d, stamps)
	d.AddInt(len(n.requests))
	for _, r := range n.requests {
		r.addTo(d)
	}
	for i := range n.down {
		d.AddInt(int(n.down[i].peer) + 1)
		d.AddBool(n.down[i].direct)
	}
	d.AddInt(len(n.handing))
	for _, h := range n.handing {
		d.AddInt(int(h.peer))
		d.AddInt(int(h.key))
	}
	var owed digest.Sum
	for i := range n.owed {
		s := &n.owed[i]
		var one digest.Sum
		one.Add(uint64(s.op))
		s.dot.AddTo(&one)
		one.Add(uint64(uint16(s.who))<<16 | uint64(uint16(s.owner)))
		owed.Mingle(one)
	}
	d.AddSum(owed)
	d.AddBool(n.flushing)
}

// addTo takes in how far a request has come.
func (r *request) addTo(d *digest.Sum) {
	d.Add(uint64(r.Op))
	r.Seen.AddTo(d)
	r.dot.AddTo(d)
	var flags uint64
	for i, is := range [...]bool{r.told, r.read, r.blocked, r.united, r.full, r.every, r.sloppy, r.merges, r.selects, r.hints} {
		if is {
			flags |= 1 << i
		}
	}
	d.Add(flags<<16 | uint64(r.round)<<8 | uint64(len(r.targets)))
	r.written.AddTo(d)
	r.result.AddTo(d)
	for i := range r.targets {
		r.targets[i].addTo(d, r.answers.Counts(r.targets[i].node))
	}
}

// addTo takes in a target's part in its request.
func (t *target) addTo(d *digest.Sum, counts bool) {
	var flags uint64
	for i, is := range [...]bool{t.full, t.copied, t.repairing, t.declined, t.pending, t.behind, counts} {
		if is {
			flags |= 1 << i
		}
	}
	d.Add(uint64(uint16(t.node)) | uint64(uint16(t.owner))<<16 | uint64(t.state)<<32 | uint64(t.round)<<40 | uint64(t.repairs)<<48 | flags<<56)
	d.Add(t.digest)
	t.set.AddTo(d)
}

// AddTo takes in all of a message that decides what comes of it. Its number and when it was
// sent do not count.
func (m *Message) AddTo(d *digest.Sum) {
	hint := uint64(0)
	if m.Hint {
		hint = 1
	}
	if m.Spare {
		hint |= 2
	}
	d.Add(uint64(m.Op) | uint64(m.Key)<<32)
	d.Add(uint64(m.Type) | uint64(m.Why)<<8 | uint64(m.Round)<<16 | uint64(m.Nth)<<24 | hint<<32)
	d.Add(uint64(uint16(m.From)) | uint64(uint16(m.To))<<16 | uint64(uint16(m.Owner))<<32)
	d.Add(m.Digest)
	m.Dot.AddTo(d)
	m.Set.AddTo(d)
}

// Comparing reports whether the node compares replicas with a peer, or takes over or lets
// go of a range.
func (n *Node) Comparing() bool {
	return len(n.sessions) > 0 || len(n.transfers) > 0 || len(n.cleanups) > 0
}
