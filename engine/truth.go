package engine

import (
	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// judge lets the observer look again for the acknowledged writes of a key, since
// a copy may have gone, and records what it finds out.
func (c *Cluster) judge(key event.Sym, cause uint32) {
	delete(c.doubts, key)
	for _, v := range c.observer.Judge(key, func(dot version.Dot) oracle.Presence { return c.whereabouts(key, dot) }) {
		kind := event.Lost
		if v.Fate == oracle.Shadowed {
			kind = event.Shadowed
		}
		c.record(event.Event{
			Kind: kind, Cause: cause, Op: v.Op, Key: key, Dot: v.Dot, Node: ring.None, From: ring.None, To: ring.None,
		})
	}
}

// rejudge is judge where the last time only passing copies were found.
func (c *Cluster) rejudge(key event.Sym, cause uint32) {
	if len(c.doubts) > 0 && c.doubts[key] {
		c.judge(key, cause)
	}
}

// whereabouts looks for a version on every node, whether it is up or not. If no
// replica's disk or memory has it, it looks where versions are in passing: in
// hints, requests and messages; then the key is in doubt, and is looked at again
// when one of these goes.
func (c *Cluster) whereabouts(key event.Sym, dot version.Dot) oracle.Presence {
	discarded := false
	for i := range c.members {
		set := c.members[i].Store.Get(key)
		if set.Has(dot) {
			return oracle.Somewhere
		}
		discarded = discarded || set.Seen().Contains(dot)
	}
	if c.passing(key, dot) {
		if c.doubts == nil {
			c.doubts = make(map[event.Sym]bool)
		}
		c.doubts[key] = true
		return oracle.Somewhere
	}
	if discarded {
		return oracle.Discarded
	}
	return oracle.Nowhere
}

// passing says whether a version is in a hint, in a request under way or in a
// message, whether that will arrive or not.
func (c *Cluster) passing(key event.Sym, dot version.Dot) bool {
	for i := range c.members {
		if m := &c.members[i]; m.Store.HasHint(key, dot) || m.Carries(key, dot) {
			return true
		}
	}
	for i := range c.flights {
		if f := &c.flights[i]; f.Key == key && f.Set.Has(dot) && !f.gone {
			return true
		}
	}
	return false
}
