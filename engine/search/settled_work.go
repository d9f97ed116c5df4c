// What can't matter any more. A read that has its answer still waits for the other replicas,
// and an acknowledged write for the last disk: a search that keeps them tells apart states
// that go on alike. They are taken out of a state as soon as that is sure.
//
//	told, and nothing follows of it     the request, its reads and its answers
//	a write that its node has already   the write
//	a write to a node that is read no   the write
//	more by anybody who waits
//
// It is sure only if no timer ends a request and no node fails: else a late answer says that
// its sender lives. So what happens after a timeout or a crash is searched in full.

package search

import (
	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/script"
	"ringside/engine/version"
)

// reduce decides which reductions are sound for the question.
func (m *model) reduce() {
	s := m.initial
	m.deletes = m.knowsDeletes(s)
	m.calm = !m.q.Without.Late && m.isCalm(s)
	if !m.q.Without.Late {
		m.idle = m.idleReads()
	}
	m.blind = m.asking.news && !m.deletes && !m.everLWW
	m.equal = !m.q.Without.Nodes && m.areEqual()
	m.strict = m.everLWW || m.asking.ordered || m.deletes || m.settings.Conflict == engine.Merge
}

// isCalm reports whether nothing that a search may let happen makes a late answer matter.
func (m *model) isCalm(s *state) bool {
	b := &m.q.Bounds
	if b.Timeouts+b.Crashes+b.Hangs+b.Wipes+b.PowerFailures+b.Starts > 0 || m.q.Finally || m.asking.sees&script.SeesFlights != 0 {
		return false
	}
	if !m.asking.news && (m.deletes || m.everLWW) {
		return false // whether a version is anywhere is asked of requests and answers, too
	}
	for i, n := range s.nodes {
		if s.members[i].health != engine.Up || len(s.members[i].inbox) > 0 || !n.Calm() {
			return false
		}
	}
	for _, f := range s.flights {
		if f.Kind == engine.AtDoor || f.Kind != engine.GiveUp && (f.Message.Op == 0 || f.Message.Hint || !usual(f.Message.Type)) {
			return false
		}
	}
	return true
}

// usual reports whether a message is one of those that requests are made of where every node
// is up.
func usual(t event.Type) bool {
	switch t {
	case event.Write, event.WriteAck, event.ReadData, event.ReadDigest, event.Data, event.Digest, event.Repair, event.RepairAck:
		return true
	}
	return false
}

// knowsDeletes reports whether a delete is known, or may yet be asked for. Where one is, a
// read may let go of a tombstone, and what was removed may be looked for in messages.
func (m *model) knowsDeletes(s *state) bool {
	if s.observer.Deletes() {
		return true
	}
	for i := range m.open {
		if m.open[i].Verb == engine.Delete {
			return true
		}
	}
	for _, o := range s.ops {
		if o != nil && o.verb == event.Delete {
			return true
		}
	}
	return false
}

// prune takes out of the state that is being made what can't matter any more.
func (w *world) prune() {
	s := w.s
	read := w.readers()
	for i, o := range s.ops {
		if o == nil || !o.told || o.closed {
			continue
		}
		if id := w.idOf(i); s.nodes[o.coordinator].Spent(id, read == 0 && w.blind) {
			w.own(o.coordinator).Forget(id)
			w.over(id)
		}
	}
	s.removeAll(func(f *flight) bool {
		return f.Kind != engine.GiveUp && w.op(f.Message.Op).closed && w.spent(&f.Message, read)
	})
}

// spent reports whether nothing follows of a message, or of a disk write, of a request that
// is over.
func (w *world) spent(m *node.Message, read uint32) bool {
	switch m.Type {
	case event.WriteAck, event.RepairAck, event.Digest:
		return true
	case event.Data:
		return m.Set == nil || !w.deletes
	case event.ReadData, event.ReadDigest:
		return !w.deletes
	case event.Write, event.Repair:
		return w.blind && (read&bit(m.To) == 0 || has(w.s.nodes[m.To].Store.Get(m.Key), m.Set))
	}
	return false
}

// readers returns a bit for each node whose store may yet be read for somebody who waits.
func (w *world) readers() (read uint32) {
	s := w.s
	for c := range w.clients {
		if int(s.clients[c]) < len(w.clients[c]) {
			return everything
		}
	}
	for i, o := range s.ops {
		switch {
		case o == nil || o.told:
		case o.verb == event.Get && (i < w.before || w.settings.Read != node.AllRead):
			return everything // it may ask anybody once more
		}
	}
	for _, f := range s.flights {
		if f.Kind == engine.InNetwork && (f.Message.Type == event.ReadData || f.Message.Type == event.ReadDigest) && !w.op(f.Message.Op).told {
			read |= bit(f.Message.To)
		}
	}
	return read
}

// idOf returns the number of the operation of a place.
func (m *model) idOf(place int) uint32 {
	if place < m.before {
		return m.ids[place]
	}
	return m.first + uint32(place-m.before)
}

// has reports whether merging a set into another would change nothing, now or later.
func has(all, one *version.Set) bool {
	if all == one || one == nil {
		return true
	}
	if all == nil || !all.Seen().Covers(one.Seen()) {
		return false
	}
	for i := range all.Siblings {
		if dot := all.Siblings[i].Dot; one.Seen().Contains(dot) && !one.Has(dot) {
			return false
		}
	}
	return true
}
