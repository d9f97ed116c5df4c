// Clone: an independent copy of a cluster that shares what can no longer change.

package engine

import (
	"maps"
	"slices"

	"ringside/engine/version"
	"ringside/internal/shared"
)

// Clone returns an equal cluster that goes on independently of c: the same commands have
// the same effect on both, and neither sees what happens to the other. It takes time
// proportional to the work in progress, not to the length of the history or the amount of
// data. What can't change any more is shared: versions, contexts, the ring, the trace.
// Per-key state (on disks, at the observer, with clients) is shared until either cluster
// writes to it.
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
	d.clients = c.clients.lend()
	d.occasions = occasions{c.occasions.of.Lend()}
	d.ops = c.ops.clone()
	d.held = maps.Clone(c.held)
	d.story = c.story.Clone()
	d.spareOps, d.scratch = nil, nil
	return d
}

// contexts are what clients have read, shared with clones until either reads again. The
// entry of a client and a key is never removed.
type contexts struct {
	place shared.Map[clientKey, uint32]
	rows  shared.Lent[[]clientContext]
}

func (x *contexts) lend() contexts { return contexts{x.place.Lend(), x.rows.Lend()} }

// at returns the entry at a place, for reading.
func (x *contexts) at(place uint32) clientContext { return (*x.rows.Get())[place] }

// own returns the entry at a place, for writing; it is valid until the next call.
func (x *contexts) own(place uint32) *clientContext {
	return &(*x.rows.Own(func(rows *[]clientContext) []clientContext { return slices.Clone(*rows) }))[place]
}

// seen returns what a client has read of a key, or nil.
func (x *contexts) seen(k clientKey) *version.Context {
	if at, there := x.place.Rows()[k]; there {
		return x.at(at).seen
	}
	return nil
}

// find returns the place of a client and a key, and whether it is new.
func (x *contexts) find(k clientKey) (place uint32, fresh bool) {
	at, there := x.place.Rows()[k]
	if there {
		return at, false
	}
	rows := x.rows.Own(func(rows *[]clientContext) []clientContext { return slices.Clone(*rows) })
	at = uint32(len(*rows))
	*rows = append(*rows, clientContext{})
	x.place.Own()[k] = at
	return at, true
}

// len returns how many entries there are.
func (x *contexts) len() int { return len(*x.rows.Get()) }
