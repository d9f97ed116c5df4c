// Hinted handoff: a stand-in keeps hints, hands them over when their owners are up, and
// lets them expire.

package node

import (
	"cmp"
	"slices"
	"time"

	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
)

// A coordinator's own hint, where a cluster goes by Cassandra's rules: for a replica that it
// believes down and so sends nothing, or that has not acked when the time is up. It never
// counts, and no read sees it.
//
//	coordinator            n3, believed down
//	── write ──▶ n1, n2
//	keeps a hint for n3

// hintFor makes this coordinator keep a hint for a replica that its write does not reach.
func (n *Node) hintFor(r *request, t *target, cause uint32) {
	if !r.hints || r.written == nil || t.owner != ring.None || t.node == n.ID || !n.ringVersion.Stays(n.ID) {
		return
	}
	n.output(Written).Message = Message{
		Op: r.Op, Name: r.Name, Cause: cause, Key: r.Key, Type: event.Write, From: n.ID, To: n.ID,
		Set: r.written, Dot: r.dot, Hint: true, Spare: true, Owner: t.node, Plan: r.plan,
	}
}

// passOver leaves out a replica of a write that is believed down, and keeps a hint for it.
func (n *Node) passOver(r *request, t *target) {
	t.state = passed
	step := n.record(event.Event{Kind: event.Pass, Cause: r.invoked, Op: r.Op, Key: r.Key, Node: n.ID, From: ring.None, To: t.node})
	n.hintFor(r, t, step)
}

// keepHint stores a version for the replica that this node stands in for.
func (n *Node) keepHint(m *Message) (step uint32) {
	n.Store.Hint(m.Owner, m.Key, m.Set, n.now())
	if m.Spare {
		defer func() { n.expire(step) }()
	} else {
		n.Store.Hold(m.Owner, m.Key, m.Dot)
	}
	var why event.Why
	kept, _ := n.Store.HintOf(m.Owner, m.Key)
	if !kept.Set.Has(m.Dot) {
		why = event.Outdated
	}
	step = n.recordSet(event.Event{
		Kind: event.Hint, Cause: m.Cause, Op: m.Op, Key: m.Key, Dot: m.Dot, Node: n.ID, From: ring.None, To: m.Owner, Why: why,
	}, kept.Set)
	n.plan(m.Owner, m.Key, step)
	return step
}

// handing is a hint whose handoff is planned. Each hint has its own: when it is handed over
// depends on no other key.
type handing struct {
	peer ring.NodeID
	key  event.Sym
}

func (a handing) compare(b handing) int {
	return cmp.Or(cmp.Compare(a.peer, b.peer), cmp.Compare(a.key, b.key))
}

// plan schedules the handoff of a hint: soon if its owner is believed up, else when it is up
// again. Over a cut link the handoff waits until the link is healed.
func (n *Node) plan(peer ring.NodeID, key event.Sym, cause uint32) {
	i, planned := slices.BinarySearchFunc(n.handing, handing{peer, key}, handing.compare)
	if planned || !n.Believes(peer) {
		return
	}
	after := HandoffEvery
	if n.settings().Rules == Cassandra {
		after -= n.now() % HandoffEvery // it looks for what is to be handed over at full periods
	}
	if n.start(Timer{Kind: HandOff, Node: n.ID, Peer: peer, Key: key, After: after, Cause: cause}) {
		n.handing = slices.Insert(n.handing, i, handing{peer, key})
	}
}

// planAll schedules the handoff of all hints for a peer.
func (n *Node) planAll(peer ring.NodeID, cause uint32) {
	for _, h := range n.Store.HintsFor(peer) {
		n.plan(peer, h.Key, cause)
	}
}

// handOff tries to hand over a hint, as planned. It stays until the peer reports it
// durable, and is sent again if that takes too long.
func (n *Node) handOff(peer ring.NodeID, key event.Sym, cause uint32) {
	if i, planned := slices.BinarySearchFunc(n.handing, handing{peer, key}, handing.compare); planned {
		n.handing = slices.Delete(n.handing, i, i+1)
	}
	if h, kept := n.Store.HintOf(peer, key); kept && n.Believes(peer) {
		n.offer(peer, h, cause)
		n.plan(peer, key, cause)
	}
}

// back begins to hand over the hints for a peer that is believed up again: at once or, by
// Cassandra's rules, when it next looks for what is to be handed over.
func (n *Node) back(peer ring.NodeID, cause uint32) {
	if n.settings().Rules != Cassandra {
		for _, h := range n.Store.HintsFor(peer) {
			n.offer(peer, h, cause)
		}
	}
	n.planAll(peer, cause)
}

// A hint that may be one of the W copies is kept until its owner has it (Dynamo paper
// §4.6, Riak). The handoff window is Cassandra's, where no hint ever counts toward W; here
// it limits the hints that did not count. The versions of a key for one owner are one hint,
// which stays as long as any write in it counts. The coordinator says which did not, and a
// stand-in that has not been told keeps its hint:
//
//	coordinator                        stand-in
//	── write, for its owner ─────────▶
//	   has told the client             keeps a hint
//	◀──────────────────────────── ack
//	── spare ────────────────────────▶ lets go of it when the window is over

// spare is a hint that the client's answer did not depend on.
type spare struct {
	op         uint32
	name       uint64
	key        event.Sym
	dot        version.Dot
	who, owner ring.NodeID
}

// mostOwed is how many late acks of stand-ins a coordinator waits for.
const mostOwed = 64

// spareOf returns a stand-in's part in a write.
func spareOf(r *request, t *target) spare {
	return spare{r.Op, r.Name, r.Key, r.dot, t.node, t.owner}
}

// tellSpare tells a stand-in that its hint did not count.
func (n *Node) tellSpare(s spare, cause uint32) {
	if s.who == n.ID {
		n.spared(s.owner, s.key, s.dot, cause)
		return
	}
	n.post(&Message{
		Op: s.op, Name: s.name, Cause: cause, Key: s.key, Type: event.Spare, From: n.ID, To: s.who, Owner: s.owner, Dot: s.dot,
	})
}

// spareAll tells the stand-ins that have acked a failed write that their hints did not
// count.
func (n *Node) spareAll(r *request, cause uint32) {
	for i := range r.targets {
		if t := &r.targets[i]; r.written != nil && t.owner != ring.None && t.state == answered {
			n.tellSpare(spareOf(r, t), cause)
		}
	}
}

// owe notes that a stand-in has not acked a write that has ended.
func (n *Node) owe(s spare) {
	if len(n.owed) == mostOwed {
		n.owed = n.owed[1:] // that stand-in keeps its hint
	}
	n.owed = append(slices.Clip(n.owed), s)
}

// ackedLate tells a stand-in whose ack arrives after its write has ended that its hint did
// not count.
func (n *Node) ackedLate(m *Message, step uint32) {
	i := slices.IndexFunc(n.owed, func(s spare) bool { return s.op == m.Op && s.who == m.From })
	if i < 0 {
		return
	}
	s := n.owed[i]
	n.owed = slices.Delete(slices.Clone(n.owed), i, i+1)
	n.tellSpare(s, step)
}

// spared notes that a hint did not count.
func (n *Node) spared(owner ring.NodeID, key event.Sym, dot version.Dot, cause uint32) {
	if n.Store.Spare(owner, key, dot) {
		n.expire(cause)
	}
}

// expire drops the hints that have expired, and plans the next check for when the next one
// does.
func (n *Node) expire(cause uint32) {
	window, now := n.settings().Handoff, n.now()
	next := time.Duration(0)
	for _, peer := range n.Store.HintedPeers() {
		for _, h := range n.Store.HintsFor(peer) {
			switch over := h.Since + window + 1; {
			case h.Counts():
			case window == 0 || over <= now:
				n.unhint(peer, h.Key, event.Expired, cause)
			case next == 0 || over < next:
				next = over
			}
		}
	}
	if next != 0 && (n.expiring == 0 || next < n.expiring) {
		n.expiring = next
		n.start(Timer{Kind: Expire, Node: n.ID, After: next - now, Cause: cause})
	}
}

// expired drops the hints that have expired: as planned, or because the window has
// changed.
func (n *Node) expired(cause uint32) {
	n.expiring = 0
	n.expire(cause)
}

// offer sends a hint to its owner.
func (n *Node) offer(owner ring.NodeID, h store.Hint, cause uint32) {
	n.post(&Message{
		Cause: cause, Key: h.Key, Type: event.Handoff, From: n.ID, To: owner,
		Set: h.Set, Digest: h.Set.Digest(), Dot: newest(h.Set),
	})
}

// handedOver notes that a hinted version is durable on its owner. If the hint has grown
// since it was sent, it stays.
func (n *Node) handedOver(m *Message, step uint32) {
	if h, ok := n.Store.HintOf(m.From, m.Key); ok && h.Set.Digest() == m.Digest {
		n.unhint(m.From, m.Key, 0, step)
	}
	n.handedOn(m, step)
}

// rehintAll readdresses all hints after a membership change.
func (n *Node) rehintAll(cause uint32) {
	for _, peer := range n.Store.HintedPeers() {
		for _, h := range n.Store.HintsFor(peer) {
			n.rehint(peer, h.Key, cause)
		}
	}
}

// rehint readdresses a hint to the heirs of its key, if its owner neither keeps the key nor
// comes to.
func (n *Node) rehint(owner ring.NodeID, key event.Sym, cause uint32) {
	h, ok := n.Store.HintOf(owner, key)
	if !ok || slices.Contains(n.keepers(n.ringVersion.Ring, key), owner) {
		return
	}
	heirs := n.appendHeirs(nil, key)
	if slices.Contains(heirs, owner) {
		return
	}
	for _, id := range heirs {
		if id == n.ID {
			dot := newest(h.Set)
			taken := taking{had: n.Store.Get(key).Has(dot)}
			taken.now, taken.fresh = n.Store.Merge(key, h.Set, n.settings().Conflict.policy())
			n.track(key)
			n.stored(&Message{Key: key, Dot: dot, Cause: cause}, &taken)
			continue
		}
		n.Store.Hint(id, key, h.Set, h.Since)
		n.Store.HoldAs(id, h)
		kept, _ := n.Store.HintOf(id, key)
		step := n.recordSet(event.Event{
			Kind: event.Hint, Cause: cause, Key: key, Dot: newest(h.Set), Node: n.ID, From: ring.None, To: id,
		}, kept.Set)
		if n.plan(id, key, step); n.Believes(id) {
			n.offer(id, kept, step)
		}
	}
	n.unhint(owner, key, event.PassedOn, cause)
}

func (n *Node) unhint(peer ring.NodeID, key event.Sym, why event.Why, cause uint32) {
	h, _ := n.Store.HintOf(peer, key)
	n.Store.Unhint(peer, key)
	n.record(event.Event{
		Kind: event.Unhint, Cause: cause, Key: key, Dot: newest(h.Set), Why: why, Node: n.ID, From: ring.None, To: peer,
	})
}

// wake makes a node that has just started plan the work that its disk shows to be pending.
func (n *Node) wake(cause uint32) {
	for _, peer := range n.Store.HintedPeers() {
		n.planAll(peer, cause)
	}
	n.expire(cause)
	n.takeOver(cause)
}
