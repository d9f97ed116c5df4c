// How the page of the lab is drawn.

package page

import (
	"fmt"
	"image"
	"strings"
	"time"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/internal/count"
	"ringside/tui/draw"
)

// labDrawing is the page being drawn.
type labDrawing struct {
	labStamp
	c     *draw.Canvas
	cells []labHit
}

// labHit is where a cell of the map stands.
type labHit struct {
	place image.Rectangle
	r, w  int
}

// labCellWidth is how wide a cell of the map is, and labMapLeft where the map begins.
const (
	labCellWidth = 10
	labMapLeft   = 7
)

func (d *labDrawing) write() {
	th := d.theme
	if d.all == nil || d.now == nil {
		d.c.TextTo(1, 0, d.w, th.Spell("calculating …"), th.Dim)
		return
	}
	n := d.cell.n
	cells := min(n, max((d.w/2-labMapLeft-1)/labCellWidth, min(n, 3))) // the curve has the other half
	left := max(labMapLeft+cells*labCellWidth+3, d.w/3)
	said := d.sentence(true)
	if bottom := d.h - len(said) - 1; d.w-left > 20 && bottom > 5 {
		d.heat(cells, bottom, left-1)
		d.curve(left, 0, d.w-1, bottom)
		d.end(said)
		return
	}
	cells = min(n, max((d.w-labMapLeft-1)/labCellWidth, 1))
	if bottom, below := d.h-len(said)-1, 4+2*n+1; bottom-below >= 10 && d.w > 30 { // a tall narrow place
		d.heat(cells, below, d.w)
		d.curve(1, below, d.w-1, bottom)
		d.end(said)
		return
	}
	said = d.sentence(false)
	d.heat(cells, d.h-len(said), d.w)
	d.end(said)
}

// title is what the map shows.
func (d *labDrawing) title() string {
	switch d.shows {
	case readMap:
		return "read, p99.9 in ms"
	case writeMap:
		return "write, p99.9 in ms"
	case staleMap:
		return "stale reads, " + whenText(labAfters[d.after])
	}
	return "nodes that may go"
}

// whenText says when a read begins.
func whenText(after time.Duration) string {
	if after <= 0 {
		return "at the ack"
	}
	return event.Millis(after) + " after the ack"
}

// value returns what the map shows of an R and a W, and its weight: 0 is best, 1 worst.
func (d *labDrawing) value(r, w int) (text string, weight float64) {
	part := func(v, most time.Duration) float64 { return float64(v) / float64(max(most, 1)) }
	n := d.cell.n
	switch d.shows {
	case readMap:
		t := d.all.Read(r)
		return strings.TrimSuffix(event.Millis(t), " ms"), part(t, d.all.Read(n))
	case writeMap:
		t := d.all.Write(w)
		return strings.TrimSuffix(event.Millis(t), " ms"), part(t, d.all.Write(n))
	case staleMap:
		stale, most := d.all.Stale(r, w, d.after), d.all.Stale(1, 1, d.after)
		if most == 0 {
			most = 1
		}
		return percentText(stale), stale / most
	}
	down := n - max(r, w)
	return fmt.Sprint(down), 1 - float64(down)/float64(max(n-1, 1))
}

// percentText writes a part of 1 with as many digits as it needs.
func percentText(part float64) string {
	switch {
	case part == 0:
		return "0%"
	case part < .0001:
		return "<0.01%"
	case part < .1:
		return fmt.Sprintf("%.2f%%", 100*part)
	case part >= .9995 && part < 1:
		return ">99.9%"
	}
	return fmt.Sprintf("%.1f%%", 100*part)
}

// heat draws the map around the present R and W in so many lines: with a line between two
// rows, and a frame around the present one; or without, where all rows have no room like that.
func (d *labDrawing) heat(cells, h, right int) {
	th := d.theme
	head, apart := 2, 2
	rows := min(d.cell.n, max((h-4)/2, 1))
	if rows < d.cell.n {
		head, apart = 1, 1
		rows = min(d.cell.n, max(h-2, 1))
	}
	d.c.TextTo(1, 0, right, d.title(), th.Strong)
	firstR, firstW := window(d.cell.r, rows, d.cell.n), window(d.cell.w, cells, d.cell.n)
	for i := range cells {
		ink := th.Dim
		if firstW+i == d.cell.w {
			ink = th.Accent
		}
		d.c.TextRight(labMapLeft+(i+1)*labCellWidth-2, head, fmt.Sprintf("W %d", firstW+i), ink)
	}
	for j := range rows {
		r, y := firstR+j, head+apart*(j+1)
		ink := th.Dim
		if r == d.cell.r {
			ink = th.Accent
		}
		d.c.TextRight(labMapLeft-1, y, fmt.Sprintf("R %d", r), ink)
		for i := range cells {
			if r == d.cell.r && firstW+i == d.cell.w {
				d.frame(labMapLeft+i*labCellWidth, y, apart > 1)
			}
			x := labMapLeft + i*labCellWidth
			d.number(x, y, r, firstW+i)
			d.cells = append(d.cells, labHit{image.Rect(x, y-apart+1, x+labCellWidth, y+1), r, firstW + i})
		}
	}
}

// window returns the first of so many of n that has one of them in view.
func window(at, room, n int) int { return min(max(at-room/2, 1), n-room+1) }

// number draws a cell of the map: the number, and a column as high as it is bad.
func (d *labDrawing) number(x, y, r, w int) {
	th := d.theme
	text, weight := d.value(r, w)
	ink := th.Text
	if r == d.cell.r && w == d.cell.w {
		ink = th.Accent
	}
	d.c.TextRight(x+labCellWidth-2, y, text, ink)
	columns := []rune("▁▂▃▄▅▆▇█")
	if th.ASCII {
		columns = []rune(".:-=+*%#")
	}
	level := min(int(weight*float64(len(columns))), len(columns)-1)
	d.c.Set(x+labCellWidth-1, y, string(columns[level]), th.Dim)
}

// frame draws a frame around a cell of the map, or only its sides.
func (d *labDrawing) frame(x, y int, whole bool) {
	f, ink := d.theme.Frame, d.theme.Focus
	right := x + labCellWidth
	d.c.Set(x, y, f.Left, ink)
	d.c.Set(right, y, f.Right, ink)
	if !whole {
		return
	}
	d.c.Set(x, y-1, f.TopLeft, ink)
	d.c.Set(right, y-1, f.TopRight, ink)
	d.c.Set(x, y+1, f.BottomLeft, ink)
	d.c.Set(right, y+1, f.BottomRight, ink)
	for i := x + 1; i < right; i++ {
		d.c.Set(i, y-1, f.Top, ink)
		d.c.Set(i, y+1, f.Bottom, ink)
	}
}

// sentence says what the present R and W come to, in lines for the bottom; and what the
// points on the curve are, if it is drawn.
func (d *labDrawing) sentence(curve bool) []string {
	p, after := d.now, labAfters[d.after]
	text := fmt.Sprintf("R %s W %s: ", draw.Clean(d.cell.levels.R.String()), draw.Clean(d.cell.levels.W.String()))
	fresh := p.Consistent(after)
	switch most := p.Visibility(999_000); {
	case fresh == 1:
		text += "every read " + whenText(after) + " was fresh in all trials"
	case most <= after:
		text += fmt.Sprintf("%s of the reads %s are fresh", percentText(fresh), whenText(after))
	default:
		text += fmt.Sprintf("%s of the reads %s are fresh, and 99.9%% %s", percentText(fresh), whenText(after), whenText(most))
	}
	text += fmt.Sprintf("; p99.9: read %s, write %s. ", event.Millis(p.Read(999_000)), event.Millis(p.Write(999_000)))
	text += fmt.Sprintf("The model: the coordinator keeps no copy, reads ask all %d, nothing is repaired, %s", d.cell.n, count.Of(d.all.Count, "trial"))
	if d.cell.copies != "" {
		text += "; any node may coordinate; the map counts answers from anywhere"
	}
	if curve && d.measured != nil {
		text += fmt.Sprintf("; %s: the engine itself, %s writes", d.engineSign(), engine.Count(labWrites))
	}
	lines := draw.Wrap(d.theme.Spell(text+"."), max(d.w-2, 8))
	if room := max(d.h-6, 1); len(lines) > room {
		lines[room-1] += " " + lines[room] // cut, and seen to be cut
		lines = lines[:room]
	}
	return lines
}

// end writes the last lines.
func (d *labDrawing) end(lines []string) {
	for i, line := range lines {
		d.c.TextTo(1, d.h-len(lines)+i, d.w, line, d.theme.Dim)
	}
}
