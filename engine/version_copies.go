// This file counts the copies of a key's versions for the observer, while nothing changes.

package engine

import (
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/version"
)

// finder counts the copies of a key's versions. What is left of those that no node has is
// gathered once, when the first of them is asked for: a finder is used up as soon as
// anything moves.
type finder struct {
	c   *Cluster
	key event.Sym

	gathered bool
	moving   map[version.Dot]bool // that are in what moves
	left     []*version.Set       // what moves and, where the last write has ever won, what is stored
}

// copies counts the copies of a version.
func (f *finder) copies(dot version.Dot) (all oracle.Copies) {
	for i := range f.c.members {
		addCopy(&all, &f.c.members[i], f.key, dot)
	}
	if all.Disks+all.Memory == 0 {
		f.gather()
		all.Moving, all.Discarded, all.Overruled = f.moving[dot], f.discarded(dot), f.c.everLWW
	}
	return all
}

func addCopy(all *oracle.Copies, m *member, key event.Sym, dot version.Dot) {
	known, onDisk := m.Store.Both(key)
	switch {
	case onDisk.Has(dot) || m.Store.HasHint(key, dot):
		all.Disks++
	case known.Has(dot):
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
	f.c.passing(f.key, func(s *version.Set) {
		if s == nil || len(f.left) > 0 && s == f.left[len(f.left)-1] { // of what goes to several nodes
			return
		}
		f.left = append(f.left, s)
		for i := range s.Siblings {
			if f.moving == nil {
				f.moving = make(map[version.Dot]bool)
			}
			f.moving[s.Siblings[i].Dot] = true
		}
	})
	if f.c.everLWW {
		f.c.stored(f.key, func(s *version.Set) { f.left = append(f.left, s) })
	}
}

// discarded reports whether something is left that has taken a version into account. What
// was gathered last has mostly seen most.
func (f *finder) discarded(dot version.Dot) bool {
	for i := len(f.left) - 1; i >= 0; i-- {
		if f.left[i].Seen().Contains(dot) {
			return true
		}
	}
	return false
}

// passing calls look with all versions of a key in messages, on their way to disks, in
// requests under way, and in what a node has given out and is still to be carried out. It
// includes what will not arrive, unless that is certain.
func (c *Cluster) passing(key event.Sym, look func(*version.Set)) {
	for i := range c.members {
		c.members[i].Carried(key, look)
	}
	for i := range c.flights {
		if f := &c.flights[i]; f.Key == key && f.Set != nil && !f.gone && (!f.disk || f.life == c.members[f.To].life) {
			look(f.Set)
		}
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
