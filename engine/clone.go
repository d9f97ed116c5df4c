package engine

import (
	"maps"
	"slices"

	"ringside/engine/event"
	"ringside/engine/ops"
	"ringside/engine/oracle"
)

// Clone returns an equal cluster that goes on independently of c: the same
// commands make the same of both, and what befalls one is nothing to the other.
// It takes time in proportion to what is going on, not to what has happened or
// what the nodes hold. What can't change any more is shared: versions, contexts,
// the ring, the full chunks of the trace. What there is of every key (on disks, with
// the observer, with clients) is shared until either writes to it.
func (c *Cluster) Clone() *Cluster { return c.with(c.trace.Clone()) }

// freeze returns a cluster as c is now, to be cloned and never to be advanced:
// it shares even the last chunk of the trace with c.
func (c *Cluster) freeze() *Cluster {
	d := c.with(c.trace.Freeze())
	d.viewed, d.story = nil, ops.Story{}
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
	d.editions, d.leaving = slices.Clone(c.editions), slices.Clone(c.leaving)
	d.trace = trace
	d.observer = c.observer.lend()
	d.doubts = maps.Clone(c.doubts)
	d.clients = c.clients.lend()
	d.occasions = c.occasions.lend()
	d.ops = c.ops.clone()
	d.held = maps.Clone(c.held)
	d.story = c.story.Clone()
	d.spareOps, d.scratch = nil, nil
	return d
}

// witness is the observer, whose memory a clone shares until either sees something.
type witness struct {
	oracle.Observer
	lent bool // somebody else may have what it remembers, too
}

// own returns the observer that is to see something.
func (w *witness) own() *oracle.Observer {
	if w.lent {
		w.Observer, w.lent = w.Observer.Clone(), false
	}
	return &w.Observer
}

// lend returns one that remembers the same. What nobody goes on with may be lent
// by several goroutines at once, if it has been lent before: then nothing is
// written.
func (w *witness) lend() witness {
	if !w.lent {
		w.lent = true
	}
	return *w
}

// contexts are what clients have read, shared in the same way.
type contexts struct {
	of   map[clientKey]sight
	lent bool
}

func (x *contexts) set(k clientKey, seen sight) {
	if x.lent {
		x.of, x.lent = maps.Clone(x.of), false
	}
	x.of[k] = seen
}

// next counts one more operation of a client on a key and returns how many came
// before it.
func (x *contexts) next(k clientKey) uint32 {
	s := x.of[k]
	before := s.ops
	s.ops++
	x.set(k, s)
	return before
}

func (x *contexts) lend() contexts {
	if !x.lent {
		x.lent = true
	}
	return *x
}
