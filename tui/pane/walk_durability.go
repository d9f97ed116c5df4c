// The foot of the walk: where the key is kept, and which failures that survives.

package pane

import (
	"ringside/engine/explain"
	"ringside/engine/oracle"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// footLines is the most lines of the foot, and rowsAbove how many of the walk it leaves
// visible.
const footLines, rowsAbove = 3, 4

// oneLineFoot is the width from which on the foot of three replicas takes a line.
const oneLineFoot = 56

// footText is what the foot says at length; "" if there is none.
func (d *walkDrawing) footText() string {
	if d.Key == "" || d.Covered || !d.knowsCopies() {
		return ""
	}
	return d.Theme.Spell(draw.Clean(explain.Durability(d.View)))
}

// stand writes the foot of a list that has room lines of w cells, and returns how many it
// takes: where the key is kept, and which failures that survives.
func (d *walkDrawing) stand(w, room int) int {
	d.foot = nil
	most := min(footLines, room-min(len(d.rows), rowsAbove))
	line := d.footText()
	if line == "" || most <= 0 {
		return 0
	}
	cells := max(w-footAt-1, 8)
	lines := draw.Wrap(line, cells)
	if len(lines) > most { // who has it stands beside each replica
		lines = draw.Wrap(d.Theme.Spell(draw.Clean(explain.Survival(d.View))), cells)
	}
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], d.cut(lines[most-1]+" "+lines[most], cells))
	}
	d.foot = lines
	return len(lines)
}

// footAt is the column where the foot's words begin.
const footAt = 6

// drawFoot draws the foot in the last of h lines.
func (d *walkDrawing) drawFoot(w, h int) {
	for i, line := range d.foot {
		y := h - len(d.foot) + i
		if i == 0 {
			d.c.TextTo(1, y, w, d.footWord(), d.Theme.Accent)
		}
		d.c.TextTo(footAt, y, w, line, d.footInk())
	}
}

// footWord says what the foot is about.
func (d *walkDrawing) footWord() string {
	if i := d.View.Weakest(); i >= 0 && d.View.Kept[i].State.Gone() {
		return "gone"
	}
	return "kept"
}

// footInk is red for what is lost and amber for what may be.
func (d *walkDrawing) footInk() theme.Ink {
	i := d.View.Weakest()
	if i < 0 {
		return d.Theme.Text
	}
	switch k := &d.View.Kept[i]; {
	case k.State == oracle.Lost:
		return d.Theme.Bad
	case k.State != oracle.Safe && k.Acked:
		return d.Theme.Doubt
	}
	return d.Theme.Text
}
