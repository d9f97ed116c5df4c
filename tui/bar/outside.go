// The header over a real cluster.

package bar

import (
	"ringside/internal/count"
	"ringside/tui/draw"
	"ringside/tui/layout"
)

// outside is the header over a real cluster: what it is and what may be done to it, or what
// is wrong with the connection; and by what the walk goes. What there is no room for is left
// out whole, but for what is wrong: as much of that is said as there is room for.
func (h Header) outside(w int) string {
	th, o := h.Theme, h.View.Outside
	left := []span{{text: "ringside", ink: th.Strong}, {text: th.Spell(draw.Clean(o.What)), ink: th.Text}, {text: o.Mode, ink: th.Accent}}
	if h.Shape == layout.Narrow {
		left = []span{{text: th.Spell(h.Place), ink: th.Accent}, {text: o.Mode, ink: th.Accent}}
	}
	waits := span{text: th.Spell(draw.Clean(o.Waits)), ink: th.Text}
	if o.Failed {
		waits.ink = th.Bad
	}
	var right []span
	if h.View.Ring != nil {
		s := h.View.Settings
		copies := "N " + Copies(s)
		if o.Keyspace != "" {
			right = append(right, span{text: "keyspace " + th.Spell(draw.CleanTo(o.Keyspace, 24)), ink: th.Text})
		} else {
			copies += " assumed: no keyspace"
		}
		if o.Reads {
			levels := "R " + s.R.String()
			if o.Writes {
				levels += "  W " + s.W.String()
			}
			right = append(right, span{text: levels, ink: th.Text})
		}
		right = append(right, span{text: copies, ink: th.Text}, span{text: count.Of(h.View.Ring.Size(), "node"), ink: th.Text})
	}
	if waits.text != "" { // that matters most
		right = nil
		if h.View.Ring == nil || width(left)+30 > w {
			left = left[:1]
		}
		return draw.Line(w, func(c *draw.Canvas) {
			spans(c, 1, left)
			c.TextTo(1+width(left)+2, 0, w-1, waits.text, waits.ink)
		})
	}
	tooWide := func() bool { return width(left)+width(right)+3 > w }
	if len(right) > 1 && tooWide() { // how many nodes
		right = right[:len(right)-1]
	}
	if o.Keyspace != "" && len(right) > 1 && tooWide() { // the levels and N are left out last: they say how many must answer
		right = right[1:]
	}
	if len(right) > 0 && o.Keyspace == "" && tooWide() {
		right[len(right)-1].text = "N " + Copies(h.View.Settings) + " assumed"
	}
	for o.Reads && len(left) > 1 && tooWide() { // what it is matters less than the levels in force
		left = left[1:]
	}
	if width(left)+width(right)+3 > w {
		right = nil
	}
	for len(left) > 1 && width(left)+2 > w {
		left = left[1:]
	}
	return draw.Line(w, func(c *draw.Canvas) {
		spans(c, 1, left)
		spans(c, w-1-width(right), right)
	})
}
