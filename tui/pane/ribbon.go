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
	branch int
	trace  event.Trace
}

// NewRibbon returns the ribbon of a session that v shows at its end, on a branch of it, with the share of the
// futures at each of its steps, from its beginning.
func NewRibbon(v *engine.View, branch int, shares []float64, certain int) *Ribbon {
	return &Ribbon{Step: certain, shares: shares, branch: branch, trace: v.Trace}
}

// Of reports whether a ribbon is about the session and the branch that are shown: nothing else has happened
// there. On another branch something else may still happen where both have the same past.
func (r *Ribbon) Of(v *engine.View, branch int) bool {
	if r == nil || branch != r.branch {
		return false
	}
	at := min(v.Trace.Len(), r.trace.Len())
	return at == 0 || *v.Trace.At(at) == *r.trace.At(at)
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
