// Clone: an independent copy of a cluster that shares what can no longer change.

package engine

import (
	"maps"
	"slices"
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
	d.comparisons = slices.Clone(c.comparisons)
	d.leaving = slices.Clone(c.leaving)
	d.trace = c.trace.Clone()
	d.observer = c.observer.Lend()
	d.doubts = maps.Clone(c.doubts)
	d.clients = c.clients.lend()
	d.occasions = occasions{c.occasions.of.Lend()}
	d.ops = c.ops.clone()
	d.held = maps.Clone(c.held)
	d.story, d.asked = c.story.Clone(), c.asked.Clone()
	d.load, d.measured = c.load.clone(), slices.Clone(c.measured)
	d.past.loads = slices.Clone(c.past.loads)
	d.inFlight = nil
	d.spareOps, d.scratch, d.line, d.intake, d.outputs, d.changing, d.demands = nil, nil, nil, nil, nil, nil, nil
	return d
}
