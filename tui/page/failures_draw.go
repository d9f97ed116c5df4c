// How the page of failures is drawn.

package page

import (
	"fmt"
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/failures"
	"ringside/internal/count"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// lossDrawing is a part of the page being drawn.
type lossDrawing struct {
	*failuresPage
	c    *draw.Canvas
	th   *theme.Theme
	of   *losses // nil: it is being worked out
	w, y int
}

// mostResults is more lines than what is lost ever takes.
const mostResults = 160

// draw draws the page: what can go around the cursor, and what is lost then. Where that has
// no room, it scrolls when the cursor goes on beyond the last row.
func (p *failuresPage) draw(th *theme.Theme, of *losses, cursor, w, h int) []string {
	room := p.room(h)
	part := func(h int) *lossDrawing {
		c := draw.NewCanvas(w, h)
		c.More = th.Signs.More
		return &lossDrawing{failuresPage: p, c: c, th: th, of: of, w: w}
	}
	list, results := part(listTop+room), part(mostResults)
	list.list(cursor, room)
	results.results()
	space := max(h-listTop-room, 0)
	p.hidden = max(results.y-space, 0)
	skip := min(max(cursor-len(p.rows)+1, 0), p.hidden)
	if skip > 0 {
		results.c.Set(w-1, skip, th.Signs.Up, th.Dim)
	}
	if skip < p.hidden {
		results.c.Set(w-1, skip+space-1, th.Signs.Down, th.Dim)
	}
	return append(list.c.Lines(), results.c.Lines()[skip:skip+space]...)
}

// results draws what is lost.
func (d *lossDrawing) results() {
	d.y = 1
	if d.of == nil {
		d.c.TextTo(1, d.y, d.w, d.th.Spell("calculating …"), d.th.Dim)
		return
	}
	d.table(d.of.now.name, []lossRow{d.of.now}, d.th.Strong)
	if why := d.of.why; why[1] == "" {
		d.say(why[0], d.th.Dim)
	} else {
		d.say("reads: "+why[0], d.th.Dim)
		d.say("writes: "+why[1], d.th.Dim)
	}
	d.y++
	d.pairs()
	d.y++
	d.table("at other levels", d.of.levels, d.th.Text)
	if d.of.from != "" {
		d.say(coordinatorText(d.of.from)+", as the chosen row", d.th.Dim)
	}
}

// list draws what is gone, and the rows around the cursor.
func (d *lossDrawing) list(cursor, room int) {
	x := d.c.TextTo(1, 0, d.w, "gone: ", d.th.Dim)
	if names := d.goneNames(); names != "" {
		if x = d.c.TextTo(x, 0, d.w, names, d.th.Bad); slices.Equal(d.gone, d.lost) {
			d.c.TextTo(x, 0, d.w, ", as found", d.th.Dim)
		}
	} else {
		d.c.TextTo(x, 0, d.w, "none", d.th.Dim)
	}
	first := d.first(cursor, room)
	d.y = listTop
	for i := first; i < first+room; i++ {
		d.row(i, i == min(cursor, len(d.rows)-1))
		d.y++
	}
	if first > 0 {
		d.c.Set(d.w-1, listTop, d.th.Signs.Up, d.th.Dim)
	}
	if first+room < len(d.rows) {
		d.c.Set(d.w-1, listTop+room-1, d.th.Signs.Down, d.th.Dim)
	}
}

// row draws a node, a rack or a data centre.
func (d *lossDrawing) row(i int, chosen bool) {
	r, ink := &d.rows[i], d.th.Text
	gone := d.allGone(r)
	if chosen {
		d.c.Set(1, d.y, d.th.Signs.Here, d.th.Accent)
		ink = d.th.Strong
	}
	if !r.whole {
		glyph, of := d.th.Node(int(r.nodes[0]))
		if gone {
			glyph, of = d.th.Signs.Refused, d.th.Bad
		}
		d.c.Set(3, d.y, glyph, of)
	}
	end := max(d.w-22, d.w/2)
	x := d.c.TextTo(5, d.y, end, d.th.Spell(draw.Clean(r.name)), ink)
	if r.whole {
		d.c.TextTo(x, d.y, end, ", "+count.Of(len(r.nodes), "node"), d.th.Dim)
	}
	switch {
	case gone:
		d.c.TextRight(d.w-2, d.y, "gone", d.th.Bad)
	case d.with(i) != nil:
		share := *d.with(i)
		of := d.th.Dim
		if !share.None() {
			of = d.th.Doubt
		}
		x := d.c.TextRight(d.w-2, d.y, shareText(share), of)
		d.c.TextRight(min(x-1, d.w-9), d.y, "with it", d.th.Dim)
	}
}

// with returns what is lost if a row goes, too; nil if it is being worked out.
func (d *lossDrawing) with(i int) *failures.Share {
	switch a := &d.also; {
	case d.of == nil:
	case i < len(d.of.also):
		return &d.of.also[i]
	case a.known && a.of.lossQuestion == d.query.of && i >= a.of.first && i < a.of.first+len(a.answer):
		return &a.answer[i-a.of.first]
	}
	return nil
}

// table draws what is lost to levels.
func (d *lossDrawing) table(title string, rows []lossRow, ink theme.Ink) {
	if len(rows) == 0 {
		return
	}
	columns := [3]int{d.w - 19, d.w - 10, d.w - 2}
	if title != rows[0].name {
		d.c.TextTo(1, d.y, columns[0]-7, title, d.th.Dim)
	} else {
		d.c.TextTo(1, d.y, columns[0]-7, "lost then", d.th.Dim)
	}
	for i, head := range [...]string{"reads", "writes", "data"} {
		d.c.TextRight(columns[i], d.y, head, d.th.Dim)
	}
	d.y++
	for _, r := range rows {
		d.c.TextTo(1, d.y, columns[0]-7, r.name, ink)
		for i, share := range [...]failures.Share{r.reads, r.writes, r.data} {
			of := d.th.Dim
			if !share.None() {
				of = d.th.Bad
			}
			d.c.TextRight(columns[i], d.y, shareText(share), of)
		}
		d.y++
	}
}

// coordinatorText says from which data centre is asked, which matters to levels that count there.
func coordinatorText(dc string) string {
	return "local levels: the coordinator is in " + draw.Clean(dc)
}

// say writes a sentence.
func (d *lossDrawing) say(text string, ink theme.Ink) {
	for _, line := range draw.Wrap(d.th.Spell(draw.Clean(text)), max(d.w-2, 8)) {
		d.c.TextTo(1, d.y, d.w, line, ink)
		d.y++
	}
}

// pairs names the pairs of nodes that hurt most, and some that don't.
func (d *lossDrawing) pairs() {
	t := &d.of.pairs
	if t.Sets == 0 {
		return
	}
	if t.Hit == 0 {
		d.say(fmt.Sprintf("no two nodes take anything with them (%s)", count.Of(t.Sets, "pair")), d.th.Good)
		return
	}
	var worst []string
	for _, f := range t.Worst[:min(len(t.Worst), 3)] {
		worst = append(worst, d.names(f.Set)+" "+shareText(f.Lost))
	}
	d.say(fmt.Sprintf("%s of %s take something with them; the worst: %s", engine.Count(t.Hit), count.Of(t.Sets, "pair"), strings.Join(worst, ", ")), d.th.Text)
	var harmless []string
	for _, f := range t.Harmless[:min(len(t.Harmless), 3)] {
		harmless = append(harmless, d.names(f.Set))
	}
	if len(harmless) > 0 {
		d.say("harmless, among others: "+strings.Join(harmless, ", "), d.th.Dim)
	}
}

// names names the nodes of a set.
func (d *lossDrawing) names(set []int) string {
	var all []string
	for _, at := range set {
		all = append(all, draw.Clean(d.failuresPage.of.Nodes()[d.of.nodes[at]].Name))
	}
	return strings.Join(all, "+")
}

// shareText writes a share of the ring.
func shareText(s failures.Share) string {
	switch part := s.Float(); {
	case s.None():
		return "none"
	case s.Whole:
		return "all"
	case part < .0005:
		return "<0.1%"
	case part > .9995:
		return ">99.9%"
	default:
		return fmt.Sprintf("%.1f%%", 100*part)
	}
}
