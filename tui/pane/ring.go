// The ring's pane: tokens, owners, the key and its walk.

package pane

import (
	"slices"
	"sort"
	"strconv"

	"ringside/engine/ring"
	"ringside/tui/draw"
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
	of.example, of.ranges = s.Example, s.Ranges
	return of
}

func (p *Ring) kind() kind      { return ringKind }
func (p *Ring) fresh() pictured { return new(Ring) }

// Lines returns the ring in h lines of w cells.
func (p *Ring) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
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
			shown: d.shown[:0], lines: d.lines[:0], ranges: d.ranges[:0],
		}
		d.draw()
	}
}

// namings are tried in turn until all slots of the walk have their nodes' names. If none of them
// helps, the numbers are there at least.
var namings = [...]naming{
	{key: longestKey}, {key: longestKey, terse: true}, {key: readableKey, terse: true}, {key: shortKey, terse: true},
	{key: shortKey, bare: true}, {key: shortestKey, bare: true},
}

func (d *drawing) draw() {
	for _, d.naming = range namings {
		if d.begin(); d.key < 0 {
			break
		}
		d.drawKey()
		if d.nameWalk() {
			break
		}
	}
	d.walkNamed = true
	d.labels()
	d.nameRanges()
	d.drawHubNodes()
	d.caption()
	d.flights()
	d.dots.Stamp(d.c, d.Theme.ASCII)
}

// begin draws all that comes before names, on an empty canvas.
func (d *drawing) begin() {
	d.c.Reset(d.c.Size())
	d.dots.Reset(d.c.Size())
	d.walk, d.skipped, d.hub, d.parts = d.walk[:0], d.skipped[:0], d.hub[:0], d.parts[:0]
	d.shown, d.lines, d.ranges, d.far = d.shown[:0], d.lines[:0], d.ranges[:0], 0
	d.findWalk()
	d.findRanges()
	d.alone = d.isolated()
	d.placeHubNodes()
	d.curveAndSlots()
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
	sort.SliceStable(order, func(i, j int) bool { return ahead(order[i]) < ahead(order[j]) })
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
