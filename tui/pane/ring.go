// The ring's pane: tokens, owners, the key and its walk.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Ring draws where keys live: the tokens with their owners, round or unrolled, the key's
// position and the path of its walk, and the messages between nodes. With more slots than
// the ring has cells it draws their density.
type Ring struct {
	last picture
	dots draw.Dots
	plan plan
	d    drawing // the previous one: its memory is used again
}

// fewSlots is how many slots are all labelled.
const fewSlots = 16

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
}

// Title returns the pane's name.
func (p *Ring) Title(s Scene) (string, []string) {
	var notes []string
	if s.Example {
		notes = append(notes, exampleNote...)
	}
	if who, part := s.turnover(); who != "" && !s.Covered { // the progress tells what has been handed over
		if notes = append(notes, who); part != "" {
			notes = append(notes, part)
		}
	}
	if n := s.View.Ring.Len(); n > fewSlots {
		notes = append(notes, strconv.Itoa(n)+" tokens")
	}
	return "Ring", notes
}

// about is what the picture depends on.
func (p *Ring) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.key, of.hops, of.op = s.Key, s.firstHop(), s.Op
	of.node, of.covered, of.flat, of.supposed = s.Node, s.Covered, s.Flat, s.Supposed
	of.example = s.Example
	return of
}

func (p *Ring) kind() kind      { return ringKind }
func (p *Ring) fresh() pictured { return new(Ring) }

// Lines returns the ring in h lines of w cells.
func (p *Ring) Lines(s Scene, w, h int) []string {
	return p.last.draw(p.about(s, w, h), s, w, h, p.paint)
}

func (p *Ring) paint(s Scene, w, h int) {
	p.dots.Reset(w, h)
	if p.plan.of != s.View.Ring || p.plan.w != w || p.plan.h != h || p.plan.flat != s.Flat {
		p.plan = layPlan(s.View.Ring, w, h, s.Flat)
	}
	if len(p.plan.path.cells) > 0 {
		d := &p.d
		*d = drawing{
			Scene: &s, c: &p.last.canvas, dots: &p.dots, plan: &p.plan,
			walk: d.walk[:0], skipped: d.skipped[:0], spotted: d.spotted[:0], hub: d.hub[:0], parts: d.parts[:0],
			shown: d.shown[:0],
		}
		d.draw()
	}
}

// layPlan lays out a ring on w × h cells.
func layPlan(r *ring.Ring, w, h int, flat bool) plan {
	n := r.Len()
	p := plan{of: r, w: w, h: h, flat: flat, path: layPath(w, h, n, labelRooms(r), flat)}
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
	first := func(k int) int {
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
	return first(k+1) - first(k)
}

// labelRooms returns the desired widths of labels: in full, and with the name alone. If
// only the walk has labels, they need not all be at the sides.
func labelRooms(r *ring.Ring) [2]int {
	if r.Len() > fewSlots {
		return [2]int{5, 2}
	}
	full, name := 5, 2
	for i := range r.Len() {
		slot := r.Slot(i)
		w := draw.Width(draw.CleanTo(r.Nodes()[slot.Node].Name, longestName))
		full = max(full, draw.Width(draw.CleanTo(slot.Label, longestLabel))+1+w)
		name = max(name, w)
	}
	return [2]int{len("1 ") + full, len("1 ") + name}
}

// longestLabel is how many cells of a slot's label a pane shows.
const longestLabel = 6

// drawing is a ring being drawn.
type drawing struct {
	*Scene
	c       *draw.Canvas
	dots    *draw.Dots
	plan    *plan
	walk    []walked             // the slots that keep a copy
	skipped []int32              // the slots that the walk passes over
	far     int                  // how many cells after the key the last of them is
	spotted []spot               // where a label may stand: of the previous one, for reuse
	hub     []hubNode            // the nodes inside the circle
	parts   []part               // of all labels so far
	shown   []labelled           // where the labels stand
	alone   map[ring.NodeID]bool // the nodes that are isolated
	key     int                  // the cell of the key's position, -1 without a key
}

// walked is a slot of the walk that keeps a copy, and where it is drawn.
type walked struct {
	hop     ring.Hop
	cell    int
	replica int // 1, 2, 3 …; 0 if it stands in for one of them
}

func (d *drawing) draw() {
	d.findWalk()
	d.alone = d.isolated()
	d.placeHubNodes()
	d.curveAndSlots()
	d.drawKey()
	d.labels()
	d.drawHubNodes()
	d.caption()
	d.flights()
	d.dots.Stamp(d.c, d.Theme.ASCII)
}

// findWalk finds the cells of the key and of the slots of its walk.
func (d *drawing) findWalk() {
	d.key = -1
	if d.Key == "" || d.View.Ring != d.plan.of {
		return
	}
	p := d.plan
	d.key = p.path.index(d.Walk.Token)
	if d.Covered {
		d.keyBetween()
		return
	}
	n := 0
	for _, h := range d.Walk.Hops {
		if h.Slot < 0 || int(h.Slot) >= p.of.Len() {
			continue
		}
		if h.Decision == ring.Skip {
			d.skipped = append(d.skipped, h.Slot)
			continue
		}
		w := walked{hop: h, cell: p.path.index(p.of.Slot(int(h.Slot)).Token)}
		if i, ok := slices.BinarySearch(p.slots, h.Slot); ok {
			w.cell = p.cells[i]
		}
		if h.Decision == ring.Replica {
			n++
			w.replica = n
		}
		d.walk = append(d.walk, w)
	}
	if p.density != nil {
		d.spreadWalk()
	}
	d.keyBetween()
	cells := len(p.path.cells)
	for _, w := range d.walk {
		d.far = max(d.far, (w.cell-d.key+cells)%cells)
	}
}

// walkGap is the least distance of the replicas in cells when slots share cells.
const walkGap = 4

// spreadWalk gives the replicas cells of their own when slots share cells: in the order
// in which they lie clockwise from the key.
func (d *drawing) spreadWalk() {
	cells := len(d.plan.path.cells)
	ahead := func(w walked) int { return (w.cell - d.key + cells) % cells }
	order := slices.Clone(d.walk)
	slices.SortStableFunc(order, func(a, b walked) int { return ahead(a) - ahead(b) })
	last := 0
	for _, o := range order {
		last = max(ahead(o), last+walkGap)
		for i := range d.walk {
			if d.walk[i].hop == o.hop {
				d.walk[i].cell = (d.key + last) % cells
			}
		}
	}
}

// keyBetween moves the key's mark between the slots that it lies between, because crowded
// slots are drawn a little beside their true places.
func (d *drawing) keyBetween() {
	p := d.plan
	if len(p.cells) == 0 {
		return
	}
	at := p.of.Find(d.Walk.Token)
	next := p.cells[at]
	last := p.of.Slot(p.of.Len() - 1).Token
	switch {
	case at > 0:
		d.key = min(max(d.key, p.cells[at-1]+1), max(next-1, p.cells[at-1]))
	case d.Walk.Token > last:
		d.key = max(d.key, p.cells[len(p.cells)-1])
	default:
		d.key = min(d.key, next)
	}
}

// accent is the ink of the key and its path: an example's is dim.
func (d *drawing) accent() theme.Ink {
	if d.Example {
		return d.Theme.Dim
	}
	return d.Theme.Accent
}

// inkOf returns a node's ink.
func (d *drawing) inkOf(n ring.NodeID) theme.Ink {
	_, ink := d.Theme.Node(int(n))
	return ink
}
