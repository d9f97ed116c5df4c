// The vector clocks of the walk: what the writer of each version of the key had seen.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/version"
	"ringside/tui/draw"
)

// clocks draws the clock of each version that is kept, in the lines from y on, before end, that
// the hops and the foot leave. A first write has seen nothing, so that its clock says no more
// than its name.
func (d *walkDrawing) clocks(y, end, w int) {
	if d.Covered || d.Example || d.View.Outside != nil || !d.knowsCopies() {
		return
	}
	var all []*engine.Keeping
	seen := uint32(0)
	for i := range d.View.Kept {
		k := &d.View.Kept[i]
		if k.Clock == nil || k.State.Gone() {
			continue
		}
		all = append(all, k)
		for _, e := range k.Clock.Seen {
			seen += e.Max
		}
		seen += uint32(len(k.Clock.Cloud))
	}
	if seen < 2 {
		return
	}
	for i, k := range all {
		if y+i >= end {
			return
		}
		if i == 0 {
			d.c.TextTo(1, y, w, "clock", d.Theme.Accent)
		}
		if i+1 < len(all) && y+i+1 == end { // the last line that there is room for
			d.c.TextTo(clockAt, y+i, w, strconv.Itoa(len(all)-i)+" more", d.Theme.Dim)
			return
		}
		clock := d.clock(k.Clock)
		named := version.Sibling{Dot: k.Dot, Value: k.Value, Tombstone: k.Tombstone}
		x := d.c.TextTo(clockAt, y+i, w, d.sibling(named, max(w-clockAt-draw.Width(clock)-2, draw.Width(d.dot(k.Dot))))+" ", d.Theme.Dim)
		d.c.TextTo(x, y+i, w, d.cut(clock, w-x), d.Theme.Text)
	}
}

// ShowsClocks reports whether a view has a vector clock to show that says more than its version's
// name: one of several entries.
func ShowsClocks(v *engine.View) bool {
	return v.Outside == nil && slices.ContainsFunc(v.Kept, func(k engine.Keeping) bool {
		return k.Clock != nil && !k.State.Gone() && len(k.Clock.Seen)+len(k.Clock.Cloud) > 1
	})
}

// clockAt is the column where the clocks begin.
const clockAt = footAt + 1

// clock writes a vector clock as the Dynamo paper does: [(Sx,2),(Sy,1)].
func (s *Scene) clock(c *version.Context) string {
	var room [64]byte
	return s.Theme.Spell(draw.Clean(string(c.Append(room[:0], s.name))))
}
