// States: a cluster without its trace, without times and without numbers.

package search

import (
	"slices"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
	"ringside/internal/digest"
)

// state is a cluster between two steps. Once it is made nothing of it changes: states share
// all that the step between them has left alone.
type state struct {
	nodes    []*node.Node
	sums     []digest.Sum // of nodes
	numbers  []uint32     // of nodes, among parts; unnumbered: not known
	rest     uint32       // the number of the rest that it began with, among parts
	members  []member
	flights  []*flight
	traffic  digest.Sum       // of flights, in any order
	ops      []*op            // by place: see model.place
	clients  []uint8          // by client: how many of its requests have begun
	contexts []*clientContext // by client and key; nil: it has seen nothing
	observer *oracle.Observer
	watch    uint32   // the number of its observer, among parts; unnumbered: not known
	cuts     []uint64 // a bit for each directed link that is cut
	begun    []uint8  // the open requests, in the order in which they have begun
	left     budget
	step     uint32
}

// member is what has happened to a node.
type member struct {
	health engine.Health
	dark   bool
	wiped  bool
	skew   time.Duration
	inbox  []*flight // what has come while it hung, in order
}

// flight is one thing on its way. It never changes.
type flight struct {
	engine.Underway
	sum    digest.Sum
	number uint32 // among parts, from 1; 0: not known
}

// clientContext is what a client has seen of a key, and what that builds upon. It never changes.
type clientContext struct{ seen, past *version.Context }

// context returns what the client has seen; nil: nothing, or that there is nothing.
func (c *clientContext) context() *version.Context {
	if c == nil {
		return nil
	}
	return c.seen
}

// op is a request that has begun. It never changes: a step puts another in its place.
type op struct {
	place       int // among state.ops
	verb        event.Verb
	key         event.Sym
	coordinator ring.NodeID
	need        int
	seen, past  *version.Context
	due         oracle.Due
	began       uint32
	dot         version.Dot
	made        *version.Context
	told        bool // its client has its answer
	closed      bool // and nothing more will come of it
	view        *engine.OpView
	number      uint32 // among parts, from 1; 0: not known
}

// budget is how much of each kind may yet happen.
type budget [kinds]int16

// clone returns a state that a step may change. The nodes, the observer and what else is
// reached through pointers are shared. It uses the memory of old, a state that is no longer
// used; nil: new memory.
func (s *state) clone(old *state) *state {
	if old == nil {
		old = new(state)
	}
	nodes, sums, numbers, flights, ops := old.nodes, old.sums, old.numbers, old.flights, old.ops
	*old = *s
	old.nodes = append(nodes[:0], s.nodes...)
	old.sums = append(sums[:0], s.sums...)
	old.numbers = append(numbers[:0], s.numbers...)
	if n := len(s.flights) + len(s.nodes) + 1; cap(flights) < n {
		flights = make([]*flight, 0, n)
	}
	old.flights = append(flights[:0], s.flights...)
	old.ops = append(ops[:0], s.ops...)
	return old
}

// links is how many words hold the links of so many nodes.
func links(nodes int) int { return (nodes*nodes + 63) / 64 }

func (s *state) isCut(from, to ring.NodeID) bool {
	at := int(from)*len(s.nodes) + int(to)
	return s.cuts[at/64]>>(at%64)&1 != 0
}

// setCut cuts a link, or mends it.
func (s *state) setCut(from, to ring.NodeID, cut bool) {
	s.cuts = slices.Clone(s.cuts)
	at := int(from)*len(s.nodes) + int(to)
	if cut {
		s.cuts[at/64] |= 1 << (at % 64)
	} else {
		s.cuts[at/64] &^= 1 << (at % 64)
	}
}

// member returns what has happened to a node, to be written to.
func (s *state) member(id ring.NodeID) *member {
	s.members = slices.Clone(s.members)
	return &s.members[id]
}

// add puts something on its way.
func (s *state) add(f *flight) {
	s.flights = append(s.flights, f)
	s.traffic.Mingle(f.sum)
}

// remove takes something that is on its way out, which becomes of it now.
func (s *state) remove(i int) *flight {
	f := s.flights[i]
	s.flights = slices.Delete(s.flights, i, i+1)
	s.traffic.Part(f.sum)
	return f
}

// removeAll takes out all of which lost is true.
func (s *state) removeAll(lost func(*flight) bool) {
	for i := 0; i < len(s.flights); {
		if lost(s.flights[i]) {
			s.remove(i)
		} else {
			i++
		}
	}
}

// newFlight returns something on its way with its digest.
func newFlight(u engine.Underway) *flight {
	return &flight{Underway: u, sum: sumUnderway(&u)}
}

// sumUnderway returns the digest of something on its way.
func sumUnderway(u *engine.Underway) (sum digest.Sum) {
	sum.Add(uint64(u.Kind) | uint64(u.Op)<<32)
	if u.Kind <= engine.ToDisk {
		u.Message.AddTo(&sum)
	}
	return sum
}
