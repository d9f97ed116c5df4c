// The walk's pane: hop by hop, and what each replica holds.

package pane

import (
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// Walk lists the hops of the key's walk with their reasons, and beside each replica what
// it holds now. Its foot says how safe that is.
type Walk struct {
	last  picture
	rows  []walkRow // of the last picture: their memory is used again
	found int       // how many rows a filter lets through
}

// Title returns the pane's name, and says that a walk is an example.
func (p *Walk) Title(s Scene) (string, []string) {
	if s.Example {
		return "Walk", exampleNote
	}
	return "Walk", append(s.tokenNotes(), s.filterNotes(p.found)...)
}

// tokenNotes says whether a real cluster gives the key the token that the walk begins at;
// nothing while it has not been heard, and of an embedded cluster. Where tablets decide the walk is not true.
func (s *Scene) tokenNotes() []string {
	if o := s.View.Outside; o != nil && o.Tablets {
		return []string{"not where its tablets are"}
	}
	if s.View.Outside == nil || !s.View.Outside.Token.Known || s.View.Outside.Token.Key != s.Key {
		return nil
	}
	if t := s.View.Outside.Token.Token; t != s.Walk.Token {
		return []string{"the server's token is " + strconv.FormatInt(int64(t), 10)}
	}
	return []string{"token as the server's"}
}

// about is what the picture depends on.
func (p *Walk) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.key, of.hops, of.covered, of.cursor, of.invite = s.Key, s.firstHop(), s.Covered, s.Cursor, s.Invite
	of.example, of.filter = s.Example, s.Filter
	return of
}

func (p *Walk) kind() kind      { return walkKind }
func (p *Walk) fresh() pictured { return new(Walk) }

// Lines returns the walk in h lines of w cells, scrolled by Cursor lines.
func (p *Walk) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
}

func (p *Walk) paint(s Scene, w, h int) {
	d := walkDrawing{Scene: &s, c: &p.last.canvas, rows: p.rows[:0]}
	d.draw(w, h)
	p.rows, p.found = d.rows, len(d.rows)
}

// Overflow returns how many lines do not fit in w × h cells: how far Cursor can go.
func (p *Walk) Overflow(s Scene, w, h int) int {
	d := walkDrawing{Scene: &s}
	head, foot := d.divide(w, h)
	return max(len(d.rows)-(h-head-foot), 0)
}

// Count returns how many rows the list has, as its filter lets them through.
func (p *Walk) Count(s Scene) int {
	d := walkDrawing{Scene: &s}
	d.listRows()
	return len(d.rows)
}

// NodeAt returns the node of the hop in a line of w × h cells; false if there is none.
func (p *Walk) NodeAt(s Scene, y, w, h int) (ring.NodeID, bool) {
	d := walkDrawing{Scene: &s}
	head, foot := d.divide(w, h)
	from, to := scrolled(len(d.rows), h-head-foot, d.Cursor)
	i := from + y - head
	if y < head || i >= to || s.Covered || d.rows[i].wrap {
		return ring.None, false
	}
	return d.rows[i].hop.Node, true
}

// headLines is how many lines the key and a space below it take of h; above an example
// stands what to press. The space gives way to the foot.
func (d *walkDrawing) headLines(h int) int {
	switch {
	case d.Example && h >= 8:
		return 4
	case d.Example && h >= 4:
		return 2
	case d.Example:
		return min(h, 1)
	case h >= 6 && !d.joined && (h > min(len(d.rows), rowsAbove)+2 || d.Covered):
		return 2
	case h >= 2:
		return 1
	}
	return 0
}

// foldAfter is how many equal skips in a row are shown before they are folded;
// a fold hides two at least.
const foldAfter = 2

// walkDrawing is a walk being drawn.
type walkDrawing struct {
	*Scene
	c      *draw.Canvas
	rows   []walkRow
	labelW int
	nameW  int
	holdW  int
	foot   []string // how safe the key is kept
	joined bool     // the way past the top has no line of its own

	bare, unlabelled bool // there is no room for all reasons, nor for the labels of slots
}

// divide lists the rows, and returns how many lines of h stand above them and below. Where the
// foot would not have the lines that it takes in the end, the way past the top has none of its own
// as long as there is a foot, nor if the last replica would be the only one out of sight.
func (d *walkDrawing) divide(w, h int) (head, foot int) {
	d.listRows()
	usual := 1
	if w < oneLineFoot {
		usual = 2
	}
	if h-1-min(len(d.rows), rowsAbove) < usual && d.footText() != "" || d.lastReplica() == h {
		d.joinWrap()
	}
	head = d.headLines(h)
	foot = d.stand(w, h-head)
	if need := len(d.rows) + 2 + len(d.View.Kept); !d.Covered && !d.Example && d.Key != "" && h >= need && h < need+head+foot && ShowsClocks(d.View) {
		d.joinWrap() // what versions had seen comes before how well they are kept
		d.foot = nil
		return 1, 0
	}
	return head, foot
}

// lastReplica is the number of the row of the last replica.
func (d *walkDrawing) lastReplica() (row int) {
	for i := range d.rows {
		if d.rows[i].replica > 0 {
			row = i + 1
		}
	}
	return row
}

// joinWrap marks the way past the top at the hop behind it.
func (d *walkDrawing) joinWrap() {
	i := slices.IndexFunc(d.rows, func(r walkRow) bool { return r.wrap })
	if i >= 0 && i+1 < len(d.rows) {
		d.rows = slices.Delete(d.rows, i, i+1)
		d.rows[i].wrapped, d.joined = true, true
	}
}

func (d *walkDrawing) draw(w, h int) {
	if h == 0 {
		return
	}
	if d.Key == "" {
		d.c.TextTo(1, min(h-1, 1), w, "no key chosen yet"+d.invitation(), d.Theme.Dim)
		return
	}
	head, foot := d.divide(w, h)
	if d.Example {
		defer d.invite(w)
	}
	d.head(w, head)
	d.measure(w)
	from, to := scrolled(len(d.rows), h-head-foot, d.Cursor)
	for i := from; i < to; i++ {
		d.row(head+i-from, w, &d.rows[i])
	}
	d.clocks(head+to-from+1, h-foot-min(foot, 1), w)
	if h > head {
		d.more(d.c, head, h-foot-1, from > 0, to < len(d.rows))
	}
	d.drawFoot(w, h)
}

// invite fades the example and says above it what to press.
func (d *walkDrawing) invite(w int) {
	d.c.Fade(0, d.Theme.Dim)
	d.c.TextTo(1, 0, w, d.Invite, d.Theme.Text)
}

// head shows the key and its token in so many lines: beside each other, else one below
// the other. The key, which is what people know, comes first: the token is shown whole, or not at all.
func (d *walkDrawing) head(w, lines int) {
	first := 0
	if d.Example { // its first line says what to press
		first, lines = lines/2, lines/2+1
	}
	if lines == 0 || d.Example && first == 0 {
		return
	}
	token := strconv.FormatInt(int64(d.Walk.Token), 10)
	room := w - 5 - 1
	whole := draw.Width(d.text(d.Key, room))
	beside := whole <= room-len(token)-10 || lines < 2 && room-len(token)-10 >= min(mostKey, whole)
	if beside {
		room -= len(token) + 10
	}
	x := d.c.TextTo(1, first, w, "key ", d.Theme.Dim)
	x, y := d.c.TextTo(x, first, w, d.text(d.Key, room), d.Theme.Accent)+4, first
	if !beside {
		x, y = 1, first+1
	}
	if y < lines && x+len("token ")+len(token) <= w {
		x = d.c.Text(x, y, "token ", d.Theme.Dim)
		d.c.Text(x, y, token, d.Theme.Text)
	}
}

// listRows makes the list of lines from the hops.
func (d *walkDrawing) listRows() {
	if d.Key == "" {
		return
	}
	if d.Covered {
		for i := range d.View.Settings.Placement.N {
			d.rows = append(d.rows, walkRow{replica: i + 1})
		}
		return
	}
	hops, replica := d.Walk.Hops, 0
	if f := newRowFilter(d.Scene); f != nil {
		d.listSome(f)
		return
	}
	for i := 0; i < len(hops); {
		h := hops[i]
		if h.Wraps {
			d.rows = append(d.rows, walkRow{wrap: true})
		}
		if h.Decision != ring.Skip {
			row := walkRow{hop: h}
			if h.Decision == ring.Replica {
				replica++
				row.replica = replica
			}
			d.rows = append(d.rows, row)
			i++
			continue
		}
		run := equalSkips(hops[i:])
		shown := run
		if run > foldAfter+1 {
			shown = foldAfter
		}
		for _, h := range hops[i : i+shown] {
			d.rows = append(d.rows, walkRow{hop: h})
		}
		if shown < run {
			d.rows = append(d.rows, walkRow{hop: hops[i], folded: run - shown})
		}
		i += run
	}
	for _, h := range d.Walk.Pending {
		d.rows = append(d.rows, pendingRow(h))
	}
}

// pendingRow is the row of a node that is about to be a replica.
func pendingRow(h engine.PendingHop) walkRow {
	return walkRow{hop: ring.Hop{Slot: h.Slot, Node: h.Node}, pending: true}
}

// listSome lists the hops that a filter lets through, none of them folded.
func (d *walkDrawing) listSome(f *rowFilter) {
	replica := 0
	for _, h := range d.Walk.Hops {
		row := walkRow{hop: h}
		text := d.label(h.Slot) + " skip"
		switch h.Decision {
		case ring.Replica:
			replica++
			row.replica = replica
			text = d.label(h.Slot) + " replica"
		case ring.Fallback:
			text = d.label(h.Slot) + " stand-in"
		}
		if f.lets(d.View.Nodes[h.Node].Name, text+" "+d.View.Ring.Explain(h)+" "+d.health(h.Node).String()) {
			d.rows = append(d.rows, row)
		}
	}
	for _, h := range d.Walk.Pending {
		row := pendingRow(h)
		if f.lets(d.View.Nodes[h.Node].Name, d.rowLabel(&row)+" "+d.pendingReason()+" "+d.health(h.Node).String()) {
			d.rows = append(d.rows, row)
		}
	}
}

// equalSkips counts the skips for the same reason at the beginning of hops, up to where
// the walk wraps.
func equalSkips(hops []ring.Hop) int {
	n := 1
	for n < len(hops) && hops[n].Decision == ring.Skip && hops[n].Reason == hops[0].Reason && !hops[n].Wraps {
		n++
	}
	return n
}

func (d *walkDrawing) row(y, w int, r *walkRow) {
	th := d.Theme
	switch {
	case d.Covered:
		d.c.Text(1, y, strconv.Itoa(r.replica), th.Accent)
		d.c.Text(4, y, "?", th.Doubt)
	case r.wrap:
		d.c.Text(1, y, th.Signs.Wrap, th.Dim)
		d.c.TextTo(d.reasonAt(), y, w, "past the top of the ring", th.Dim)
	case r.folded > 0:
		d.c.Text(1, y, th.Signs.More, th.Dim)
		d.c.TextTo(4, y, w, strconv.Itoa(r.folded)+" more slots "+ofWhich(r.hop.Reason), th.Dim)
	default:
		d.hop(y, w, r)
	}
}

// ofWhich says which slots were folded.
func ofWhich(r ring.Reason) string {
	switch r {
	case ring.IsReplica:
		return "of nodes that are already replicas"
	case ring.StandsAlready:
		return "of nodes that already stand in"
	case ring.RackTaken, ring.RepeatsDone, ring.RackUsed:
		return "in racks that have one"
	case ring.SetAside:
		return "of nodes set aside"
	case ring.DCFull:
		return "in data centres that have all theirs"
	case ring.DCUnasked:
		return "in data centres that get no replicas"
	case ring.Leaves:
		return "of nodes that are leaving"
	case ring.IsPending:
		return "of pending replicas"
	case ring.IsDown:
		return "of nodes that are down"
	}
	return "passed over"
}

// hop draws one hop: 1  t8 ■ n4   first token ≥ hash     "milk" n4:7
func (d *walkDrawing) hop(y, w int, r *walkRow) {
	th, h := d.Theme, r.hop
	skipped := h.Decision == ring.Skip
	mark, ink := strconv.Itoa(r.replica), th.Accent
	text := th.Text
	switch {
	case r.pending:
		mark = th.Signs.Pending
	case skipped:
		mark, ink, text = th.Signs.Skip, th.Dim, th.Dim
	case h.Decision == ring.Fallback:
		mark = th.Signs.Fallback
	}
	if r.wrapped {
		d.c.Text(0, y, th.Signs.Wrap, th.Dim)
	}
	d.c.Text(3-draw.Width(mark)-1, y, mark, ink)
	x := d.glyphAt()
	if !d.unlabelled {
		d.c.TextTo(4, y, w, d.rowLabel(r), th.Dim)
	}
	glyph, nodeInk := th.Node(int(h.Node))
	name := nodeInk
	if skipped {
		name = th.Dim
	}
	d.c.TextTo(x, y, w, glyph, nodeInk)
	d.c.TextTo(x+2, y, w, d.nameIn(h.Node, d.nameW), name)
	end := w
	if d.holdW > 0 && !skipped {
		end = w - d.holdW - 1
	}
	x = d.reasonAt()
	if health := d.health(h.Node); health != engine.Up && !skipped {
		_, word, ink := ill(th, health)
		x = d.c.TextTo(x, y, end, word, ink) + 2
	} else if doubt := d.doubted(h.Node); doubt != "" && !skipped && x+draw.Width(doubt)+2+minReason <= end {
		x = d.c.TextTo(x, y, end, doubt, th.Doubt) + 2
	}
	d.c.TextTo(x, y, end, d.reason(r, end-x), text)
	if d.holdW > 0 && !skipped {
		d.holds(w, y, r)
	}
}

// doubted says by whom a node is believed down that is up: requests through them pass it
// over.
func (d *walkDrawing) doubted(n ring.NodeID) string {
	var by []ring.NodeID
	for _, other := range d.View.Nodes[n].DownBy {
		if d.health(other) == engine.Up {
			by = append(by, other)
		}
	}
	switch len(by) {
	case 0:
		return ""
	case 1:
		return "believed down by " + d.name(by[0])
	}
	return "believed down by " + strconv.Itoa(len(by)) + " nodes"
}
