// This file has the typed claims that sentences about an operation are made of.

package explain

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// A sentence about an operation is made in two steps: first what there is to say, as
// claims, from the stores, the trace and the settings; then words for the claims. A
// test can hold each claim against the stores and the trace without reading English.

// Claim is one thing that a sentence says.
type Claim struct {
	Kind Kind
	Node ring.NodeID // of whom
	Peer ring.NodeID // for whom, or by whom; ring.None if nobody
	Why  event.Why   // of what was dropped

	// Only what a chain of causes says has these.
	By      ring.NodeID   // who did it
	Op, Ref uint32        // the operation, and another that it is compared with
	Dot     version.Dot   // the version
	Step    int           // the event that it tells of, or since when
	N, Need int           // how many, and of how many
	For     time.Duration // how long, or how much
	Text    string        // a setting, as "w 2"
}

// Kind is what a claim says of its node: of "it", the version that a write wrote, or
// of the node's part in a read.
type Kind uint8

const (
	// Durable: it is on the node's disk. Memory: in its memory, ahead of the disk.
	// Hinted: on its disk, as a hint for Peer.
	Durable Kind = iota + 1
	Memory
	Hinted
	// Replaced: the node has taken it into account and keeps another version instead.
	// Purged: it had it, and has let go of the key's tombstone after its grace.
	Replaced
	Purged
	// Lacks: the node is a replica, has nothing of it, not even as a hint, and has not
	// seen it either.
	Lacks

	// OnWay: the request is on its way to the node. Waits: it waits in the node, which
	// hangs. Writing: the node has taken it in, and its disk has not yet.
	OnWay
	Waits
	Writing
	// SentLost: the request was dropped on its way (Why). Refused: the machine refused
	// the connection. Declined: the node has handed its copy over. PassedOver: it was
	// not asked, being believed down. Forgot: it had it, and has it no more.
	SentLost
	Refused
	Declined
	PassedOver
	Forgot

	// CatchUpMessage: message N is on its way to the node, and brings what it lacks. CatchUpWaits: it
	// waits in the node, which hangs. CatchUpWriting: the node's disk is taking it in.
	// CatchUpHandOver: Peer, which keeps the key no longer, or not for long, will hand over what it has
	// of it. CatchUpCompare: the node is being compared with Peer, which has it. CatchUpStandIn: Peer,
	// the coordinator, will hear that the node refused, and may find it a stand-in then. CatchUpHintComes:
	// Peer, its stand-in, is about to keep a hint for it; no longer than For, if that is not 0.
	// CatchUpHint: Peer keeps a hint for it, of the write or of what replaces it. HintEnds: it
	// does until For, and no longer. HintWaits: it does, and is down. CatchUpEntropy: anti-entropy will bring it.
	// CatchUpUnion: a read that meets siblings will, since what it unites them in goes to all replicas.
	// CatchUpTimeout: Peer, the coordinator, keeps a hint for it unless it acks before the
	// timeout. CatchUpRead: a read that asks the node will. CatchUpNothing: nothing will by itself. CatchUpNever:
	// nothing will, since others are about to keep the key instead. NotUp, OutOfReach: neither reads nor
	// anti-entropy reach the node now, since it does not run, or since all its links are cut. NeverHad:
	// what the node lacks is a tombstone, and it has nothing else of the key.
	CatchUpMessage
	CatchUpWaits
	CatchUpWriting
	CatchUpHandOver
	CatchUpCompare
	CatchUpStandIn
	CatchUpHintComes
	CatchUpHint
	HintEnds
	HintWaits
	CatchUpEntropy
	CatchUpTimeout
	CatchUpRead
	CatchUpUnion
	CatchUpNothing
	CatchUpNever
	NotUp
	OutOfReach
	NeverHad

	// AckOnWay: the node's answer is on its way to the coordinator. AckWaits: it waits in
	// Peer, the coordinator, which hangs. AckLost: it was
	// dropped (Why). Outdated: the node did not keep it, when it came.
	AckOnWay
	AckWaits
	AckLost
	Outdated

	// Asked: the node was sent the read. Counted: its answer is among those that made
	// the quorum. Missing: it was asked, and did not answer before the client was told.
	// Differed: the checksums differed, so the node was asked for a full copy, too.
	Asked
	Counted
	Missing
	Differed
	// HadNothing, HadOlder, HadPart, HadMore, HadSame, HadLess: the node's answer was not what
	// all that counted said together. It had nothing; or its newest version is not among
	// what was returned; or is, and it lacked some of that; or is, and it had more versions
	// than were returned; or it had the one that was returned, and had not seen all that this
	// replaces; or siblings were united, and it had not all of them.
	HadNothing
	HadOlder
	HadPart
	HadMore
	HadSame
	HadLess
	// Repairing: the node is being sent what it lacked. RepairLost: that was dropped
	// (Why). Unrepaired: it was sent that, and no ack for it has arrived. Repaired: it has all
	// of what the read returned. Behind: it still has not.
	Repairing
	RepairLost
	// RepairRefused: it refused or declined that.
	Unrepaired
	RepairRefused
	Repaired
	Behind
	// Overlaps: the node's answer counted, and so did its ack for the newest write
	// acknowledged before the read. NotSeen: its answer counted, and it had never had the
	// version that the read missed. HeldOnce: its answer counted, and lacked that version,
	// though it had had it once: as a hint for Peer, or as its own. Step is the event that
	// took it; 0 if it still had the hint, or if the trace does not say. TurnedDown: and it had
	// discarded that version when it came, of which Step took what it knew; 0: the trace does not say.
	Overlaps
	NotSeen
	TurnedDown
	HeldOnce
)

// Claims are what there is to say about an operation, in the order of the replicas.
type Claims []Claim

// nodes returns of whom a kind is claimed.
func (cs Claims) nodes(kinds ...Kind) (all []ring.NodeID) {
	for _, c := range cs {
		if slices.Contains(kinds, c.Kind) && !slices.Contains(all, c.Node) {
			all = append(all, c.Node)
		}
	}
	return all
}

// Has reports whether any of some kinds is claimed of anybody.
func (cs Claims) Has(kinds ...Kind) bool {
	return slices.ContainsFunc(cs, func(c Claim) bool { return slices.Contains(kinds, c.Kind) })
}

// any returns the first claim of some kinds.
func (cs Claims) any(kinds ...Kind) (Claim, bool) {
	for _, c := range cs {
		if slices.Contains(kinds, c.Kind) {
			return c, true
		}
	}
	return Claim{}, false
}

// of returns the claim of a kind about a node.
func (cs Claims) of(id ring.NodeID, kinds ...Kind) (Claim, bool) {
	for _, c := range cs {
		if c.Node == id && slices.Contains(kinds, c.Kind) {
			return c, true
		}
	}
	return Claim{}, false
}

// About returns what there is to say about an operation.
func About(v *engine.View, o *engine.OpView) Claims {
	t := explanation{View: v, o: o, keepers: keepers(v, o.Key), claims: make(Claims, 0, 8)}
	if o.Verb == event.Get {
		t.readClaims()
	} else {
		t.writeClaims()
	}
	return t.claims
}

// keepers returns the replicas of a key as the ring is now.
func keepers(v *engine.View, key string) []ring.NodeID {
	return v.Ring.Replicas(nil, ring.Hash(key), v.Settings.Placement)
}

func (t *explanation) claim(k Kind, node ring.NodeID) {
	t.claims = append(t.claims, Claim{Kind: k, Node: node, Peer: ring.None})
}

func (t *explanation) claimWhy(k Kind, node ring.NodeID, why event.Why) {
	t.claims = append(t.claims, Claim{Kind: k, Node: node, Peer: ring.None, Why: why})
}

// stand returns how a node stands to the operation.
func (t *explanation) stand(id ring.NodeID) engine.Stand {
	for _, s := range t.o.Stands {
		if s.Node == id {
			return s
		}
	}
	return engine.Stand{Node: id}
}

// answer returns a node's part in the operation; nil if it has none.
func (t *explanation) answer(id ring.NodeID) *engine.AnswerView {
	for i := range t.o.Answers {
		if t.o.Answers[i].Node == id {
			return &t.o.Answers[i]
		}
	}
	return nil
}

// writeClaims says of each node that matters what it has of a write, why it has not,
// and what will change that.
func (t *explanation) writeClaims() {
	nodes := slices.Clone(t.keepers)
	add := func(id ring.NodeID) {
		if !slices.Contains(nodes, id) {
			nodes = append(nodes, id)
		}
	}
	for i := range t.o.Answers {
		add(t.o.Answers[i].Node)
	}
	for _, s := range t.o.Stands {
		add(s.Node)
	}
	for _, id := range nodes {
		t.has(id)
	}
	t.heardOf()
	exists := t.source()
	for _, id := range nodes {
		t.under(id)
		if _, lacks := t.claims.of(id, Lacks); lacks {
			t.lacking(id, exists)
		}
		if a := t.answer(id); a != nil {
			t.acks(a)
		}
	}
}

// source reports whether there is a copy that a replica without one can come by: on
// another replica, or as a hint for one.
func (t *explanation) source() bool {
	return slices.ContainsFunc(t.claims, func(c Claim) bool {
		switch c.Kind {
		case Durable, Memory, Replaced:
			return slices.Contains(t.keepers, c.Node)
		}
		return false
	}) || slices.ContainsFunc(t.o.Stands, func(s engine.Stand) bool {
		return !t.goes(s.Node) && slices.ContainsFunc(hints(&s), func(h engine.KeptFor) bool {
			ends, handed := t.window(h)
			return handed && (ends == 0 || ends > t.Now+soon) && slices.Contains(t.keepers, h.Owner)
		})
	})
}

// goes reports whether a node has crashed and is being removed: what it has goes with it.
func (t *explanation) goes(id ring.NodeID) bool {
	return t.Change != nil && t.Change.Dead && t.Change.Node == id
}

// hints returns for whom a node keeps a write as a hint, or what replaces it.
func hints(s *engine.Stand) []engine.KeptFor { return append(slices.Clip(s.Hints), s.Later...) }

// has claims what a node has.
func (t *explanation) has(id ring.NodeID) {
	s := t.stand(id)
	switch s.Copy {
	case engine.OnDisk:
		t.claim(Durable, id)
	case engine.InMemory:
		t.claim(Memory, id)
	case engine.Replaced:
		t.claim(Replaced, id)
	case engine.Purged:
		t.claim(Purged, id)
	case engine.NoCopy:
		if slices.Contains(t.keepers, id) && t.o.Dot.Counter != 0 && len(s.Hints) == 0 {
			t.claim(Lacks, id)
			if s.Empty {
				t.claim(NeverHad, id)
			}
		}
	}
	for _, h := range s.Hints {
		t.claims = append(t.claims, Claim{Kind: Hinted, Node: id, Peer: h.Owner})
	}
}

// under claims that a node's copy is under way, if it has none yet.
func (t *explanation) under(id ring.NodeID) {
	a := t.answer(id)
	if s := t.stand(id); a == nil || s.Copy != engine.NoCopy || len(s.Hints) > 0 || t.o.Dot.Counter == 0 {
		return
	}
	switch a.Ask.Stage {
	case engine.Flying:
		if t.Nodes[id].Health == engine.Hung && !t.flying(id, event.Write) {
			t.claim(Waits, id)
		} else {
			t.claim(OnWay, id)
		}
	case engine.Arrived:
		if a.State == engine.Sent && !a.Outdated && a.Refusal.Stage == engine.Unsent {
			t.claim(Writing, id)
		}
	case engine.Unsent:
		if id == t.o.Coordinator && a.State == engine.Sent {
			t.claim(Writing, id)
		}
	}
}

// flying reports whether a message of the operation is in flight to a node.
func (t *explanation) flying(to ring.NodeID, types ...event.Type) bool {
	return slices.ContainsFunc(t.Messages, func(m engine.MessageView) bool {
		return m.Op == t.o.ID && m.To == to && slices.Contains(types, m.Type)
	})
}

// lacking claims why a replica lacks a write, and what will bring it there, if there
// is anything left to be brought.
func (t *explanation) lacking(id ring.NodeID, exists bool) {
	if _, coming := t.claims.of(id, OnWay, Waits, Writing); coming {
		return
	}
	if a := t.answer(id); a != nil {
		switch {
		case a.State == engine.RefusedConn:
			t.claim(Refused, id)
		case a.State == engine.Declined:
			t.claim(Declined, id)
		case a.State == engine.BelievedDown:
			t.claim(PassedOver, id)
		case a.Ask.Stage == engine.Dropped:
			t.claimWhy(SentLost, id, a.Ask.Why)
		case a.Outdated, a.Role == engine.Fallback: // what it acked was not a copy of its own
		case a.State == engine.Stored, a.State == engine.Acked, a.State == engine.Late, a.Back.Stage != engine.Unsent:
			t.claim(Forgot, id)
		}
	}
	if exists {
		t.catchUp(id)
	}
}

// acks claims what became of a node's answer to a write.
func (t *explanation) acks(a *engine.AnswerView) {
	if a.Outdated {
		t.claim(Outdated, a.Node)
	}
	if a.State == engine.Acked || a.State == engine.Late || a.State == engine.RefusedConn || a.State == engine.Declined {
		return
	}
	switch a.Back.Stage {
	case engine.Flying:
		t.ackUnderWay(a)
	case engine.Dropped:
		t.claimWhy(AckLost, a.Node, a.Back.Why)
	}
}

// ackUnderWay claims that an ack that has been sent, and has not come to an end, is on its way,
// or that it waits in the coordinator.
func (t *explanation) ackUnderWay(a *engine.AnswerView) {
	by := t.o.Coordinator
	if t.Nodes[by].Health != engine.Hung || slices.ContainsFunc(t.Messages, func(m engine.MessageView) bool {
		return m.Op == t.o.ID && m.From == a.Node && m.To == by && m.Type == event.WriteAck
	}) {
		t.claim(AckOnWay, a.Node)
		return
	}
	t.claims = append(t.claims, Claim{Kind: AckWaits, Node: a.Node, Peer: by})
}
