// Ranges of tokens on the ring: what a lesson speaks of as (F, G].

package pane

import "slices"

// findRanges finds the ranges that are on the ring.
func (d *drawing) findRanges() {
	if d.Ranges == nil || d.plan.arcs == nil {
		return
	}
	for _, r := range d.Ranges.All {
		after, upTo, ok := r.On(d.plan.of)
		if !ok {
			continue
		}
		a := rangeArc{Range: r}
		for i := after; ; {
			i = (i + 1) % d.plan.of.Len()
			if a.slots = append(a.slots, i); i == upTo {
				break
			}
		}
		d.ranges = append(d.ranges, a)
	}
}

// nameRanges labels the ranges, each in its middle, where the names of tokens and of the key
// leave room; or farther away, with a line.
func (d *drawing) nameRanges() {
	cells := len(d.plan.path.cells)
	for _, a := range d.ranges {
		from := -1
		long := 0
		for k := range cells {
			if slices.Contains(a.slots, d.arc(k)) {
				long++
				if before := (k - 1 + cells) % cells; !slices.Contains(a.slots, d.arc(before)) {
					from = k
				}
			}
		}
		at := (max(from, 0) + long/2) % cells
		name := d.label(part{d.text(a.String(), longestName), d.inkOf(d.owner(a))})
		if !d.place(at, labels{name}) {
			d.lead(d.plan.path.cells[at], name)
		}
	}
}
