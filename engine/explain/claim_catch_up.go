// This file has the claims about what will bring a replica what it lacks of a write: whatever
// brings it the write, or what replaces it.

package explain

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
)

// givesUp reports whether a node is about to give up its copy of the key, because somebody
// comes or goes.
func (t *explanation) givesUp(id ring.NodeID) bool {
	if t.Change == nil {
		return false
	}
	coming := t.Change.Next.Replicas(nil, ring.Hash(t.o.Key), t.Settings.Placement)
	return slices.Contains(t.keepers, id) && !slices.Contains(coming, id)
}

// catchUp claims what will bring a replica what it lacks.
func (t *explanation) catchUp(id ring.NodeID) {
	if t.givesUp(id) {
		t.claim(CatchUpNever, id)
		return
	}
	if i := slices.IndexFunc(t.Messages, func(m engine.MessageView) bool { return t.brings(&m, id) }); i >= 0 {
		t.claims = append(t.claims, Claim{Kind: CatchUpMessage, Node: id, Peer: ring.None, N: int(t.Messages[i].ID)})
		return
	}
	if t.catchUpHint(id) {
		return
	}
	if t.hintDue(id) {
		t.claims = append(t.claims, Claim{Kind: CatchUpTimeout, Node: id, Peer: t.o.Coordinator})
		return
	}
	if t.Settings.Entropy > 0 {
		t.claim(CatchUpEntropy, id)
	}
	if t.Settings.Repair != engine.RepairOff && readsCompare(t.View, id) {
		t.claim(CatchUpRead, id) // who asks one replica compares nothing
	}
	unites := t.unites()
	if _, ok := t.claims.of(id, CatchUpEntropy, CatchUpRead); !ok && unites == engine.OneUnites {
		t.claim(CatchUpUnion, id)
	}
	comparing := slices.ContainsFunc(t.Messages, func(m engine.MessageView) bool {
		switch m.Type {
		case event.TreeAsk, event.TreeAnswer, event.Fetch, event.Stream, event.Invite:
			return true
		}
		return false
	})
	switch _, ok := t.claims.of(id, CatchUpEntropy, CatchUpRead, CatchUpUnion); {
	case !ok && !comparing && unites == engine.NoneUnites && !t.underWay():
		t.claim(CatchUpNothing, id)
	case ok && t.Nodes[id].Health != engine.Up:
		t.claim(NotUp, id)
	case ok && slices.ContainsFunc(t.Faults, func(f engine.Fault) bool { return f.Kind == engine.FaultIsolated && f.Node == id }):
		t.claim(OutOfReach, id)
	}
}

// underWay reports whether a request under way may yet bring a replica what it lacks: another
// write, or a read that repairs, or this write by a hint for it.
func (t *explanation) underWay() bool {
	return t.Motion > engine.Background && slices.ContainsFunc(t.Ops, func(o *engine.OpView) bool {
		if o.Key != t.o.Key || o.Coordinator == ring.None || o.Outcome == event.Unavailable {
			return false
		}
		s := t.SettingsAt(int(o.Step))
		hints := o.Verb != event.Get && (s.StandIns() || s.CoordinatorHints())
		switch {
		case o.Settled:
			return hints // the disk may be taking one in
		case o.Verb == event.Get:
			return s.Repair != engine.RepairOff || s.Conflict == engine.Merge
		case o.ID == t.o.ID:
			return hints || o.Outcome == event.CoordinatorLost
		}
		return true
	})
}

// unites returns which reads under the settings unite siblings: OneUnites if those do that
// there are, NoneUnites if none can, else SomeMay.
func (t *explanation) unites() engine.Uniting {
	switch t.o.Unites {
	case engine.AllUnite, engine.SomeMay:
		several := t.Settings.Speculates() || slices.ContainsFunc(t.keepers, func(id ring.NodeID) bool { return readsCompare(t.View, id) })
		switch {
		case !several:
			return engine.NoneUnites
		case t.o.Unites == engine.AllUnite && t.Settings.R.N != 1:
			return engine.OneUnites
		}
		return engine.SomeMay
	}
	return t.o.Unites
}

// brings reports whether a message brings a replica what a write wrote, or what was written
// with knowledge of it.
func (t *explanation) brings(m *engine.MessageView, id ring.NodeID) bool {
	return m.To == id && m.From != id && (m.Type == event.Repair || m.Type == event.Handoff || m.Type == event.Stream || m.Type == event.Write) &&
		m.Set.Seen().Contains(t.o.Dot) && t.Trace.Text(m.Key) == t.o.Key
}

// soon is how long a hint may wait that nothing is in the way of: until its owner has
// been probed and hints are handed over again, and that a second time if a message is lost.
const soon = time.Minute

// catchUpHint claims that a hint will bring a replica what it lacks, if there is one that
// will; of several the one that is kept longest.
func (t *explanation) catchUpHint(id ring.NodeID) bool {
	c := Claim{Kind: HintEnds, Node: id, Peer: ring.None}
	for _, s := range t.o.Stands {
		for _, h := range hints(&s) {
			switch ends, handed := t.window(h); {
			case h.Owner != id || !handed || t.handedOver(s.Node, id):
			case ends == 0 || ends > t.Now+soon:
				t.claims = append(t.claims, Claim{Kind: CatchUpHint, Node: id, Peer: s.Node})
				return true
			case ends > c.For:
				c.Peer, c.For = s.Node, ends
			}
		}
	}
	if c.Peer != ring.None {
		t.claims = append(t.claims, c)
	}
	return c.Peer != ring.None
}

// hintDue reports whether the coordinator of a write is going to keep a hint for a replica, when
// that has not acked by the timeout.
func (t *explanation) hintDue(id ring.NodeID) bool {
	by := t.o.Coordinator
	if t.o.Settled || by == ring.None || by == id || t.Settings.Handoff == 0 || !t.SettingsAt(int(t.o.Step)).CoordinatorHints() {
		return false
	}
	a := t.answer(id)
	if a == nil || a.Role == engine.Fallback || t.Nodes[by].Health != engine.Up || t.Nodes[by].Standing != engine.Member {
		return false
	}
	return (a.State == engine.Sent || a.State == engine.Stored) && a.Back.Stage != engine.Flying
}

// handedOver reports whether an ack for the hint of a node is on its way from its owner, which
// has lost it since: the hint will be let go of.
func (t *explanation) handedOver(on, owner ring.NodeID) bool {
	return slices.ContainsFunc(t.Messages, func(m engine.MessageView) bool {
		return m.Type == event.HandoffAck && m.From == owner && m.To == on && t.Trace.Text(m.Key) == t.o.Key
	})
}

// window returns until when a node keeps a hint, and whether it still hands it over: one that
// a client's answer may have counted on, with all that is in it, is kept until its owner has
// it (0).
func (t *explanation) window(h engine.KeptFor) (ends time.Duration, handed bool) {
	if h.Counts {
		return 0, true
	}
	ends = h.Since + t.Settings.Handoff
	return ends, t.Settings.Handoff > 0 && ends > t.Now
}
