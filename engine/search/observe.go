// What the observer is told in a state, and what it finds there (engine/observer_feed.go,
// engine/version_copies.go).

package search

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/node"
	"ringside/engine/oracle"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// observe shows the observer an event of a node, if it is about what the observer must see.
func (w *world) observe(e *event.Event, set *version.Set) {
	switch e.Kind {
	case event.Purge:
		w.watched = true
		w.sees().Purged(e.Key, set, w.finder(e.Key).copies)
	case event.Store:
		if w.lww {
			w.watched = true
			w.sees().Discards(e.Key, set)
		}
	}
}

// overdue tells the observer of tombstones that a node could have let go of, before it has lost
// them or they are within their grace again (engine/overdue_tombstones.go).
func (w *world) overdue(id ring.NodeID, keys []event.Sym) {
	for _, key := range keys {
		if set := w.s.nodes[id].Store.Get(key); node.Expired(set, w.Clock(id), w.settings.Grace) {
			w.watched = true
			w.sees().Purged(key, set, w.finder(key).copies)
		}
	}
}

// issued tells the observer of a new version.
func (w *world) issued(id uint32, set *version.Set) {
	o := w.change(id)
	o.dot, o.made = set.Siblings[0].Dot, set.Context
	w.sees().Issued(w.subjects[o.key], oracle.Write{
		Key: o.key, Op: id, Dot: o.dot, Seen: o.past, Value: &set.Siblings[0], Began: o.began,
		Need: uint8(min(o.need, 255)), Sweeps: w.lww,
	}, func(oracle.Write) bool { return true })
}

// united tells the observer which version a coordinator has merged from siblings.
func (w *world) united(key event.Sym, united, siblings *version.Set) {
	subject := w.subjects[key]
	w.watched = true
	w.sees().Issued(subject, oracle.Write{
		Key: key, Dot: united.Siblings[0].Dot, Seen: w.s.observer.Past(subject, siblings, w.everLWW),
		Value: &united.Siblings[0], Began: w.s.step, Of: siblings,
	}, func(oracle.Write) bool { return true })
}

// finder counts the copies of a key's versions in a state.
type finder struct {
	w   *world
	key event.Sym
}

func (w *world) finder(key event.Sym) *finder { return &finder{w, key} }

// copies counts the copies of a version, or of it and others together.
func (f *finder) copies(dot version.Dot, others []version.Dot) (all oracle.Copies) {
	s := f.w.s
	for i, n := range s.nodes {
		known, onDisk := n.Store.Both(f.key)
		disk := func(d version.Dot) bool { return onDisk.Has(d) || n.Store.HasHint(f.key, d) }
		switch {
		case disk(dot) || slices.ContainsFunc(others, disk):
			all.Disks++
		case known.Has(dot) || slices.ContainsFunc(others, known.Has):
			all.Memory++
		default:
			continue
		}
		if s.members[i].health == engine.Up {
			all.Up++
		}
	}
	if all.Disks+all.Memory > 0 {
		return all
	}
	f.passing(func(set *version.Set) {
		all.Moving = all.Moving || set.Has(dot)
		all.Discarded = all.Discarded || set.Seen().Contains(dot)
	})
	if all.Overruled = f.w.everLWW; all.Overruled && !all.Discarded {
		f.stored(func(set *version.Set) { all.Discarded = all.Discarded || set.Seen().Contains(dot) })
	}
	return all
}

// everything calls look with all that there is of the key anywhere.
func (f *finder) everything(look func(*version.Set)) {
	f.stored(look)
	f.passing(look)
}

// expired returns what nodes hold that they would let go of now.
func (f *finder) expired() (all []*version.Set) {
	for i, n := range f.w.s.nodes {
		if set := n.Store.Get(f.key); node.Expired(set, f.w.Clock(ring.NodeID(i)), f.w.settings.Grace) {
			all = append(all, set)
		}
	}
	return all
}

// passing calls look with all versions of the key that are on their way: in messages, on
// their way to disks, in requests, before hung nodes, and in what is still to be carried out.
func (f *finder) passing(look func(*version.Set)) {
	s := f.w.s
	for _, n := range s.nodes {
		n.Carried(f.key, func(set *version.Set) {
			if set != nil {
				look(set)
			}
		})
	}
	brings := func(u *flight) {
		if (u.Kind == engine.InNetwork || u.Kind == engine.ToDisk) && u.Message.Key == f.key && u.Message.Set != nil {
			look(u.Message.Set)
		}
	}
	for _, u := range s.flights {
		brings(u)
	}
	for i := range s.members {
		for _, u := range s.members[i].inbox {
			brings(u)
		}
	}
	for i := f.w.carried; i < len(f.w.out); i++ {
		if o := &f.w.out[i]; (o.Kind == node.Sent || o.Kind == node.Written) && o.Message.Key == f.key && o.Message.Set != nil {
			look(o.Message.Set)
		}
	}
}

// stored calls look with all versions of the key on nodes.
func (f *finder) stored(look func(*version.Set)) {
	for _, n := range f.w.s.nodes {
		known, onDisk := n.Store.Both(f.key)
		if known != nil {
			look(known)
		}
		if onDisk != known && onDisk != nil {
			look(onDisk)
		}
		for _, peer := range n.Store.HintedPeers() {
			if h, there := n.Store.HintOf(peer, f.key); there {
				look(h.Set)
			}
		}
	}
}

// tally counts the acknowledged writes that are lost, shadowed, at risk or unreachable.
func (w *world) tally() (t oracle.Tally) {
	for _, key := range w.keys {
		one := w.s.observer.Stand(key, w.finder(key).copies)
		t.Lost += one.Lost
		t.Shadowed += one.Shadowed
		t.AtRisk += one.AtRisk
		t.Unreachable += one.Unreachable
	}
	return t
}
