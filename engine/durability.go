// Durability: where each version of the watched key is kept, and which failures it
// survives.

package engine

import (
	"slices"
	"sort"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// keepings returns all versions of a key that nothing has replaced: first those that
// exist, then those that should but do not, each in the order of their dots.
func (c *Cluster) keepings(key event.Sym) (all []Keeping, forgotten int) {
	var gone []Keeping
	left := c.everySet(key)
	for _, s := range versions(left) {
		k := Keeping{Dot: s.Dot, Value: s.Value, Tombstone: s.Tombstone, Need: c.demand(c.settings.W, c.ring).Least()}
		w, known := c.observer.Get().Look(key, s.Dot, uint8(k.Need), (&finder{c: c, key: key}).copies)
		k.State = w.State
		if known {
			k.Op, k.Acked = w.Op, w.Acked
		}
		k.Need = int(w.Need)
		if k.State == oracle.Superseded || w.Replaced {
			continue
		}
		if w.Value != nil { // the observer still knows the write by name
			k.Clock = w.Seen.With(w.Dot)
		}
		c.findCopies(key, &k)
		k.Survives, k.Outlives = c.survives(&k)
		all = append(all, k)
	}
	for _, w := range c.observer.Get().Writes(key) {
		if w.Acked && w.State.Gone() &&
			!slices.ContainsFunc(all, func(k Keeping) bool { return k.Dot == w.Dot }) {
			gone = append(gone, Keeping{
				Op: w.Op, Dot: w.Dot, Tombstone: w.Delete(), Acked: true, Need: int(w.Need), State: w.State,
			})
		}
	}
	return append(all, gone...), c.observer.Get().Gone(key, left, c.everLWW)
}

// everySet returns the sets of a key from everywhere in the cluster.
func (c *Cluster) everySet(key event.Sym) (all []*version.Set) {
	add := func(s *version.Set) {
		if s != nil {
			all = append(all, s)
		}
	}
	c.stored(key, add)
	c.passing(key, add)
	return all
}

// versions returns the versions in sets, each once, by dot.
func versions(sets []*version.Set) (all []version.Sibling) {
	for _, s := range sets {
		all = append(all, s.Siblings...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Dot.Compare(all[j].Dot) < 0 })
	return slices.CompactFunc(all, func(a, b version.Sibling) bool { return a.Dot == b.Dot })
}

// findCopies fills in where a version is kept.
func (c *Cluster) findCopies(key event.Sym, k *Keeping) {
	for i := range c.members {
		id, m := ring.NodeID(i), &c.members[i]
		switch known, onDisk := m.Store.Both(key); {
		case onDisk.Has(k.Dot):
			k.Disks = append(k.Disks, id)
		case known.Has(k.Dot):
			k.Memory = append(k.Memory, id)
		}
		for _, peer := range m.Store.HintedPeers() {
			if h, _ := m.Store.HintOf(peer, key); h.Set.Has(k.Dot) {
				k.Hints = append(k.Hints, HintView{id, peer})
			}
		}
	}
	for i := range c.flights {
		switch f := &c.flights[i]; {
		case f.Key != key || f.gone || !f.Set.Has(k.Dot):
		case f.disk && f.life == c.members[f.To].life:
			k.Writing = append(k.Writing, f.To)
		case !f.disk && f.ID != 0:
			k.Messages = append(k.Messages, f.ID)
		}
	}
	slices.Sort(k.Messages)
	k.Messages = slices.Compact(k.Messages)
	slices.Sort(k.Writing)
	k.Writing = slices.Compact(k.Writing)
}

// survives returns what a version survives: the largest kind of domain of which any one
// may fail, and how many of them. Messages in flight do not count, since they may be
// dropped.
func (r *roster) survives(k *Keeping) (Domain, int) {
	var nodes []ring.NodeID
	nodes = append(append(nodes, k.Disks...), k.Memory...)
	for _, h := range k.Hints {
		nodes = append(nodes, h.On)
	}
	for _, d := range []struct {
		domain Domain
		of     func(ring.Node) string
	}{
		{OneDC, func(n ring.Node) string { return n.DC }},
		{OneRack, func(n ring.Node) string { return n.DC + "/" + n.Rack }},
		{OneDisk, func(n ring.Node) string { return n.Name }},
	} {
		var places []string
		for _, id := range nodes {
			if place := d.of(r.ring.Nodes()[id]); !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
		if len(places) > 1 {
			return d.domain, len(places) - 1
		}
	}
	if len(k.Disks)+len(k.Hints) > 0 {
		return OneCrash, 1
	}
	return Nothing, 0
}

// Weakest returns the index of the version of the watched key that is kept worst; -1 if
// there is none.
func (v *View) Weakest() int {
	worst := -1
	for i := range v.Kept {
		if k := &v.Kept[i]; worst < 0 || k.State > v.Kept[worst].State ||
			k.State == v.Kept[worst].State && k.kept() < v.Kept[worst].kept() {
			worst = i
		}
	}
	return worst
}

// kept ranks versions by the failures that they survive.
func (k *Keeping) kept() int { return int(k.Survives)<<16 + k.Outlives }
