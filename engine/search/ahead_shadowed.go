// How many steps must still come, at least, until an acknowledged write is shadowed: no node has it
// any more, since each has taken another in its place.
//
//   - The acks that the write still needs arrive each in a step of its own, and none of these changes
//     what a node stores.
//   - A node stops having the write in a step that changes no other node's store. A message that
//     brings it to a node arrives, or is lost, in another one.
//   - A write that has not begun will be sent to all of its replicas; its coordinator may be one.
//
// So these add up, and no step takes more than one off their sum. That is sure only if answers alone
// end a request, if nobody stands in for a replica, and if nothing was written before the search.

package search

import (
	"math/bits"
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/version"
)

// prepareShadowed works out whether it can be said how far a shadowed write is.
func (m *model) prepareShadowed() {
	a := &m.ahead
	a.copies = make(map[event.Sym]int)
	a.plain = m.isPlain()
	for _, key := range m.keys {
		a.copies[key] = len(m.ring.Replicas(nil, m.tokens[key], m.settings.Placement))
	}
}

// isPlain reports whether answers alone end a request, each write is sent to all replicas of its key, and
// nothing was written before the search.
func (m *model) isPlain() bool {
	written := slices.ContainsFunc(m.keys, func(key event.Sym) bool { return !m.isBlank(key) })
	return !written && m.endsByAnswers() && !m.settings.StandIns() && m.settings.Rules != node.Cassandra
}

// towardShadowed returns how many steps there are at least until an acknowledged write is shadowed.
func (w *world) towardShadowed(s *state) int {
	f, a := &w.outlook, &w.ahead
	if !a.plain {
		return w.towardAck(s, 0)
	}
	steps := never
	for i := w.before; i < len(s.ops); i++ {
		verb, key := w.asks(s, i)
		if verb == event.Get || bits.OnesCount16(a.writes[key]) < 2 {
			continue // nothing can take its place
		}
		switch o, least := s.ops[i], a.least[i-w.before]; {
		case o == nil && least < never:
			steps = min(steps, f.starts[i]+1+least/2+a.copies[key]-1)
		case o == nil, o.told && o.view.Outcome != event.OK:
		default:
			steps = min(steps, max(f.ends[i], w.acksAhead(s, o)+s.placesOf(key, o.dot)))
		}
	}
	return steps
}

// acksAhead returns how many acks must still arrive at the coordinator of a write.
func (w *world) acksAhead(s *state, o *op) int {
	lacks, _, own, known := s.nodes[o.coordinator].Awaits(w.idAt(o.place))
	if known && own != node.OwnNever {
		lacks--
	}
	return max(0, lacks)
}

// placesOf returns how many nodes have a version, and how many messages bring it to one.
func (s *state) placesOf(key event.Sym, dot version.Dot) (places int) {
	for _, n := range s.nodes {
		known, onDisk := n.Store.Both(key)
		if known != nil && known.Has(dot) || onDisk != nil && onDisk.Has(dot) {
			places++
		}
	}
	for _, u := range s.flights {
		m := &u.Message
		if u.Kind == engine.InNetwork && (m.Type == event.Write || m.Type == event.Repair) && m.Key == key && m.Set != nil && m.Set.Has(dot) {
			places++
		}
	}
	return places
}
