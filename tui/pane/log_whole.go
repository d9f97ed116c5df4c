// The selected event in full, below a log whose lines are short.

package pane

import "ringside/tui/draw"

// wholeLines is how many lines below the list tell the selected event in full where a line of
// the list has no room for all of it, and leastListed how many the list keeps above them.
const wholeLines, leastListed = 2, 6

// LogRows returns how many events a log of w × h cells lists.
func LogRows(w, h int) int {
	if w < noteWidth && h >= leastListed+wholeLines {
		return h - wholeLines
	}
	return h
}

// whole tells the selected event in the lines of h that the list leaves free.
func (d *logDrawing) whole(h int) {
	if d.h == h || len(d.x.steps) == 0 {
		return
	}
	line := d.words(d.Scene, int(d.selectedStep()))
	text := line.Who + "  " + line.What
	if line.Note != "" {
		text += "; " + line.Note
	}
	at := line.at + " s "
	lines := draw.Wrap(d.Theme.Spell(draw.Clean(at+text)), d.w-2)
	for i := range min(len(lines), wholeLines) {
		x := 1
		if i == 0 {
			x, lines[0] = d.c.Text(1, d.h, at, d.Theme.Dim), lines[0][min(len(at), len(lines[0])):]
		}
		if i == wholeLines-1 && len(lines) > wholeLines {
			lines[i] = d.cut(lines[i]+" "+lines[i+1], d.w-2)
		}
		d.c.TextTo(x, d.h+i, d.w, lines[i], d.Theme.Text)
	}
}

// noteWidth is the width from which on a line has room for its note.
const noteWidth = 76

// selectedStep returns the step of the selected line.
func (d *logDrawing) selectedStep() uint32 {
	if d.Log.Follow || d.Log.Step == 0 {
		return d.x.steps[len(d.x.steps)-1]
	}
	return d.x.steps[d.x.rowOf(d.Log.Step)]
}
