// Where the slots of a ring stand on a picture of some size.

package pane

import (
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// plan is what depends only on the ring and the size: the layout, and the slots that are
// drawn with their cells, or how many slots there are in each cell.
type plan struct {
	of      *ring.Ring
	w, h    int
	flat    bool
	path    path
	arcs    []int   // by cell: the slot whose arc it is; nil if there are too many
	slots   []int32 // the slots that are drawn, ascending: all of them, or none if there are too many
	cells   []int   // the cell of each
	density []int   // by cell, if there are too many: how many slots
	most    int     // the highest density
	common  int     // how many bytes all names begin with, which can be left out of them
}

// layPlan lays out a ring on w × h cells.
func layPlan(r *ring.Ring, w, h int, flat bool) plan {
	n := r.Len()
	p := plan{of: r, w: w, h: h, flat: flat, path: layPath(w, h, n, labelRooms(r, usualName(w)), flat)}
	var names []string
	for _, node := range r.Nodes() {
		if !node.Out {
			names = append(names, node.Name)
		}
	}
	p.common = commonPart(names)
	count := len(p.path.cells)
	if count == 0 {
		return p
	}
	if n > count {
		p.density = make([]int, count)
		for k := range p.density {
			p.density[k] = slotsBetween(r, &p.path, k)
			p.most = max(p.most, p.density[k])
		}
		return p
	}
	ideal := make([]int, n)
	p.slots = make([]int32, n)
	for i := range ideal {
		p.slots[i] = int32(i)
		ideal[i] = p.path.index(r.Slot(i).Token)
	}
	gap := 1
	if n <= fewSlots {
		gap = 3
	}
	p.cells = spread(ideal, count, gap)
	p.arcs = arcs(p.cells, count)
	return p
}

// arcs returns, for each of count cells, the slot at it or, if there is none, the next
// one clockwise.
func arcs(cells []int, count int) []int {
	slots := make([]int, count)
	next := 0
	for k := range slots {
		for next < len(cells) && cells[next] < k {
			next++
		}
		slots[k] = next % len(cells)
	}
	return slots
}

// slotsBetween counts the slots whose tokens fall into cell k.
func slotsBetween(r *ring.Ring, p *path, k int) int {
	return firstSlot(r, p, k+1) - firstSlot(r, p, k)
}

// firstSlot returns the first slot that is not before a cell.
func firstSlot(r *ring.Ring, p *path, k int) int {
	if k == len(p.cells) {
		return r.Len()
	}
	t := ring.Token(p.cells[k].from ^ 1<<63)
	i := r.Find(t)
	if i == 0 && r.Slot(0).Token < t {
		return r.Len() // past the highest token
	}
	return i
}

// labelRooms returns the desired widths of labels: in full, and with the name alone. If
// only the walk has labels, they need not all be at the sides. Names have at most so many cells.
func labelRooms(r *ring.Ring, names int) [2]int {
	if r.Len() > fewSlots {
		return [2]int{5, 2}
	}
	full, name := 5, 2
	for i := range r.Len() {
		slot := r.Slot(i)
		w := draw.Width(draw.Name(r.Nodes()[slot.Node].Name, names, draw.Ellipsis))
		full = max(full, draw.Width(draw.CleanTo(slot.Label, longestLabel))+1+w)
		name = max(name, w)
	}
	return [2]int{len("1 ") + full, len("1 ") + name}
}

// longestLabel is how many cells of a slot's label a pane shows.
const longestLabel = 6
