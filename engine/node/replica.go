// The replica's side of requests: storing versions, acknowledging writes and answering
// reads.

package node

import (
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// write stores versions: on the disk or, with periodic sync, in memory at first. Hints and
// handed-over versions always go to the disk.
func (n *Node) write(m *Message) {
	if !n.takes(m) {
		n.decline(m, m.Cause)
		return
	}
	if n.settings().Sync != SyncPeriodic || m.Hint || m.Type == event.Handoff || m.Type == event.Stream {
		n.output(Written).Message = *m
		return
	}
	left := n.purge(m.Key, m.Cause)
	taken := taking{had: left.Has(m.Dot), volatile: true, why: event.InMemory}
	taken.now, taken.fresh = n.Store.Volatile(m.Key, m.Set, n.settings().Conflict.policy())
	if _, onDisk := n.Store.Both(m.Key); onDisk.Has(m.Dot) {
		taken.why = 0 // it brings the other versions of the key, and the write's own version is durable
	}
	n.track(m.Key)
	step := n.stored(m, &taken)
	if !n.flushing {
		n.flushing = true
		// At full periods: when a key is synced does not depend on which others were
		// written before it.
		n.start(Timer{Kind: Flush, Node: n.ID, After: SyncEvery - n.now()%SyncEvery, Cause: step})
	}
	n.ack(m, step, taken.why)
}

// takes reports whether the node may store what a message brings. A node that has given up
// a copy, or is about to, stores nothing of it any more, except for writes that were
// planned to include the new replicas: these receive them too, and reads rely on the old
// copy until the change is complete. A node that leaves, or has left, stands in for no
// other.
func (n *Node) takes(m *Message) bool {
	switch {
	case m.Hint:
		return n.ringVersion.Stays(n.ID)
	case m.Type == event.Repair:
		return !n.refuses(m, true) && !n.givesUp(n.ID, m.Key)
	case m.Op != 0:
		return !n.refuses(m, true)
	}
	return n.wants(m)
}

// flush writes to the disk what is only in memory.
func (n *Node) flush(cause uint32) {
	n.flushing = false
	if keys := n.Store.UnsyncedKeys(); len(keys) > 0 {
		n.Store.Sync()
		step := n.record(event.Event{
			Kind: event.Flush, Cause: cause, Arg: int64(len(keys)), Node: n.ID, From: ring.None, To: ring.None,
		})
		o := n.output(Synced)
		o.Keys, o.Cause = keys, step
	}
}

// durable continues a write or a repair whose versions are on the disk now.
func (n *Node) durable(m *Message) {
	if m.To != n.ID {
		n.violated("its disk has written what is for node %d", m.To)
	}
	if !n.takes(m) { // it has learned of the change during the disk write
		if !m.Spare {
			n.decline(m, m.Cause)
		}
		return
	}
	if m.Hint {
		step := n.keepHint(m)
		if !m.Spare {
			n.ack(m, step, 0)
		}
		if !n.ringVersion.Has(m.Owner) {
			n.rehint(m.Owner, m.Key, step) // the owner has left since the hint was sent
		}
		return
	}
	left := n.purge(m.Key, m.Cause)
	taken := taking{had: left.Has(m.Dot)}
	taken.now, taken.fresh = n.Store.Merge(m.Key, m.Set, n.env.Merges().By(n.settings().Conflict.policy()))
	n.track(m.Key)
	if m.Type == event.Stream {
		n.transferred(m, n.stored(m, &taken))
		return
	}
	n.ack(m, n.stored(m, &taken), 0)
}

// taking is the result of storing a message's versions.
type taking struct {
	now        *version.Set // all versions of the key
	had, fresh bool         // it had the version before; something has changed
	volatile   bool         // what has changed is not on the disk yet
	why        event.Why
}

// stored records the result of a write.
func (n *Node) stored(m *Message, taken *taking) uint32 {
	e := event.Event{
		Kind: event.Store, Cause: m.Cause, Op: m.Op, Key: m.Key, Dot: m.Dot, Node: n.ID,
		From: ring.None, To: ring.None, Arg: int64(len(taken.now.Siblings)), Fresh: taken.fresh, Why: taken.why, Late: taken.volatile,
	}
	if taken.had {
		e.N = 1
	}
	if !taken.now.Has(m.Dot) {
		e.Why = event.Outdated
	}
	return n.recordSet(e, taken.now)
}

// ack acknowledges a write.
func (n *Node) ack(m *Message, cause uint32, why event.Why) {
	ack := Message{
		Op: m.Op, Name: m.Name, Cause: cause, Key: m.Key, Type: event.WriteAck, From: n.ID, To: m.From, Nth: m.Nth,
		Digest: m.Digest, Dot: m.Dot, Why: why,
	}
	switch m.Type {
	case event.Repair:
		ack.Type = event.RepairAck
	case event.Handoff:
		ack.Type = event.HandoffAck
	}
	n.send(&ack)
}

// serve answers a read from the store.
func (n *Node) serve(m *Message, cause uint32) {
	if n.refuses(m, false) {
		n.decline(m, cause)
		return
	}
	set := n.purge(m.Key, cause)
	if n.settings().Rules != Cassandra {
		set = n.Store.WithHints(m.Key, set, n.settings().Conflict.policy())
	}
	reply := Message{
		Op: m.Op, Name: m.Name, Cause: cause, Key: m.Key, Type: event.Digest, From: n.ID, To: m.From,
		Round: m.Round, Nth: m.Nth, Digest: set.Digest(), Dot: newest(set),
	}
	if m.Type == event.ReadData {
		reply.Type, reply.Set = event.Data, set
	}
	n.send(&reply)
}

// send gives an answer to the network, or processes it at once if it is the node's own: a
// coordinator that is also a replica asks itself without a message.
func (n *Node) send(m *Message) {
	if m.To == n.ID {
		n.answer(m)
		return
	}
	n.post(m)
}

// newest returns the dot by which a trace names what a replica has.
func newest(s *version.Set) version.Dot {
	if sib := s.Newest(); sib != nil {
		return sib.Dot
	}
	return version.Dot{}
}

// small clamps a count to fit into an event.
func small(n int) uint8 { return uint8(min(n, 255)) }
