// How a View is built from the cluster.

package engine

import (
	"ringside/engine/ring"
)

// View returns the cluster as it is now. While nothing changes and w is the same, it
// returns the same pointer.
func (c *Cluster) View(w Watch) *View {
	if c.viewed != nil && !c.stale && c.viewed.Watch == w {
		return c.viewed
	}
	if c.stale || c.viewed == nil {
		c.ringVersion++
		c.stale = false
	}
	v := &View{
		Version:  c.ringVersion,
		Now:      c.now,
		Settings: c.settings, Own: c.own,
		Ring:        c.ring,
		Trace:       c.trace.Snapshot(),
		Motion:      c.Motion(),
		Tally:       c.observer.Get().Tally,
		Comparisons: c.comparisons,
		Faults:      c.faults(),
		Watch:       w,
		Eras:        c.eras[:len(c.eras):len(c.eras)],
	}
	v.Load, v.Measured = c.lookAtLoad(), c.measured[:len(c.measured):len(c.measured)]
	v.Nodes = c.lookAtNodes()
	v.RingVersion, v.Change, v.Last = c.newest().Number, c.lookAtChange(), c.lookAtLast()
	v.Messages, v.Arrived = c.lookAtMessages(), c.lookAtArrived()
	v.Ops = c.recent()
	c.watch(v)
	c.viewed = v
	return v
}

func (c *Cluster) lookAtNodes() []NodeView {
	nodes := make([]NodeView, len(c.members))
	for i, spec := range c.ring.Nodes() {
		id, m := ring.NodeID(i), &c.members[i]
		nodes[i] = NodeView{
			ID: id, Name: spec.Name, DC: spec.DC, Rack: spec.Rack,
			Health: m.health, Slow: m.slow, Skew: m.skew, Keys: m.Store.Len(), Hints: m.Store.Hints(), Inbox: len(m.inbox),
			Slots: len(spec.Tokens), Share: c.ring.Fraction(id),
			Standing: c.standing(id), RingVersion: m.RingVersion().Number, Next: c.ring.Fraction(id),
		}
		if next := c.newest().Next; next != nil {
			nodes[i].Next = next.Fraction(id)
		}
	}
	for _, id := range c.leaving {
		owed := c.owed(id)
		nodes[id].Owed, nodes[id].Waits = owed, c.leaverWaits(id, owed)
	}
	var peers []ring.NodeID
	for i := range c.members {
		peers = c.members[i].Down(peers[:0])
		for _, peer := range peers {
			nodes[peer].DownBy = append(nodes[peer].DownBy, ring.NodeID(i))
		}
		peers = c.members[i].Doubts(peers[:0])
		for _, peer := range peers {
			nodes[peer].DoubtedBy = append(nodes[peer].DoubtedBy, ring.NodeID(i))
		}
	}
	return nodes
}

// watch fills in the fields that belong to the View's Watch.
func (c *Cluster) watch(v *View) {
	if v.Watch.Key != "" {
		if key, ok := c.trace.Find(v.Watch.Key); ok {
			v.Kept, v.Gone = c.keepings(key)
			for i := range c.members {
				if set := c.members[i].Store.Get(key); set != nil {
					v.Copies = append(v.Copies, Copy{ring.NodeID(i), set})
				}
			}
		}
	}
	if v.Watch.Pair != [2]string{} {
		v.Trees = c.trees(v.Watch.Pair)
	}
	if id, ok := c.byName.Rows()[v.Watch.Node]; ok {
		for _, key := range c.members[id].Store.Keys() {
			v.Held = append(v.Held, Held{c.trace.Text(key), c.members[id].Store.Get(key)})
		}
		v.Inside = c.inside(id)
		for i := range c.members {
			v.Opinions = append(v.Opinions, c.members[id].OpinionOf(ring.NodeID(i)))
		}
	}
}

// inside returns the internal state of a node.
func (c *Cluster) inside(id ring.NodeID) (in Inside) {
	m := &c.members[id]
	for _, peer := range m.Store.HintedPeers() {
		in.Hints = append(in.Hints, HintsFor{peer, len(m.Store.HintsFor(peer))})
	}
	for _, key := range m.Store.UnsyncedKeys() {
		if len(in.Unsynced) == MaxUnsynced {
			break
		}
		in.Unsynced = append(in.Unsynced, c.trace.Text(key))
	}
	for _, p := range m.inbox {
		switch p.kind {
		case arrival, sign:
			f := &c.flights[p.ref]
			in.Parked = append(in.Parked, Parked{Type: f.Type, From: f.From, Key: c.trace.Text(f.Key), Op: f.Op})
		case request:
			if q, ok := c.held[p.ref]; ok {
				in.Parked = append(in.Parked, Parked{From: ring.None, Verb: q.Verb, Key: c.trace.Text(q.Key), Op: q.Op})
			}
		}
	}
	return in
}
