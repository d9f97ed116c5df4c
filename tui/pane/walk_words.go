// The words of a hop: the label of its slot, and why that was taken or passed over.

package pane

import (
	"strconv"

	"ringside/engine/ring"
	"ringside/tui/draw"
)

// label returns how a slot is called.
func (d *walking) label(slot int32) string {
	if l := d.View.Ring.Label(int(slot)); l != "" {
		return d.text(l, longestLabel)
	}
	return "#" + strconv.Itoa(int(slot)+1)
}

// reason returns why a slot was taken or passed over: in a sentence if it fits into w
// cells, else in a few words or two, else not at all.
func (d *walking) reason(h ring.Hop, w int) string {
	short := d.shortReason(h)
	medium := short
	if h.Reason == ring.StandsInOnce {
		medium += " once known down"
	}
	for _, text := range []string{d.Theme.Spell(draw.Clean(d.View.Ring.Explain(h))), medium, short} {
		if draw.Width(text) <= w {
			return text
		}
	}
	return ""
}

func (d *walking) shortReason(h ring.Hop) string {
	switch {
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
