// This file tells how nodes stand to what an operation was about, and how far its
// messages have come.

package ops

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/ring"
)

// touched is what may have changed of how nodes stand to the operations.
type touched struct {
	keys []event.Sym
	all  bool // something happened to a node's store as a whole
}

// touch adds a key if an operation is about it. One that begins later is looked at in any case.
func (s *Story) touch(t *touched, key event.Sym) {
	if !slices.Contains(t.keys, key) && s.about(key) {
		t.keys = append(t.keys, key)
	}
}

// about reports whether an operation is about a key.
func (s *Story) about(key event.Sym) bool {
	return slices.ContainsFunc(s.ops, func(o *Operation) bool { return o.KeySym == key })
}

// of reports whether an operation may be one of them.
func (t *touched) of(o *Operation) bool { return t.all || slices.Contains(t.keys, o.KeySym) }

// place takes in what an event may have changed of how nodes stand to the operations.
func (s *Story) place(trace *event.Trace, e *event.Event, t *touched, fresh map[uint32]bool) {
	switch e.Kind {
	case event.Reply: // a hint counts no more, of the coordinator's own
		s.touch(t, e.Key)
	case event.Deliver:
		if e.Type == event.Spare || e.Type == event.WriteAck { // likewise
			s.touch(t, e.Key)
		}
	case event.Store, event.Hint, event.Unhint, event.Purge:
		s.touch(t, e.Key)
		for i, o := range s.ops {
			if o.KeySym == e.Key && o.moved(e) && !s.skips(o.ID) {
				s.own(i, fresh).place(trace, e)
			}
		}
	case event.Crash:
		for i, o := range s.ops {
			if a := o.answer(e.Node); a != nil && !s.skips(o.ID) && a.State == Sent && o.Verb != event.Get && (a.Ask.Stage == Arrived || e.Node == o.Coordinator) {
				s.own(i, fresh).forget(e.Node)
			}
		}
		t.all = true
	case event.Start, event.Wipe, event.Flush, event.Depart, event.Cleanup, event.Enact, event.Learn, event.Change:
		t.all = true
	}
}

// moved reports whether place would change anything.
func (o *Operation) moved(e *event.Event) bool {
	return e.Kind == event.Purge || !slices.Contains(o.places, e.Node) ||
		e.Kind == event.Store && e.Dot == o.Dot && slices.Contains(o.purged, e.Node)
}

// own returns an operation's view that this telling may write to.
func (s *Story) own(i int, fresh map[uint32]bool) *Operation {
	if o := s.ops[i]; !fresh[o.ID] {
		s.ops[i] = o.clone()
		fresh[o.ID] = true
	}
	return s.ops[i]
}

// place notes that something of the operation's key was stored on a node, or that the
// node has let go of it: of what the write wrote only if that had been taken into account.
func (o *Operation) place(trace *event.Trace, e *event.Event) {
	if e.Kind == event.Purge {
		if o.Verb != event.Get && o.Dot.Counter != 0 && trace.CoveredBy(e).Contains(o.Dot) {
			o.purged = with(o.purged, e.Node)
		}
		return
	}
	o.places = with(o.places, e.Node)
	if e.Kind == event.Store && e.Dot == o.Dot {
		o.purged = without(o.purged, e.Node)
	}
}

// with returns nodes and one more, if it is not among them; what others may hold of
// the list stays as it is.
func with(nodes []ring.NodeID, id ring.NodeID) []ring.NodeID {
	if slices.Contains(nodes, id) {
		return nodes
	}
	return append(slices.Clip(nodes), id)
}

// without returns nodes but for one; nil if none is left, as if there had never been one.
func without(nodes []ring.NodeID, id ring.NodeID) (rest []ring.NodeID) {
	for _, n := range nodes {
		if n != id {
			rest = append(rest, n)
		}
	}
	return rest
}

// restand looks again at the operations of which something has changed, or at all.
func (s *Story) restand(look Look, t *touched, fresh map[uint32]bool) {
	if look == nil {
		return
	}
	for i, o := range s.ops {
		if o.Verb == event.Get || o.Outcome != event.OK || s.skips(o.ID) {
			continue
		}
		if w, known := look.Fate(o); known && (w.State != o.State || int(w.Need) != o.Promised || w.Replaced != o.Replaced) {
			o = s.own(i, fresh)
			o.State, o.Promised, o.Replaced = w.State, int(w.Need), w.Replaced
		}
	}
	var now []Stand
	for i, o := range s.ops {
		if s.skips(o.ID) || !t.of(o) && !fresh[o.ID] {
			continue
		}
		if o.Verb != event.Get {
			if unites := look.Unites(o); unites != o.Unites {
				o = s.own(i, fresh)
				o.Unites = unites
			}
		}
		if now = o.stands(now[:0], look); !slices.EqualFunc(now, o.Stands, sameStand) {
			s.own(i, fresh).Stands = append([]Stand(nil), now...) // nil if none does, as a telling from the start has it
		}
	}
}

func sameStand(a, b Stand) bool {
	return a.Node == b.Node && a.Copy == b.Copy && a.Disk == b.Disk && a.Empty == b.Empty && slices.Equal(a.Heirs, b.Heirs) && slices.Equal(a.Hints, b.Hints) && slices.Equal(a.Later, b.Later)
}

// stands appends how the nodes stand to an operation, those first that it asked.
func (o *Operation) stands(all []Stand, look Look) []Stand {
	if o.Verb == event.Get && o.Returned == nil || o.Verb != event.Get && o.Dot.Counter == 0 {
		return all
	}
	add := func(id ring.NodeID) {
		s := look.Stand(o, id)
		if s.Copy == NoCopy && len(s.Hints) == 0 && slices.Contains(o.purged, id) {
			s.Copy = Purged
		}
		if s.Copy != NoCopy || len(s.Hints) > 0 || s.Empty {
			all = append(all, s)
		}
	}
	for i := range o.Answers {
		add(o.Answers[i].Node)
	}
	for _, id := range o.places {
		if o.answer(id) == nil {
			add(id)
		}
	}
	return all
}

// passing is a message of an operation between its coordinator and another node.
type passing struct {
	id    uint32
	peer  ring.NodeID
	leg   leg
	stage Stage
	why   event.Why
}

// leg is what a message between a coordinator and another node is.
type leg uint8

const (
	ask leg = iota // a write or a read
	back
	refusal
	repair // a repair
	repairAck
)

// legOf returns which leg a message is, and of whom; false if it is none.
func (o *Operation) legOf(e *event.Event) (peer ring.NodeID, l leg, ok bool) {
	peer = e.To
	switch e.Type {
	case event.Write, event.ReadData, event.ReadDigest:
		l = ask
	case event.Repair:
		l = repair
	case event.WriteAck, event.Data, event.Digest:
		peer, l = e.From, back
	case event.RepairAck:
		peer, l = e.From, repairAck
	case event.Refused, event.Moved:
		peer, l = e.From, refusal // of the request or of a repair
	default:
		return peer, l, false
	}
	return peer, l, o.answer(peer) != nil && e.Msg != 0
}

// pass takes in what became of a message.
func (o *Operation) pass(e *event.Event) {
	if e.Kind == event.Drop && e.From == e.To && e.From == o.Coordinator {
		if a := o.answer(e.To); a != nil && e.Type == event.Write {
			a.Ask = Passage{Dropped, e.Why} // a coordinator writes to its own disk without a message
		}
		return
	}
	peer, l, ok := o.legOf(e)
	if !ok {
		return
	}
	if e.Kind == event.Send {
		o.passing = append(o.passing, passing{id: e.Msg, peer: peer, leg: l, stage: Flying})
	}
	for i := range o.passing {
		p := &o.passing[i]
		if p.id != e.Msg {
			continue
		}
		switch e.Kind {
		case event.Deliver:
			p.stage = Arrived
		case event.Drop:
			p.stage, p.why = Dropped, e.Why
		}
		o.settlePassage(p.peer, p.leg)
	}
}

// settlePassage works out how far the messages of one leg have come.
func (o *Operation) settlePassage(peer ring.NodeID, l leg) {
	var best Passage
	for i := range o.passing {
		if p := &o.passing[i]; p.peer == peer && p.leg == l && p.stage > best.Stage {
			best = Passage{p.stage, p.why}
		}
	}
	a := o.answer(peer)
	*[...]*Passage{ask: &a.Ask, back: &a.Back, refusal: &a.Refusal, repair: &a.Repair, repairAck: &a.RepairAck}[l] = best
}

// forget notes that a node has crashed before its disk had taken in what it was sent.
func (o *Operation) forget(id ring.NodeID) {
	for i := range o.passing {
		if p := &o.passing[i]; p.peer == id && p.leg == ask && p.stage == Arrived {
			p.stage, p.why = Dropped, event.Forgotten
		}
	}
	o.answer(id).Ask = Passage{Dropped, event.Forgotten}
}

// askAgain forgets the messages of an earlier round.
func (o *Operation) askAgain(peer ring.NodeID) {
	o.passing = slices.DeleteFunc(o.passing, func(p passing) bool { return p.peer == peer && (p.leg == ask || p.leg == back) })
	a := o.answer(peer)
	a.Ask, a.Back = Passage{}, Passage{}
}
