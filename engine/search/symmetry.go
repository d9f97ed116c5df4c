// Equal nodes are not tried twice. Two nodes are equal in a state if it is the same state when
// they change places: then a step that is about one of them leads to what the same step about
// the other leads to, but for their names, and one of the two is enough. After
//
//	put cart milk via A
//
// B and C are equal, with a write on its way to each, until one of them has it. Who has
// coordinated anything has put its name into versions, and is equal to nobody.

package search

import (
	"slices"

	"ringside/engine"
	"ringside/engine/node"
	"ringside/engine/quorum"
	"ringside/engine/ring"
	"ringside/engine/script"
	"ringside/internal/digest"
)

// areEqual reports whether the nodes of the cluster differ in nothing but their names, as far
// as requests go: every node keeps every key, and nobody prefers one of them.
func (m *model) areEqual() bool {
	if m.settings.Placement.Racks() || m.settings.Placement.N < len(m.names) || m.settings.Conflict == engine.Merge || m.asking.sees&script.SeesNodes != 0 || m.asking.ordered {
		return false
	}
	levels := []quorum.Level{m.settings.R, m.settings.W}
	for i := range m.open {
		q := &m.open[i]
		if q.Verb == engine.Get && m.settings.Read != node.AllRead || q.via == ring.None && m.fixed {
			return false
		}
		if q.At.Given() {
			levels = append(levels, q.At)
		}
	}
	for _, l := range levels {
		if l.Kind != quorum.Number && l.Kind != quorum.Quorum && l.Kind != quorum.All {
			return false
		}
	}
	return true
}

// pair is two nodes that are equal.
type pair struct{ a, b ring.NodeID }

// pairs appends the pairs of nodes that are equal in a state.
func (m *model) pairs(s *state, dst []pair) []pair {
	for b := range s.nodes {
		for a := range b {
			if p := (pair{ring.NodeID(a), ring.NodeID(b)}); m.interchangeable(s, p) {
				dst = append(dst, p)
			}
		}
	}
	return dst
}

// interchangeable reports whether a state is the same when two nodes change places.
func (m *model) interchangeable(s *state, p pair) bool {
	x, y := &s.members[p.a], &s.members[p.b]
	if s.sums[p.a] != s.sums[p.b] || x.health != y.health || x.dark != y.dark || x.wiped != y.wiped || x.skew != y.skew || len(x.inbox)+len(y.inbox) > 0 {
		return false
	}
	if m.q.Bounds.PowerFailures > 0 && m.racks[p.a] != m.racks[p.b] {
		return false
	}
	if !s.nodes[p.a].Untouched() || !s.nodes[p.b].Untouched() {
		return false
	}
	for i, n := range s.nodes {
		id := ring.NodeID(i)
		if id == p.a || id == p.b {
			continue
		}
		if !n.TreatsAlike(p.a, p.b) || s.isCut(id, p.a) != s.isCut(id, p.b) || s.isCut(p.a, id) != s.isCut(p.b, id) {
			return false
		}
	}
	if s.isCut(p.a, p.b) != s.isCut(p.b, p.a) {
		return false
	}
	for _, o := range s.ops {
		if o != nil && (o.coordinator == p.a || o.coordinator == p.b) {
			return false
		}
	}
	for i := range m.open {
		if q := &m.open[i]; s.ops[m.before+i] == nil && (q.via == p.a || q.via == p.b) {
			return false
		}
	}
	var traffic digest.Sum
	for _, f := range s.flights {
		sum, _ := f.swapped(p)
		traffic.Mingle(sum)
	}
	return traffic == s.traffic
}

// swapped returns the digest of what would be on its way if two nodes had changed places, and the node
// that it would be on its way to.
func (f *flight) swapped(p pair) (digest.Sum, ring.NodeID) {
	from, to, owner := p.swap(f.Message.From), p.swap(f.Message.To), p.swap(f.Message.Owner)
	if from == f.Message.From && to == f.Message.To && owner == f.Message.Owner {
		return f.sum, to
	}
	u := f.Underway
	u.Message.From, u.Message.To, u.Message.Owner = from, to, owner
	return sumUnderway(&u), to
}

// swap returns the node that has a node's place when two have changed places.
func (p pair) swap(id ring.NodeID) ring.NodeID {
	switch id {
	case p.a:
		return p.b
	case p.b:
		return p.a
	}
	return id
}

// once returns the steps of a state without those that are another one's image.
func (m *model) once(s *state, moves []move) []move {
	var room [6]pair
	equal := m.pairs(s, room[:0])
	if len(equal) == 0 {
		return moves
	}
	return slices.DeleteFunc(moves, func(mv move) bool { return m.twice(s, mv, equal) })
}

// twice reports whether a step is another one's image when two equal nodes change places, and
// the other's label comes first.
func (m *model) twice(s *state, mv move, equal []pair) bool {
	for _, p := range equal {
		other := mv
		var id uint64
		switch {
		case mv.kind == begins:
			other.b = int16(p.swap(ring.NodeID(mv.b)))
			id = m.name(s, other)
		case mv.inFlight():
			id = uint64(mv.kind)<<60 | nameOf(s.flights[mv.a].swapped(p))
		case mv.kind == cuts || mv.kind == mends:
			a, b := p.swap(ring.NodeID(mv.a)), p.swap(ring.NodeID(mv.b))
			other.a, other.b = int16(min(a, b)), int16(max(a, b))
			id = m.name(s, other)
		default:
			other.a = int16(p.swap(ring.NodeID(mv.a)))
			id = m.name(s, other)
		}
		if id < m.name(s, mv) {
			return true
		}
	}
	return false
}
