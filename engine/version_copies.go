// This file counts the copies of a key's versions for the observer, while nothing changes.

package engine

import (
	"slices"

	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/version"
)

// finder counts the copies of a key's versions. It looks at each node once, and at what
// moves once, when the first version is asked for that no node has: a finder is used up as
// soon as anything moves.
type finder struct {
	c   *Cluster
	key event.Sym

	looked   bool
	sets     []*version.Set // of each node: what it knows of the key, and what is on its disk
	gathered bool
	flying   map[version.Dot]int32 // in messages, and on their way to disks
	moving   map[version.Dot]bool  // in requests and in what is still to be carried out
}

// copies counts the copies of a version, or of it and others together.
func (f *finder) copies(dot version.Dot, others []version.Dot) (all oracle.Copies) {
	f.look()
	for i := range f.c.members {
		addCopyOf(&all, &f.c.members[i], f.sets[2*i], f.sets[2*i+1], f.key, dot, others)
	}
	if all.Disks+all.Memory > 0 {
		return all
	}
	f.gather()
	all.Moving, all.Overruled = f.flying[dot] > 0 || f.moving[dot], f.c.everLWW
	all.Discarded = !all.Moving && f.discarded(dot)
	return all
}

// look looks at what each node has of the key, once.
func (f *finder) look() {
	if f.looked {
		return
	}
	f.looked = true
	f.sets = f.c.space().sets[:0]
	for i := range f.c.members {
		known, onDisk := f.c.members[i].Store.Both(f.key)
		f.sets = append(f.sets, known, onDisk)
	}
	f.c.space().sets = f.sets
}

// everything calls look with all that there is of the key anywhere.
func (f *finder) everything(look func(*version.Set)) {
	f.c.stored(f.key, look)
	f.c.passing(f.key, look)
}

// expired returns what nodes hold that they would let go of now, if they were asked for the key.
func (f *finder) expired() (all []*version.Set) {
	f.look()
	for i := range f.c.members {
		if set := f.sets[2*i]; node.Expired(set, int64(f.c.now+f.c.members[i].skew), f.c.settings.Grace) {
			all = append(all, set)
		}
	}
	return all
}

func addCopy(all *oracle.Copies, m *member, key event.Sym, dot version.Dot) {
	known, onDisk := m.Store.Both(key)
	addCopyOf(all, m, known, onDisk, key, dot, nil)
}

func addCopyOf(all *oracle.Copies, m *member, known, onDisk *version.Set, key event.Sym, dot version.Dot, others []version.Dot) {
	disk := func(d version.Dot) bool { return onDisk.Has(d) || m.Store.HasHint(key, d) }
	switch {
	case disk(dot) || slices.ContainsFunc(others, disk):
		all.Disks++
	case known.Has(dot) || slices.ContainsFunc(others, known.Has):
		all.Memory++
	default:
		return
	}
	if m.health == Up {
		all.Up++
	}
}

// gather looks through all that moves, once.
func (f *finder) gather() {
	if f.gathered {
		return
	}
	f.gathered = true
	f.flying = f.c.flyingOf(f.key)
	f.c.handled(f.key, func(s *version.Set) {
		for i := range s.Siblings {
			if f.moving == nil {
				f.moving = make(map[version.Dot]bool)
			}
			f.moving[s.Siblings[i].Dot] = true
		}
	})
}

// discarded reports whether something is left that has taken a version into account: of
// what moves, and, where the last write has ever won, of what is stored, which has mostly
// seen most.
func (f *finder) discarded(dot version.Dot) (yes bool) {
	look := func(s *version.Set) { yes = yes || s.Seen().Contains(dot) }
	if f.c.everLWW {
		f.c.stored(f.key, look)
	}
	if !yes {
		f.c.passing(f.key, look)
	}
	return yes
}

// passing calls look with all versions of a key in messages, on their way to disks, in
// requests under way, and in what a node has given out and is still to be carried out. It
// includes what will not arrive, unless that is certain.
func (c *Cluster) passing(key event.Sym, look func(*version.Set)) {
	c.handled(key, look)
	for i := range c.flights {
		if f := &c.flights[i]; c.passes(f, key) {
			look(f.Set)
		}
	}
}

// handled calls look with the versions of a key in requests under way, and in what a node
// has given out and is still to be carried out.
func (c *Cluster) handled(key event.Sym, look func(*version.Set)) {
	for i := range c.members {
		c.members[i].Carried(key, func(s *version.Set) {
			if s != nil {
				look(s)
			}
		})
	}
	for i := c.carried; i < len(c.outputs); i++ {
		if o := &c.outputs[i]; (o.Kind == node.Sent || o.Kind == node.Written) && o.Message.Key == key && o.Message.Set != nil {
			look(o.Message.Set)
		}
	}
}

// stored calls look with all versions of a key on nodes: known, on their disks, and as
// hints.
func (r *roster) stored(key event.Sym, look func(*version.Set)) {
	for i := range r.members {
		m := &r.members[i]
		known, onDisk := m.Store.Both(key)
		look(known)
		if onDisk != known {
			look(onDisk)
		}
		for _, peer := range m.Store.HintedPeers() {
			h, _ := m.Store.HintOf(peer, key)
			look(h.Set)
		}
	}
}

// replaced reports whether something is stored that has taken a version into account without
// having it, as a later version does.
func (r *roster) replaced(key event.Sym, dot version.Dot) (yes bool) {
	r.stored(key, func(s *version.Set) { yes = yes || !s.Has(dot) && s.Seen().Contains(dot) })
	return yes
}
