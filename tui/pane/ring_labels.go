// What the labels of the ring say: slots, and the nodes that own them.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
)

// nameWalk names the walk's slots, and reports whether all have their nodes' names.
func (d *drawing) nameWalk() bool {
	all := true
	for _, w := range d.walk {
		all = d.nameReplica(w) && all
	}
	return all
}

// labels names all other slots, if they are few.
func (d *drawing) labels() {
	d.nameCoordinator()
	if d.plan.of.Len() > fewSlots {
		return
	}
	for i, slot := range d.plan.slots {
		if d.walked(slot) {
			continue
		}
		mark := ""
		if slices.Contains(d.skipped, slot) {
			mark = d.Theme.Signs.Skip
		}
		d.place(d.plan.cells[i], d.slotLabels(int(slot), mark))
	}
}

// nameReplica labels a slot of the walk: beside its cell, or farther away with a line
// between them. A name without what all have in common, or
// the number alone, is the last resort; it reports whether there was room for a name.
func (d *drawing) nameReplica(w walked) bool {
	all := d.slotLabels(int(w.hop.Slot), d.mark(w))
	at := d.plan.path.cells[w.cell]
	short, number := all[2], all[3]
	all[2], all[3] = nil, nil
	switch {
	case d.naming.bare:
		return d.place(w.cell, labels{number}) || d.lead(at, number)
	case d.naming.terse:
		all[0] = nil
	}
	switch {
	case d.place(w.cell, all), d.lead(at, all[0]), d.lead(at, all[1]), d.place(w.cell, labels{short}), d.lead(at, short):
		return true
	}
	_ = d.place(w.cell, labels{number}) || d.lead(at, number)
	return false
}

// inWalk reports whether a node has a slot in the walk.
func (d *drawing) inWalk(n ring.NodeID) bool {
	return slices.ContainsFunc(d.walk, func(w walked) bool { return w.hop.Node == n })
}

// mark returns the sign of a slot of the walk: 1, 2, 3, or a dot for one that stands in
// for a replica.
func (d *drawing) mark(w walked) string {
	if w.replica == 0 {
		return d.Theme.Signs.Fallback
	}
	return strconv.Itoa(w.replica)
}

// markOf returns the sign of a node's slot in the walk, "" if it has none.
func (d *drawing) markOf(n ring.NodeID) string {
	for _, w := range d.walk {
		if w.hop.Node == n {
			return d.mark(w)
		}
	}
	if d.pending(n) {
		return d.Theme.Signs.Pending
	}
	return ""
}

// pending reports whether a node is about to be a replica of the key.
func (d *drawing) pending(n ring.NodeID) bool {
	return !d.Covered && slices.ContainsFunc(d.Walk.Pending, func(h engine.PendingHop) bool { return h.Node == n })
}

// nameCoordinator labels the coordinator of an operation under way, if slots have no
// labels of their own and it is not a replica.
func (d *drawing) nameCoordinator() {
	if d.Op == nil || d.Op.Settled || d.Covered || d.plan.of.Len() <= fewSlots || len(d.hub) > 0 {
		return
	}
	n := d.Op.Coordinator
	if k := d.slotOf(n); k >= 0 && !d.inWalk(n) {
		d.slot(k, n)
		d.place(k, labels{d.label(part{d.name(n), d.inkOf(n)})})
	}
}

// label makes a label of parts; those without text are left out.
func (d *drawing) label(parts ...part) label {
	from := len(d.parts)
	for _, p := range parts {
		if p.text != "" {
			d.parts = append(d.parts, p)
		}
	}
	return d.parts[from:len(d.parts):len(d.parts)]
}

// slotLabels returns the labels of a slot with a sign of the walk or "".
func (d *drawing) slotLabels(slot int, mark string) (all labels) {
	sl := d.plan.of.Slot(slot)
	name, state := d.nodeParts(sl.Node)
	sign, gap := d.markParts(mark)
	if sl.Label != "" {
		all[0] = d.label(sign, gap, part{d.text(sl.Label, longestLabel) + " ", d.Theme.Dim}, name, state)
	}
	all[1] = d.label(sign, gap, name, state)
	if d.plan.common > 0 {
		name.text = d.shortName(sl.Node)
		all[2] = d.label(sign, gap, name, state)
	}
	all[3] = d.label(sign)
	return all
}

// shortName returns a node's name without what all have in common.
func (d *drawing) shortName(n ring.NodeID) string {
	name := d.View.Nodes[n].Name
	return d.Scene.shortName(name[min(d.plan.common, len(name)):], max(d.nameCells, leastName))
}

// markParts returns a sign of the walk and the gap behind it; nothing for "".
func (d *drawing) markParts(mark string) (sign, gap part) {
	if mark == "" {
		return sign, gap
	}
	ink := d.accent()
	if mark == d.Theme.Signs.Skip {
		ink = d.Theme.Dim
	}
	return part{mark, ink}, part{" ", ink}
}

// nodeParts returns a node's name, and the sign of its state.
func (d *drawing) nodeParts(n ring.NodeID) (name, state part) {
	name = part{d.name(n), d.inkOf(n)}
	if n == d.Node {
		_, name.ink = d.Theme.Chosen(int(n))
	}
	if h := d.health(n); h != engine.Up {
		sign, _, ink := ill(d.Theme, h)
		return name, part{" " + sign, ink}
	}
	if d.View.Outside != nil {
		if sign, _, ink := d.heardOf(n); sign != "" {
			return name, part{" " + sign, ink}
		}
	}
	if d.alone[n] {
		return name, part{" " + d.Theme.Signs.Cut, d.Theme.Doubt}
	}
	return name, state
}
