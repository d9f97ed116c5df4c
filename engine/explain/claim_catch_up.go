// This file has the claims about what will bring a replica what it lacks of a write: whatever
// brings it the write, or what replaces it.

package explain

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/merkle"
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
	if t.comes(id) || t.catchUpHint(id) {
		return
	}
	if on := t.hintComes(id); on != ring.None {
		c := Claim{Kind: CatchUpHintComes, Node: id, Peer: on}
		if t.Settings.Handoff <= soon {
			c.For = t.Settings.Handoff
		}
		t.claims = append(t.claims, c)
		return
	}
	if t.hintDue(id) {
		t.claims = append(t.claims, Claim{Kind: CatchUpTimeout, Node: id, Peer: t.o.Coordinator})
		return
	}
	if by := t.handsOver(id); by != ring.None {
		t.claims = append(t.claims, Claim{Kind: CatchUpHandOver, Node: id, Peer: by})
		if t.Nodes[id].Health != engine.Up {
			t.claim(NotUp, id)
		}
		return
	}
	if t.strays(id) {
		return // it may be handed over, and nothing is said of what else may come
	}
	if t.mayStandIn(id) {
		t.claims = append(t.claims, Claim{Kind: CatchUpStandIn, Node: id, Peer: t.o.Coordinator})
	}
	if with := t.comparedWith(id); with != ring.None {
		t.claims = append(t.claims, Claim{Kind: CatchUpCompare, Node: id, Peer: with})
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
	switch _, ok := t.claims.of(id, CatchUpEntropy, CatchUpRead, CatchUpUnion); {
	case !ok && !t.comparing() && unites == engine.NoneUnites && !t.underWay():
		if _, may := t.claims.of(id, CatchUpStandIn, HintWaits); !may {
			t.claim(CatchUpNothing, id)
		}
	case ok && t.Nodes[id].Health != engine.Up:
		t.claim(NotUp, id)
	case ok && slices.ContainsFunc(t.Faults, func(f engine.Fault) bool { return f.Kind == engine.FaultIsolated && f.Node == id }):
		t.claim(OutOfReach, id)
	}
}

// comes claims that a message brings a replica what it lacks: one that is on its way, that waits in
// the replica, or that its disk is taking in.
func (t *explanation) comes(id ring.NodeID) bool {
	m := t.underWayTo(func(m *engine.MessageView) bool { return m.To == id && m.For == ring.None && !m.Doomed })
	switch {
	case m == nil:
		return false
	case slices.ContainsFunc(t.Messages, func(f engine.MessageView) bool { return f.ID == m.ID }):
		t.claims = append(t.claims, Claim{Kind: CatchUpMessage, Node: id, Peer: ring.None, N: int(m.ID)})
	case t.Nodes[id].Health == engine.Hung:
		t.claim(CatchUpWaits, id)
	default:
		t.claim(CatchUpWriting, id)
	}
	return true
}

// hintComes returns a node that is being sent a hint for a replica, of a write or of what replaces it,
// or whose disk is taking one in; None if there is none.
func (t *explanation) hintComes(id ring.NodeID) ring.NodeID {
	if m := t.underWayTo(func(m *engine.MessageView) bool { return m.For == id }); m != nil && t.Settings.Handoff > 0 {
		return m.To
	}
	return ring.None
}

// underWayTo returns the first message that matches of those that bring a write, or what replaces it,
// to any node, and have not been taken in; nil if there is none.
func (t *explanation) underWayTo(match func(*engine.MessageView) bool) *engine.MessageView {
	for _, all := range [][]engine.MessageView{t.Messages, t.Arrived} {
		for i := range all {
			if m := &all[i]; t.carries(m) && match(m) {
				return m
			}
		}
	}
	return nil
}

// carries reports whether a message has a write, or what replaces it, to any node.
func (t *explanation) carries(m *engine.MessageView) bool {
	switch m.Type {
	case event.Write, event.Repair, event.Handoff, event.Stream:
		return m.Set.Seen().Contains(t.o.Dot) && t.Trace.Text(m.Key) == t.o.Key
	}
	return false
}

// handsOver returns a node that has what a replica lacks, and will hand it over to the replica: it
// keeps the key no longer, or not after the change in progress, or keeps it as a hint for a node of
// which the same is true. None if nobody does.
func (t *explanation) handsOver(id ring.NodeID) ring.NodeID {
	for _, s := range t.o.Stands {
		has := s.Copy == engine.OnDisk || s.Copy == engine.InMemory || s.Copy == engine.Replaced
		switch {
		case s.Node == id || t.goes(s.Node):
		case has && (slices.Contains(s.Heirs, id) || t.givesUp(s.Node)), slices.ContainsFunc(hints(&s), func(h engine.KeptFor) bool {
			ends, handed := t.window(h)
			return handed && (ends == 0 || ends > t.Now+soon) && !t.stays(h.Owner)
		}):
			return s.Node
		}
	}
	return ring.None
}

// strays reports whether what a replica lacks is on its way to a node that is no replica, or does not
// stay one, or for such a node, which may hand it over then; or may be soon.
func (t *explanation) strays(id ring.NodeID) bool {
	if slices.ContainsFunc(t.o.Answers, func(a engine.AnswerView) bool { return !t.stays(a.Node) && t.mayStandIn(a.Node) }) {
		return true
	}
	return t.underWayTo(func(m *engine.MessageView) bool {
		owner := m.For
		if owner == ring.None {
			owner = m.To
		}
		return m.To != id && owner != id && !t.stays(owner)
	}) != nil
}

// stays reports whether a node is a replica of the key when the change in progress is complete.
func (t *explanation) stays(id ring.NodeID) bool {
	if t.Change == nil {
		return slices.Contains(t.keepers, id)
	}
	return slices.Contains(t.Change.Next.Replicas(nil, ring.Hash(t.o.Key), t.Settings.Placement), id)
}

// mayStandIn reports whether the coordinator of a write has yet to hear that a replica has refused
// it, and may find it a stand-in then.
func (t *explanation) mayStandIn(id ring.NodeID) bool {
	by := t.o.Coordinator
	if by == ring.None || t.o.Outcome != event.Pending && t.o.Outcome != event.CoordinatorLost || !t.SettingsAt(int(t.o.Step)).StandIns() {
		return false
	}
	refuses := func(m engine.MessageView) bool {
		return m.Type == event.Refused && m.Op == t.o.ID && m.From == id && m.To == by
	}
	return slices.ContainsFunc(t.Messages, refuses) || slices.ContainsFunc(t.Arrived, refuses)
}

// comparedWith returns a replica that has what another lacks, and with which this is being compared;
// None if there is none.
func (t *explanation) comparedWith(id ring.NodeID) ring.NodeID {
	for _, all := range [][]engine.MessageView{t.Messages, t.Arrived} {
		for i := range all {
			m := &all[i]
			with := m.From
			if with == id {
				with = m.To
			}
			switch m.Type {
			case event.Fetch:
				if m.From != id || t.Trace.Text(m.Key) != t.o.Key {
					continue
				}
			case event.TreeAsk, event.TreeAnswer:
				if !t.compares(m, id, with) {
					continue
				}
			default:
				continue
			}
			if _, has := t.claims.of(with, Durable, Memory, Replaced); has && (m.From == id || m.To == id) && slices.Contains(t.keepers, with) {
				return with
			}
		}
	}
	return ring.None
}

// compares reports whether the comparison that a message belongs to finds that a node lacks what
// the other one has: it is about the range of the key, since who hands some ranges over compares
// no others, and the other has not told what it held there before it stored what it has now.
func (t *explanation) compares(m *engine.MessageView, id, with ring.NodeID) bool {
	token := ring.Hash(t.o.Key)
	if m.Tree == nil || !slices.ContainsFunc(m.Tree.Parts, func(p merkle.Part) bool { return p.Range.Contains(token) }) {
		return false
	}
	if m.Type == event.TreeAsk && m.From == id {
		return true // it has yet to tell
	}
	for step := t.Trace.Len(); step > 0; step-- {
		switch e := t.Trace.At(step); {
		case e.Kind == event.Store && e.Node == with && e.Key == t.o.KeySym:
			return false
		case e.Kind == event.Send && e.From == with && e.To == id && (e.Type == event.TreeAsk || e.Type == event.TreeAnswer):
			return true
		}
	}
	return true
}

// comparing reports whether any nodes are being compared, which may bring them anything.
func (t *explanation) comparing() bool {
	compares := func(m engine.MessageView) bool {
		switch m.Type {
		case event.TreeAsk, event.TreeAnswer, event.Fetch, event.Stream, event.Invite:
			return true
		}
		return false
	}
	return slices.ContainsFunc(t.Messages, compares) || slices.ContainsFunc(t.Arrived, compares)
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

// soon is how long a hint may wait that nothing is in the way of: until its owner has
// been probed and hints are handed over again, and that a second time if a message is lost.
const soon = time.Minute

// catchUpHint claims that a hint will bring a replica what it lacks, and reports whether there is one
// that will; of several the one that is kept longest. One on a node that is down waits, and something
// else may come before it.
func (t *explanation) catchUpHint(id ring.NodeID) bool {
	c, waits := Claim{Kind: HintEnds, Node: id, Peer: ring.None}, ring.None
	for _, s := range t.o.Stands {
		for _, h := range hints(&s) {
			switch ends, handed := t.window(h); {
			case h.Owner != id || !handed || t.goes(s.Node) || t.handedOver(s.Node, id):
			case t.Nodes[s.Node].Health == engine.Crashed:
				if ends == 0 || ends > t.Now+soon {
					waits = s.Node
				}
			case ends == 0 || ends > t.Now+soon:
				t.claims = append(t.claims, Claim{Kind: CatchUpHint, Node: id, Peer: s.Node})
				return true
			case ends > c.For:
				c.Peer, c.For = s.Node, ends
			}
		}
	}
	if c.Peer == ring.None && waits != ring.None {
		t.claims = append(t.claims, Claim{Kind: HintWaits, Node: id, Peer: waits})
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
	if a == nil || a.Role == engine.Fallback || t.Nodes[by].Health != engine.Up && t.Nodes[by].Health != engine.Hung || t.Nodes[by].Standing != engine.Member {
		return false
	}
	return (a.State == engine.Sent || a.State == engine.Stored) && a.Back.Stage != engine.Flying && !t.forgotten()
}

// forgotten reports whether the coordinator of a request that waits for answers has crashed since,
// and knows nothing of it any more.
func (t *explanation) forgotten() bool {
	by := t.o.Coordinator
	if t.Nodes[by].Health == engine.Up && t.Now > t.o.Began+t.SettingsAt(int(t.o.Step)).TimeoutOf(t.o.Verb) {
		return true // else it would wait no longer
	}
	for at := t.Trace.Len(); at > int(t.o.Step); at-- {
		if e := t.Trace.At(at); e.Kind == event.Crash && e.Node == by {
			return true
		}
	}
	return false
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
