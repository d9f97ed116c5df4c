// This file follows what each node had of each version while a script is played.

package engine_test

import (
	"slices"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/engine/version"
)

// stretch is a time in which a node had a version, from step to step.
type stretch struct {
	node     ring.NodeID
	key      event.Sym
	dot      version.Dot
	hint     bool
	owner    ring.NodeID // of the hint; ring.None if it is none
	from, to int         // the last events of the batches in which it came and went
	disk     bool        // it has been on the disk
}

// same reports whether both are about one node that has one version in one way.
func (s stretch) same(o stretch) bool {
	return s.node == o.node && s.key == o.key && s.dot == o.dot && s.owner == o.owner
}

// valueOf names a version of a key.
type valueOf struct {
	key event.Sym
	dot version.Dot
}

// follow notes what the nodes have after a batch of events.
func (w *observation) follow() {
	end := w.c.Trace().Len()
	if len(w.batches) > 0 && w.batches[len(w.batches)-1] == end {
		return
	}
	w.batches = append(w.batches, end)
	still := w.present[:0:0]
	note := func(id ring.NodeID, key event.Sym, dot version.Dot, owner ring.NodeID, disk bool) {
		s := stretch{node: id, key: key, dot: dot, hint: owner != ring.None, owner: owner, from: end, disk: disk}
		if slices.ContainsFunc(still, s.same) {
			return // in memory and on the disk
		}
		i := slices.IndexFunc(w.present, s.same)
		if i >= 0 {
			s.from, s.disk = w.present[i].from, w.present[i].disk || disk
		}
		still = append(still, s)
	}
	for i, st := range engine.DisksOf(w.c) {
		for _, name := range w.keys() {
			key, _ := engine.FindText(w.c, name)
			known, onDisk := st.Both(key)
			for _, set := range []*version.Set{onDisk, known} {
				if set == nil {
					continue
				}
				for _, s := range set.Siblings {
					w.values[valueOf{key, s.Dot}] = s
				}
				for _, s := range set.Siblings { // what is on the disk is there until the disk follows
					note(ring.NodeID(i), key, s.Dot, ring.None, onDisk.Has(s.Dot))
				}
			}
			for _, owner := range st.HintedPeers() {
				if h, ok := st.HintOf(owner, key); ok {
					for _, s := range h.Set.Siblings {
						w.values[valueOf{key, s.Dot}] = s
						note(ring.NodeID(i), key, s.Dot, owner, true)
					}
				}
			}
		}
	}
	for _, s := range w.present {
		if !slices.ContainsFunc(still, s.same) {
			s.to = end
			w.past = append(w.past, s)
		}
	}
	w.present = still
}

// sameBatch reports whether the batch that ends with an event holds another.
func (w *observation) sameBatch(end, step int) bool {
	i, _ := slices.BinarySearch(w.batches, step)
	return i < len(w.batches) && w.batches[i] == end
}

// together reports whether two events are of one batch.
func (w *observation) together(a, b int) bool {
	i, _ := slices.BinarySearch(w.batches, a)
	return i < len(w.batches) && w.sameBatch(w.batches[i], b)
}

// hasAt reports whether a node had a version, in any way, when the batch of a step was
// over or before it began.
func (w *observation) hasAt(id ring.NodeID, key event.Sym, dot version.Dot, step int) bool {
	i, _ := slices.BinarySearch(w.batches, step)
	begin, end := 0, w.batches[i]
	if i > 0 {
		begin = w.batches[i-1]
	}
	is := func(s stretch) bool {
		return s.node == id && s.key == key && s.dot == dot && s.from <= end && (s.to == 0 || s.to > begin)
	}
	return slices.ContainsFunc(w.present, is) || slices.ContainsFunc(w.past, is)
}

// hadBy reports whether a node has stored a version by a step.
func (w *observation) hadBy(id ring.NodeID, key event.Sym, dot version.Dot, step int) bool {
	for at := 1; at <= step; at++ {
		if e := w.c.Trace().At(at); e.Node == id && e.Key == key && (e.Kind == event.Store || e.Kind == event.Hint) && e.Dot == dot {
			return true
		}
	}
	return false
}

// keptAt is a key on a node.
type keptAt struct {
	node ring.NodeID
	key  event.Sym
}

// purge is a node's letting go of a key's tombstones.
type purge struct {
	keptAt
	step   int
	covers *version.Context // what the node had taken into account of the key
}

// letGo notes the tombstones that nodes have let go of in a batch of events, and then what
// the nodes have taken into account now.
func (w *observation) letGo() {
	tr := w.c.Trace()
	fresh := make(map[keptAt]*version.Context) // what came earlier in the batch
	for at := w.seen + 1; at <= tr.Len(); at++ {
		e := tr.At(at)
		on := keptAt{e.Node, e.Key}
		switch e.Kind {
		case event.Store:
			fresh[on] = fresh[on].With(e.Dot)
		case event.Purge:
			w.purges = append(w.purges, purge{on, at, version.Union(w.knew[on], fresh[on])})
		}
	}
	for i, s := range engine.DisksOf(w.c) {
		for _, name := range w.keys() {
			key, _ := engine.FindText(w.c, name)
			w.knew[keptAt{ring.NodeID(i), key}] = s.Get(key).Seen()
		}
	}
}
