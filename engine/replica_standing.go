// This file looks how a node stands to what an operation was about: what a sentence says
// about a state is said from that, and not from what the coordinator has heard.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/ring"
)

// stand looks into one node's store.
func (r *roster) stand(o *OpView, id ring.NodeID) Stand {
	s := Stand{Node: id}
	m := &r.members[id]
	known, onDisk := m.Store.Both(o.KeySym)
	if o.Verb == event.Get {
		switch {
		case onDisk.Seen().Covers(o.Returned.Seen()):
			s.Copy = OnDisk
		case known.Seen().Covers(o.Returned.Seen()):
			s.Copy = InMemory
		}
		return s
	}
	switch {
	case known.Has(o.Dot) && onDisk.Has(o.Dot):
		s.Copy = OnDisk
	case known.Has(o.Dot):
		s.Copy = InMemory
	case known.Seen().Contains(o.Dot):
		s.Copy = Replaced
	}
	s.Empty = known == nil && o.Verb == event.Delete
	for _, peer := range m.Store.HintedPeers() {
		switch h, _ := m.Store.HintOf(peer, o.KeySym); {
		case h.Set.Has(o.Dot):
			s.Hints = append(s.Hints, KeptFor{Owner: peer, Since: h.Since})
		case s.Copy == NoCopy && h.Set.Seen().Contains(o.Dot):
			s.Copy = Replaced // what it keeps for others it answers with, too
		}
	}
	if s.Copy == Replaced && len(s.Hints) > 0 && !known.Seen().Contains(o.Dot) {
		s.Copy = NoCopy
	}
	return s
}
