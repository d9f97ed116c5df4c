package engine

import (
	"maps"
	"slices"

	"ringside/internal/shared"
)

// Clone returns an equal cluster that goes on independently of c: the same
// commands make the same of both, and what happens to one does not reach the other.
// It takes time in proportion to what is going on, not to what has happened or
// what the nodes hold. What can't change any more is shared: versions, contexts,
// the ring, the trace. What there is of every key (on disks, with
// the observer, with clients) is shared until either writes to it.
func (c *Cluster) Clone() *Cluster {
	d := new(Cluster)
	*d = *c
	d.members = slices.Clone(c.members)
	for i := range d.members {
		m := &d.members[i]
		m.Node = m.Clone((*host)(d))
		m.inbox = slices.Clone(m.inbox)
	}
	d.eras, d.ringVersions = slices.Clip(c.eras), slices.Clip(c.ringVersions) // both only grow
	d.byName = c.byName.Lend()
	d.queue = c.queue.Clone()
	d.flights = slices.Clone(c.flights)
	d.free = slices.Clone(c.free)
	d.links = c.links.Clone()
	d.rules = slices.Clone(c.rules)
	d.leaving = slices.Clone(c.leaving)
	d.trace = c.trace.Clone()
	d.observer = c.observer.Lend()
	d.doubts = maps.Clone(c.doubts)
	d.clients = contexts{c.clients.of.Lend()}
	d.occasions = occasions{c.occasions.of.Lend()}
	d.ops = c.ops.clone()
	d.held = maps.Clone(c.held)
	d.story = c.story.Clone()
	d.spareOps, d.scratch = nil, nil
	return d
}

// contexts are what clients have read, shared with clones until either reads on.
type contexts struct {
	of shared.Map[clientKey, clientContext]
}

func (x *contexts) get(k clientKey) clientContext { return x.of.Rows()[k] }

func (x *contexts) set(k clientKey, seen clientContext) { x.of.Own()[k] = seen }

// next counts one more operation of a client on a key and returns how many came
// before it.
func (x *contexts) next(k clientKey) uint32 {
	s := x.get(k)
	before := s.ops
	s.ops++
	x.set(k, s)
	return before
}
