// The columns of the walk: how wide they are, and which of them fall out first.

package pane

import (
	"ringside/engine"
	"ringside/tui/draw"
)

// measure sets the widths of the columns from their contents.
func (d *walkDrawing) measure(w int) {
	d.labelW, d.nameW = 2, 2
	for _, r := range d.rows {
		if r.wrap || r.folded > 0 || d.Covered {
			continue
		}
		d.labelW = max(d.labelW, draw.Width(d.rowLabel(&r)))
		d.nameW = max(d.nameW, draw.Width(d.nameIn(r.hop.Node, longestName)))
	}
	d.nameW = min(d.nameW, max(d.nameCells, w-d.labelW-10-minReason-len("nothing")-3))
	if !d.knowsCopies() || d.Covered {
		return
	}
	d.giveWay(w)
	if d.holdW > w/2 && !d.unlabelled {
		d.holdW = d.widestHeld(w/2-2) + 2
	}
}

// giveWay finds room for what the replicas hold: reasons are said in short, then those fall out
// that do not fit, then the labels of the slots. A version is whole as long as it can be; of a value so much is
// shown as there is room for.
func (d *walkDrawing) giveWay(w int) {
	need := d.widestHeld(longestHeld) + 2
	least := min(need, d.leastHeld()+2)
	for _, leave := range []func(){nil, func() { d.bare = true }, func() { d.unlabelled = true }} {
		if leave != nil {
			leave()
		}
		if room := w - d.reasonAt() - d.leastReason() - 1; room >= least {
			if d.holdW = need; need > room {
				d.holdW = d.widestHeld(room-2) + 2
			}
			return
		}
	}
	if room := w - d.reasonAt() - d.leastReason() - 1; room >= len("n1:1")+2 {
		d.holdW = d.widestHeld(room-2) + 2
		return
	}
	d.bare, d.unlabelled = false, false
}

// leastHeld returns how many cells it takes to tell apart what the replicas hold: the names of
// versions, and how many siblings there are.
func (d *walkDrawing) leastHeld() (w int) {
	for i := range d.rows {
		if r := &d.rows[i]; r.keeps() {
			set := d.copyOn(r.hop.Node)
			switch {
			case set == nil || len(set.Siblings) == 0:
				w = max(w, len("nothing"))
			case len(set.Siblings) > 1:
				w = max(w, len("2 siblings"))
			default:
				w = max(w, draw.Width(d.sibling(set.Siblings[0], minValue+3+draw.Width(d.dot(set.Siblings[0].Dot)))))
			}
		}
	}
	return w
}

// leastReason is how many cells the shortest reasons take, and what a node is that is not up.
func (d *walkDrawing) leastReason() (w int) {
	for i := range d.rows {
		r := &d.rows[i]
		if !r.keeps() {
			continue
		}
		if health := d.health(r.hop.Node); health != engine.Up {
			_, word, _ := ill(d.Theme, health)
			w = max(w, draw.Width(word))
		} else if !d.bare {
			w = max(w, draw.Width(d.shortReason(r)))
		}
	}
	return w + 1
}

// widestHeld writes into the rows what the replicas hold, each in at most w cells, and
// returns the largest width.
func (d *walkDrawing) widestHeld(w int) int {
	widest := 0
	for i := range d.rows {
		if r := &d.rows[i]; r.keeps() {
			r.held = d.keeping(r.hop, w)
			widest = max(widest, draw.Width(r.held))
		}
	}
	return widest
}

// longestHeld is the most cells that are shown of what a replica holds.
const longestHeld = 40

// minReason is how many cells a reason gets before a name may take more than usual.
const minReason = 19

// reasonAt returns the column where the reasons begin.
func (d *walkDrawing) reasonAt() int { return d.glyphAt() + 2 + d.nameW + 3 }

// glyphAt returns the column of the nodes' signs.
func (d *walkDrawing) glyphAt() int {
	if d.unlabelled {
		return 4
	}
	return 4 + d.labelW + 1
}
