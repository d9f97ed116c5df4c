package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// Keeping is how one version of the watched key is kept, in truth.
type Keeping struct {
	Op        uint32 // whose it is; 0 if that was too long ago, or if a coordinator merged it
	Dot       version.Dot
	Value     string
	Tombstone bool
	Acked     bool // its client was told OK
	Need      int  // how many durable copies that means
	State     oracle.State
	Disks     []ring.NodeID // replicas that have it on their disk
	Memory    []ring.NodeID // in memory only
	Hints     []HintView    // on the disks of nodes that stand in for others
	Messages  []uint32      // in flight
	Survives  Domain        // the largest failure that it outlives
	Outlives  int           // any so many of such failures at once
}

// HintView is a version that On keeps for For.
type HintView struct{ On, For ring.NodeID }

// Domain is what can fail at once, the smallest first. What outlives the failure
// of any one of a kind outlives those before it, too.
type Domain uint8

const (
	// Nothing: it takes less than a crash to lose it.
	Nothing Domain = iota
	// OneCrash: a node's memory is gone, its disk is not.
	OneCrash
	// OneDisk: a node is gone with its disk.
	OneDisk
	// OneRack, OneDC: all nodes there are gone with their disks.
	OneRack
	OneDC
)

// String returns the word for scripts.
func (d Domain) String() string { return [...]string{"nothing", "crash", "disk", "rack", "dc"}[d] }

// keepings looks for all versions of a key that nothing has replaced: first those
// that exist, then those that should and do not, each in the order of their dots.
func (c *Cluster) keepings(key event.Sym) (all []Keeping, forgotten int) {
	where := func(d version.Dot) oracle.Copies { return c.copies(key, d) }
	var gone []Keeping
	left := c.everySet(key)
	for _, s := range versions(left) {
		k := Keeping{Dot: s.Dot, Value: s.Value, Tombstone: s.Tombstone, Need: c.settings.W}
		w, known := c.observer.Get().Look(key, s.Dot, uint8(k.Need), where)
		k.State = w.State
		if known {
			k.Op, k.Acked, k.Need = w.Op, w.Acked, int(w.Need)
		}
		if k.State == oracle.Superseded {
			continue
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

// everySet returns what there is of a key anywhere.
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

// versions returns what is in sets, each version once, by dot.
func versions(sets []*version.Set) (all []version.Sibling) {
	for _, s := range sets {
		all = append(all, s.Siblings...)
	}
	slices.SortFunc(all, func(a, b version.Sibling) int { return a.Dot.Compare(b.Dot) })
	return slices.CompactFunc(all, func(a, b version.Sibling) bool { return a.Dot == b.Dot })
}

// findCopies fills in where a version is.
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
		if f := &c.flights[i]; f.Key == key && f.ID != 0 && !f.gone && f.Set.Has(k.Dot) {
			k.Messages = append(k.Messages, f.ID)
		}
	}
	slices.Sort(k.Messages)
	k.Messages = slices.Compact(k.Messages)
}

// survives says what a version outlives: the largest kind of place of which any one
// may go, and how many of them. What is in flight counts for nothing, for it may be
// dropped.
func (c *Cluster) survives(k *Keeping) (Domain, int) {
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
			if place := d.of(c.ring.Nodes()[id]); !slices.Contains(places, place) {
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

// Weakest returns which version of the watched key is kept worst; -1 if there is
// none.
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

// kept orders versions by what they outlive.
func (k *Keeping) kept() int { return int(k.Survives)<<16 + k.Outlives }
