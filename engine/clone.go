package engine

import (
	"maps"
	"slices"

	"ringside/engine/event"
)

// Clone returns an equal cluster that goes on independently of c: the same
// commands make the same of both, and what befalls one is nothing to the other.
// It takes time in proportion to what the cluster holds now, not to what has
// happened. What can't change any more is shared: versions, contexts, the ring,
// the full chunks of the trace.
func (c *Cluster) Clone() *Cluster { return c.with(c.trace.Clone()) }

// freeze returns a cluster as c is now, to be cloned and never to be advanced:
// it shares even the last chunk of the trace with c.
func (c *Cluster) freeze() *Cluster {
	d := c.with(c.trace.Freeze())
	d.viewed, d.story = nil, story{}
	return d
}

// with returns an equal cluster with its own of everything but the trace.
func (c *Cluster) with(trace event.Trace) *Cluster {
	d := new(Cluster)
	*d = *c
	d.members = slices.Clone(c.members)
	for i := range d.members {
		m := &d.members[i]
		m.Node = m.Clone((*host)(d))
		m.inbox = slices.Clone(m.inbox)
	}
	d.eras = slices.Clone(c.eras)
	d.byName = maps.Clone(c.byName)
	d.queue = c.queue.Clone()
	d.flights = slices.Clone(c.flights)
	d.free = slices.Clone(c.free)
	d.links = c.links.Clone()
	d.rules = slices.Clone(c.rules)
	d.trace = trace
	d.observer = c.observer.Clone()
	d.doubts = maps.Clone(c.doubts)
	d.clients = maps.Clone(c.clients)
	d.ops = c.ops.clone()
	d.held = maps.Clone(c.held)
	d.story.ops = slices.Clone(c.story.ops)
	d.spareOps, d.scratch = nil, nil
	return d
}
