// The words of a hop: the label of its slot, and why that was taken or passed over.

package pane

import (
	"strconv"

	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// label returns how a slot is called.
func (d *walkDrawing) label(slot int32) string { return d.labelOn(d.View.Ring, slot) }

// labelOn is label for a slot of the ring as it is, or as it will be.
func (d *walkDrawing) labelOn(r *ring.Ring, slot int32) string {
	if l := r.Label(int(slot)); l != "" {
		return d.text(l, longestLabel)
	}
	return "#" + strconv.Itoa(int(slot)+1)
}

// rowLabel is label for the slot of a row.
func (d *walkDrawing) rowLabel(r *walkRow) string {
	if r.pending {
		return d.labelOn(d.View.Change.Next, r.hop.Slot)
	}
	return d.label(r.hop.Slot)
}

// reason returns why a slot was taken or passed over: in a sentence if it fits into w
// cells, else in a few words or two, else not at all.
func (d *walkDrawing) reason(r *walkRow, w int) string {
	short := d.shortReason(r)
	medium := short
	if r.hop.Reason == ring.StandsInOnce {
		medium += " once known down"
	}
	long := d.pendingReason
	if !r.pending {
		long = func() string { return d.Theme.Spell(draw.Clean(d.View.Ring.Explain(r.hop))) }
	}
	for _, text := range []string{long(), medium, short} {
		if draw.Width(text) <= w {
			return text
		}
	}
	return ""
}

// pendingReason says what a node waits for that is about to be a replica.
func (d *walkDrawing) pendingReason() string {
	c := d.View.Change
	return explain.PendingReplica(c, d.name(c.Node))
}

func (d *walkDrawing) shortReason(r *walkRow) string {
	h := r.hop
	switch {
	case r.pending:
		return "pending"
	case h.Decision == ring.Skip:
		return "skip: " + h.Reason.String()
	case h.Reason == ring.First && h.Wraps:
		return "lowest token"
	case h.Reason == ring.First:
		return "first token"
	case h.Reason == ring.Next:
		return "next node"
	case h.Decision == ring.Fallback:
		return "for " + d.name(h.For)
	}
	return h.Reason.String()
}
