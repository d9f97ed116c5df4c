// The table of the nodes of a simulated cluster.

package pane

import (
	"image"
	"slices"
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// nodeTable is the table being drawn, with the columns where its parts begin or, for
// numbers, end. A column that does not fit is 0.
type nodeTable struct {
	*Scene
	c                *draw.Canvas
	alone            map[ring.NodeID]bool // the nodes that are isolated
	rows             []ring.NodeID        // nil: all, in their order
	placed           int
	dcOnly           bool // where it is placed, without the rack
	is, seen         int
	seenEnd          int
	keysEnd, hintsTo int
	shareTo, clockTo int
}

const (
	isWidth    = len("slow x99.9")
	seenWidth  = len("down by n1 n2")
	leastSeen  = len("down by n1")
	keysWidth  = 6
	shareWidth = 8
	bothShares = len("  14.3% > 100.0%") // now, and when no node joins or leaves any more
	hintsWidth = 6
)

// layout places the columns: the truth always, then what is believed, how far clocks are off if
// any is, the keys and the share if there is room.
func (t *nodeTable) layout(w, nameW, placeW int) {
	usual := 2 + isWidth + 1 + leastSeen + 1 + keysWidth + 2
	nameW = min(nameW, max(t.nameCells, w-5-usual))
	t.is = 5 + max(nameW, len("node")) + 2
	end := w - 2 // the last column is for the marks of hidden lines
	if t.places(end, placeW) || t.narrow(end, true) {
		return
	}
	free := end - (t.is + isWidth)
	if clock := t.clockWidth(); clock > 0 && free >= leastSeen+1+clock {
		t.clockTo = end
		end, free = end-clock, free-clock
	}
	share := shareWidth
	if t.View.Change != nil {
		share = bothShares
	}
	if free >= seenWidth+1+keysWidth+share {
		t.shareTo = end
		end, free = end-share, free-share
	}
	if t.anyHints() && free >= leastSeen+1+keysWidth+hintsWidth {
		t.hintsTo = end
		end, free = end-hintsWidth, free-hintsWidth
	}
	if free >= keysWidth && (t.hintsTo > 0 || t.shareTo > 0 || free >= leastSeen+1+keysWidth) {
		t.keysEnd = end
		end -= keysWidth
	}
	if t.seen = t.is + isWidth + 1; end-t.seen < 4 {
		t.seen = 0
	}
	t.seenEnd = end
}

// places keeps a column for where each node is: in full if the other columns are as wide as they ever
// get, or at least as they are now; else for its data centre, and in the place of its keys rather than
// not at all. It reports whether it has placed the other columns as well.
func (t *nodeTable) places(end, placeW int) bool {
	if placeW == 0 {
		return false
	}
	is, rest, dcs := t.is, end-t.is-isWidth-leastSeen-1-keysWidth, t.dataCentres()
	for _, column := range [...]struct {
		width      int
		dcOnly     bool
		tight, few bool // as wide as they are now, and without the keys
	}{
		{width: placeW + 2}, {width: placeW + 1, tight: true}, {width: dcs + 1, dcOnly: true}, {width: dcs + 1, dcOnly: true, tight: true},
		{width: placeW + 1, tight: true, few: true}, {width: dcs + 1, dcOnly: true, tight: true, few: true},
	} {
		if column.dcOnly && dcs == 0 {
			continue
		}
		t.placed, t.is, t.dcOnly = is, is+column.width, column.dcOnly
		if rest >= column.width {
			return false
		}
		if column.tight && t.narrow(end, !column.few) {
			return true
		}
	}
	t.placed, t.is, t.dcOnly = 0, is, false
	return false
}

// dataCentres is how wide their names are; 0 if there is one alone.
func (t *nodeTable) dataCentres() (width int) {
	several := false
	for i := range t.View.Nodes {
		dc := t.View.Nodes[i].DC
		several = several || dc != t.View.Nodes[0].DC
		width = max(width, draw.Width(t.text(dc, 20)))
	}
	if !several {
		return 0
	}
	return width
}

// fewRows is how many nodes a table may have whose columns are as wide as what is in them.
const fewRows = 32

// narrow places what a node is, what is believed and the keys as close to each other as they are
// wide now, if only then all of them fit; false if it has not placed them.
func (t *nodeTable) narrow(end int, keys bool) bool {
	if end-t.is >= isWidth+leastSeen+1+keysWidth || len(t.View.Nodes) > fewRows || t.clockWidth() > 0 {
		return false
	}
	alone := t.isolated()
	is, seen := len("crashed"), len("seen as")
	for i := range t.View.Nodes {
		n := &t.View.Nodes[i]
		word, _ := t.condition(n, alone[n.ID])
		is = max(is, draw.Width(word))
		if t.offRing(n) || len(n.DownBy)+len(n.DoubtedBy) > 0 {
			seen = leastSeen
		}
	}
	t.seenEnd = end
	if keys {
		t.seenEnd = end - keysWidth
	}
	if t.seen = t.is + is + 1; t.seen+seen > t.seenEnd {
		t.seen, t.seenEnd = 0, 0
		return false
	}
	if keys {
		t.keysEnd = end
	}
	return true
}

// clockWidth is the width of the column of the clocks; 0 while all are right.
func (t *nodeTable) clockWidth() (width int) {
	for i := range t.View.Nodes {
		if off := clockOff(&t.View.Nodes[i]); off != "" {
			width = max(width, len("clock"), draw.Width(off))
		}
	}
	if width > 0 {
		width++
	}
	return width
}

// anyHints reports whether hints can be kept, or are.
func (t *nodeTable) anyHints() bool {
	if t.View.Settings.StandIns() {
		return true
	}
	for i := range t.View.Nodes {
		if t.View.Nodes[i].Hints > 0 {
			return true
		}
	}
	return false
}

// span returns how many lines the heads of the columns take, and which rows stand below.
func (t *nodeTable) span(h int) (head, from, to int) {
	head = headLines(h)
	cursor := int(t.Node)
	if t.rows != nil {
		cursor = max(slices.Index(t.rows, t.Node), 0)
	}
	from, to = window(t.count(), h-head, cursor)
	return head, from, to
}

// NodeAt returns the node in a cell of a table of w × h cells; false if there is none.
func NodeAt(s *Scene, at image.Point, w, h int) (ring.NodeID, bool) {
	t := nodeTable{Scene: s, rows: NodeRows(s, h), alone: s.isolated()}
	strip := t.strip(w, h)
	for _, n := range strip {
		if at.Y == n.y && n.from <= at.X && at.X < n.to {
			return n.id, true
		}
	}
	if strip != nil {
		return ring.None, false
	}
	head, from, to := t.span(h)
	i := from + at.Y - head
	switch {
	case at.Y < head || i >= to:
		return ring.None, false
	case t.rows != nil:
		return t.rows[i], true
	}
	return ring.NodeID(i), true
}

func (t *nodeTable) draw(w, h int) {
	t.alone = t.isolated()
	if all := t.strip(w, h); all != nil {
		t.drawStrip(all, w)
		return
	}
	n := t.count()
	if h == 1 && n > 1 && t.Filter == "" && int(t.Node) < len(t.View.Nodes) {
		t.sums(w)
		t.more(t.c, 0, 0, false, true)
		return
	}
	head, from, to := t.span(h)
	if head > 0 {
		t.head(w)
	}
	for i := from; i < to; i++ {
		id := ring.NodeID(i)
		if t.rows != nil {
			id = t.rows[i]
		}
		t.row(head+i-from, w, &t.View.Nodes[id])
	}
	if n == 0 && h > head {
		t.c.TextTo(1, head, w, "no node matches", t.Theme.Dim)
	}
	if h > head {
		t.more(t.c, head, h-1, from > 0, to < n)
	}
}

func (t *nodeTable) head(w int) {
	dim := t.Theme.Dim
	t.c.TextTo(5, 0, w, "node", dim)
	t.c.TextTo(t.is, 0, w, "is", dim)
	if t.placed > 0 {
		t.c.TextTo(t.placed, 0, t.is, "in", dim)
	}
	if t.seen > 0 {
		title := "seen as"
		if t.seenEnd-t.seen < len(title) {
			title = "seen"
		}
		t.c.TextTo(t.seen, 0, t.seenEnd, title, dim)
	}
	if t.keysEnd > 0 {
		t.c.TextRight(t.keysEnd, 0, "keys", dim)
	}
	if t.hintsTo > 0 {
		t.c.TextRight(t.hintsTo, 0, "hints", dim)
	}
	if t.shareTo > 0 {
		t.c.TextRight(t.shareTo, 0, "share", dim)
	}
	if t.clockTo > 0 {
		t.c.TextRight(t.clockTo, 0, "clock", dim)
	}
}

func (t *nodeTable) row(y, w int, n *engine.NodeView) {
	th := t.Theme
	where := ""
	switch {
	case t.dcOnly:
		where = t.text(n.DC, 20)
	case t.placed > 0:
		where = t.within(n)
	}
	t.named(t.c, y, w, n, where, t.placed, t.is)
	word, wordInk := t.condition(n, t.alone[n.ID])
	off := clockOff(n)
	if off != "" && t.clockTo == 0 && word == "up" {
		word, wordInk = "clock off", t.Theme.Doubt
	}
	t.c.TextTo(t.is, y, w, word, wordInk)
	if t.seen > 0 {
		t.belief(y, n)
	}
	if t.keysEnd > 0 {
		t.c.TextRight(t.keysEnd, y, strconv.Itoa(n.Keys), th.Text)
	}
	if t.hintsTo > 0 {
		t.c.TextRight(t.hintsTo, y, strconv.Itoa(n.Hints), th.Text)
	}
	if t.shareTo > 0 {
		text := percent(n.Share)
		if t.View.Change != nil {
			text = percent(n.Share) + th.Spell(" → ") + percent(n.Next)
		}
		t.c.TextRight(t.shareTo, y, text, th.Dim)
	}
	if off != "" && t.clockTo > 0 {
		t.c.TextRight(t.clockTo, y, off, th.Doubt)
	}
}

// belief draws what the other nodes believe of one, in amber if that is not its true
// state. They believe nothing of one that has left the ring: what it waits for stands
// there.
func (t *nodeTable) belief(y int, n *engine.NodeView) {
	th, by := t.Theme, n.DownBy
	if t.offRing(n) {
		t.awaited(y, n)
		return
	}
	others := -1
	for i := range t.View.Nodes {
		if t.View.Nodes[i].Standing != engine.Gone {
			others++
		}
	}
	up := n.Health == engine.Up
	switch {
	case len(by) == 0 && len(n.DoubtedBy) == 0:
		t.c.TextTo(t.seen, y, t.seenEnd, "up", inkFor(up, th))
	case len(by) == 0:
		t.some(y, "doubted", n.DoubtedBy, others)
	case len(by) >= others:
		text := "down by all"
		if t.seenEnd-t.seen < len(text) {
			text = "down, all"
		}
		t.c.TextTo(t.seen, y, t.seenEnd, text, inkFor(!up, th))
	default:
		t.some(y, "down", by, others)
	}
}

// awaited draws whom a node that has left the ring waits for, or how many they are; or
// that it waits until it is up itself.
func (t *nodeTable) awaited(y int, n *engine.NodeView) {
	if n.Waits == "" {
		return
	}
	text, counted := "leaving, waits", "waits"
	if len(n.Owed) > 0 {
		text, counted = "waits for", "waits for "+strconv.Itoa(len(n.Owed))
		for _, id := range n.Owed {
			text += " " + t.name(id)
		}
	}
	for _, short := range []string{counted, "waits"} {
		if draw.Width(text) > t.seenEnd-t.seen {
			text = short
		}
	}
	t.c.TextTo(t.seen, y, t.seenEnd, text, t.Theme.Doubt)
}

// some draws what some of the others believe of a node.
func (t *nodeTable) some(y int, what string, by []ring.NodeID, others int) {
	if t.seenEnd-t.seen < len(what+" by n1") {
		short := what + " " + strconv.Itoa(len(by)) + "/" + strconv.Itoa(others)
		if len(short) > t.seenEnd-t.seen {
			short = what[:min(len(what), t.seenEnd-t.seen)]
		}
		t.c.TextTo(t.seen, y, t.seenEnd, short, t.Theme.Doubt)
		return
	}
	x := t.c.TextTo(t.seen, y, t.seenEnd, what+" by", t.Theme.Doubt)
	t.believers(x+1, y, by, others)
}

// believers names the nodes that believe another one down if all names fit, else says how
// many they are.
func (t *nodeTable) believers(x, y int, by []ring.NodeID, others int) {
	room := t.seenEnd - x
	need := -1
	for _, b := range by {
		if need += 1 + draw.Width(t.name(b)); need > room {
			break
		}
	}
	if need > room {
		text := strconv.Itoa(len(by)) + " of " + strconv.Itoa(others)
		if len(text) > room {
			text = strconv.Itoa(len(by))
		}
		t.c.TextTo(x, y, t.seenEnd, text, t.Theme.Doubt)
		return
	}
	for _, b := range by {
		_, ink := t.Theme.Node(int(b))
		x = t.c.TextTo(x, y, t.seenEnd, t.name(b), ink) + 1
	}
}

// placesShown reports whether the nodes are in several data centres, or several share a
// rack: only then is it worth a column where each is.
func placesShown(v *engine.View) bool {
	first, shared := "", false
	seen := make(map[string]bool)
	for i := range v.Nodes {
		n := &v.Nodes[i]
		at := n.DC + "/" + n.Rack
		if i == 0 {
			first = n.DC
		}
		if n.DC != first {
			return true
		}
		shared = shared || seen[at]
		seen[at] = true
	}
	return shared && len(seen) > 1
}
