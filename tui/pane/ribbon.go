// The ribbon over the log: how likely an outcome was at each step of the session.

package pane

import (
	"fmt"

	"ringside/engine"
	"ringside/engine/event"
)

// Ribbon is how likely something was at each step of a session, and since when it could not be
// stopped. It never changes.
type Ribbon struct {
	Step int // the point of no return; 0: there is none, or it was so from the beginning

	shares []float64
	last   int         // the step of the last share
	end    event.Event // what happened there
}

// NewRibbon returns the ribbon of a session that v shows at its end, with the share of the futures
// at each of its steps, from its beginning.
func NewRibbon(v *engine.View, shares []float64, certain int) *Ribbon {
	r := &Ribbon{Step: certain, shares: shares, last: v.Trace.Len()}
	if r.last > 0 {
		r.end = *v.Trace.At(r.last)
	}
	return r
}

// Of reports whether a ribbon is about the session that is shown: nothing else has happened in it.
// Before the last step of the ribbon that can't be told from the trace, and is taken to be so.
func (r *Ribbon) Of(v *engine.View) bool {
	return r != nil && (v.Trace.Len() < r.last || r.last == 0 || *v.Trace.At(r.last) == r.end)
}

// ribbonCells is how many cells a ribbon has at most.
const ribbonCells = 16

// ShareSign returns the sign of a share, from none to all.
func ShareSign(share float64, ascii bool) rune {
	signs := []rune(" ▁▂▃▄▅▆▇█")
	if ascii {
		signs = []rune("_.:-=+*%#")
	}
	return signs[int(share*float64(len(signs)-1)+.5)]
}

// text returns the ribbon and the name of its point of no return.
func (r *Ribbon) text(ascii bool) string {
	cells := min(len(r.shares), ribbonCells)
	signs := make([]rune, cells)
	for x := range signs {
		signs[x] = ShareSign(r.shares[(x+1)*len(r.shares)/cells-1], ascii)
	}
	if r.Step == 0 {
		return string(signs)
	}
	return fmt.Sprintf("%s no return: step %d", string(signs), r.Step)
}
