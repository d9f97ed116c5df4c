// This file looks how a node stands to what an operation was about: what a sentence says
// about a state is said from that, and not from what the coordinator has heard.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// insight looks how it is with operations now.
type insight struct{ *Cluster }

// Fate asks the observer.
func (c insight) Fate(o *OpView) (oracle.Write, bool) {
	return c.observer.Get().Fate(o.KeySym, o.Dot)
}

// Unites looks at what the replicas would answer, each alone and together, and at what others
// might that stand in for them.
func (c insight) Unites(o *OpView) Uniting {
	if c.settings.Conflict != Merge || o.Dot.Counter == 0 {
		return NoneUnites
	}
	replicas := c.ring.Replicas(nil, ring.Hash(o.Key), c.settings.Placement)
	var each []*version.Set
	var all *version.Set
	one := false
	for i := range c.members {
		set := c.members[i].Store.Get(o.KeySym)
		if c.settings.Rules != CassandraRules {
			set = c.members[i].Store.Known(o.KeySym, version.KeepSiblings)
		}
		if set == nil {
			continue
		}
		each = append(each, set)
		if slices.Contains(replicas, ring.NodeID(i)) {
			all = version.Merge(all, set)
			one = one || len(set.Values()) > 1 && set.Seen().Contains(o.Dot)
		}
	}
	switch {
	case one:
		return OneUnites
	case len(all.Values()) > 1 && all.Seen().Contains(o.Dot):
		return AllUnite
	}
	for i, a := range each {
		for _, b := range each[i:] {
			if len(version.Merge(a, b).Values()) > 1 {
				return SomeMay
			}
		}
	}
	return NoneUnites
}

// hasReturned reports whether a node that has a set has all that a read returned; where the last
// write wins, that or what wins over it, whatever else was discarded for either.
func (c insight) hasReturned(set *version.Set, read *OpView) bool {
	if set.Seen().Covers(read.Returned.Seen()) {
		return true
	}
	has, returned := set.Newest(), read.Returned.Newest()
	return c.settings.Conflict == LWW && has != nil && returned != nil && (has.Dot == returned.Dot || has.Beats(returned))
}

// Stand looks into one node's store.
func (c insight) Stand(o *OpView, id ring.NodeID) Stand {
	s := Stand{Node: id}
	m := &c.members[id]
	known, onDisk := m.Store.Both(o.KeySym)
	if o.Verb == event.Get {
		switch {
		case c.hasReturned(onDisk, o):
			s.Copy = OnDisk
		case c.hasReturned(known, o):
			s.Copy = InMemory
		}
		return s
	}
	switch {
	case known.Has(o.Dot) && onDisk.Has(o.Dot):
		s.Copy = OnDisk
	case known.Has(o.Dot):
		s.Copy = InMemory
	case known.Seen().Contains(o.Dot):
		s.Copy = Replaced
	}
	s.Disk = onDisk.Has(o.Dot)
	if known != nil {
		s.Heirs = m.Heirs(o.KeySym)
	}
	s.Empty = known == nil && o.Verb == event.Delete
	for _, peer := range m.Store.HintedPeers() {
		switch h, _ := m.Store.HintOf(peer, o.KeySym); {
		case h.Set.Has(o.Dot):
			s.Hints = append(s.Hints, KeptFor{Owner: peer, Since: h.Since, Counts: h.Counts()})
		case h.Set.Seen().Contains(o.Dot):
			s.Later = append(s.Later, KeptFor{Owner: peer, Since: h.Since, Counts: h.Counts()})
			if s.Copy == NoCopy {
				s.Copy = Replaced // what it keeps for others it answers with, too
			}
		}
	}
	if s.Copy == Replaced && len(s.Hints) > 0 && !known.Seen().Contains(o.Dot) {
		s.Copy = NoCopy
	}
	return s
}
