// What tests outside the package see of a cluster's inside: disks, verdicts and all copies
// of a key.

package engine

import (
	"fmt"
	"maps"
	"slices"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/store"
	"ringside/engine/version"
)

// Stores returns copies of the disks of a cluster's nodes, which share their contents but
// nothing else of the cluster.
func Stores(c *Cluster) (all []*store.Store) {
	for i := range c.members {
		all = append(all, c.members[i].Store.Clone())
	}
	return all
}

// Verdicts returns the observer's verdict on every acknowledged write that is in trouble
// or gone, and its tally. afresh makes the observer judge everything again first.
func Verdicts(c *Cluster, afresh bool) (all []string, tally oracle.Tally) {
	o := c.observer.Get().Clone()
	keys := make(map[event.Sym]bool)
	for step := 1; step <= c.trace.Len(); step++ {
		if key := c.trace.At(step).Key; key != 0 {
			keys[key] = true
		}
	}
	if afresh {
		o = c.observer.Get().Afresh()
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if afresh {
			o.Judge(key, (&finder{c: c, key: key}).copies)
		}
		for _, w := range o.Writes(key) {
			if w.Acked && w.State != oracle.Safe && w.State != oracle.Superseded {
				all = append(all, fmt.Sprint(c.trace.Text(key), " ", event.DotText(w.Dot, c.NodeName), " ", w.State))
			}
		}
	}
	slices.Sort(all)
	return all, o.Tally
}

// FateOf returns what has become of an acknowledged write, judged afresh, and whether it is
// known.
func FateOf(c *Cluster, name string, dot version.Dot) (oracle.State, bool) {
	key, there := c.trace.Find(name)
	if !there {
		return 0, false
	}
	w, known := c.observer.Get().Look(key, dot, 0, (&finder{c: c, key: key}).copies)
	return w.State, known && w.Acked
}

// Look makes the observer judge a key now, and tells nobody.
func Look(c *Cluster, name string) {
	if key, known := c.trace.Find(name); known {
		c.verdicts(key)
	}
}

// Everything returns all versions of a key: on disks, in memory, in hints, in messages, on
// the way to disks that still run, and in requests.
func Everything(c *Cluster, name string) (all []*version.Set) {
	key, known := c.trace.Find(name)
	if !known {
		return nil
	}
	add := func(s *version.Set) {
		if s != nil {
			all = append(all, s)
		}
	}
	for i := range c.members {
		memory, disk := c.members[i].Store.Both(key)
		add(memory)
		add(disk)
		for j := range c.members {
			if h, ok := c.members[i].Store.HintOf(ring.NodeID(j), key); ok {
				add(h.Set)
			}
		}
		c.members[i].Carried(key, add)
	}
	for _, f := range c.flights {
		if f.Key == key && !f.gone && (!f.disk || c.members[f.To].life == f.life) {
			add(f.Set)
		}
	}
	return all
}

// DisksOf returns the nodes' stores.
func DisksOf(c *Cluster) (all []*store.Store) {
	for i := range c.members {
		all = append(all, c.members[i].Store.Clone())
	}
	return all
}

// PolicyOf returns how a cluster merges versions now, and PolicyUnder how it did under other settings.
func PolicyOf(c *Cluster) version.Policy { return PolicyUnder(&c.settings) }

// PolicyUnder returns how versions are merged under settings.
func PolicyUnder(s *Settings) version.Policy {
	if s.Conflict == LWW {
		return version.LastWriteWins
	}
	return version.KeepSiblings
}

// RulesOf returns whose rules a cluster goes by now.
func RulesOf(c *Cluster) Rules { return c.settings.Rules }

// Disks returns how many nodes' disks have a version, as a replica or as a hint.
func Disks(c *Cluster, name string, dot version.Dot) (n int) {
	key, _ := c.trace.Find(name)
	for i := range c.members {
		_, disk := c.members[i].Store.Both(key)
		if disk.Has(dot) || c.members[i].Store.HasHint(key, dot) {
			n++
		}
	}
	return n
}

// FindText returns the symbol of a text that a cluster knows.
func FindText(c *Cluster, text string) (event.Sym, bool) { return c.trace.Find(text) }

// Faults returns the list of faults, as a View shows it.
func Faults(c *Cluster) []Fault { return c.faults() }

// InFlight returns of how many messages and disk writes each version of a key is, as the
// cluster has kept count of them and as they are.
func InFlight(c *Cluster, name string) (kept, counted map[version.Dot]int32) {
	key, known := c.trace.Find(name)
	if !known {
		return nil, nil
	}
	kept = maps.Clone(c.flyingOf(key))
	c.uncount()
	return kept, maps.Clone(c.flyingOf(key))
}
