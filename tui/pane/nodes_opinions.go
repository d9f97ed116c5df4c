// The table of the nodes of a real cluster: what each says of each. There is no column of
// what is true: nobody knows it.

package pane

import (
	"strconv"

	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// opinionTable is the table being drawn. If there is no room for a column per node that
// says something, the columns are how many say what.
type opinionTable struct {
	*Scene
	c    *draw.Canvas
	o    *engine.Outside
	rows []ring.NodeID // nil: all, in their order

	by       []ring.NodeID // whose opinions have a column; nil: they are counted
	first    int           // where the columns begin
	each     int           // how wide each is
	placed   int           // where the places of the nodes stand; 0: nowhere
	hintsTo  int
	shareTo  int
	headless bool     // there is no line for the heads of the columns
	shortest []string // by node: its name without what all have in common
}

const (
	saidWidth  = len("suspected") + 1
	shortWidth = len("susp.") + 1
	countWidth = len("unknown") + 2
)

// shortWords are what a node says of another in columns that have no room for the whole words. It is
// never written to.
var shortWords = [...]string{engine.HeardUnknown: "?", engine.HeardUp: "up", engine.HeardSuspected: "susp.", engine.HeardDown: "down"}

// said returns the word of a column for what a node says of another.
func (t *opinionTable) said(what engine.Heard) string {
	if word := what.String(); len(word) < t.each {
		return word
	}
	return shortWords[what]
}

// saidWords are what a node can say, in the order of the columns of counts: where there is no room for all of them,
// what matters most is the last to go.
var saidWords = []engine.Heard{engine.HeardDown, engine.HeardSuspected, engine.HeardUp, engine.HeardUnknown}

// processWords say what the process of a node of one's own does. It is never written to.
var processWords = [...]string{engine.Up: "runs", engine.Crashed: "is gone", engine.Hung: "is stopped"}

func (p *Nodes) paintOpinions(s Scene, w, h int) {
	t := opinionTable{Scene: &s, c: &p.last.canvas, o: s.View.Outside, rows: NodeRows(&s, h)}
	t.layout(w, s.nameWidth(), p.names.place)
	t.draw(w, h)
	p.found = t.count()
}

func (t *opinionTable) layout(w, nameW, placeW int) {
	var members []ring.NodeID
	for i := range t.View.Nodes {
		if t.View.Nodes[i].Standing != engine.Gone {
			members = append(members, ring.NodeID(i))
		}
	}
	end := w - 1
	columns, least := len(saidWords)*countWidth, saidWidth
	for _, width := range []int{shortWidth, len("unknown") + 1, saidWidth} {
		if n := len(members) * width; len(members) <= 16 && 5+leastName+1+n <= end {
			columns, least = n, width
		}
	}
	nameW = min(nameW, max(t.nameCells, end-5-1-columns))
	t.first = 5 + max(nameW, len("node")) + 1
	if need := t.first + len(members)*least; len(members) <= 16 && need <= end {
		t.by, t.each = members, least
		t.shortest = t.short(members)
		for i := range t.shortest {
			t.each = max(t.each, draw.Width(t.shortest[i])+3)
		}
		if t.first+len(members)*t.each > end {
			t.each = least
		}
	} else {
		t.each = countWidth
	}
	free := end - t.first - t.each*t.columns()
	if free >= hintsWidth {
		t.hintsTo = end
		end, free = end-hintsWidth, free-hintsWidth
	}
	if free >= shareWidth {
		t.shareTo, free = end, free-shareWidth
	}
	if placeW > 0 && free >= placeW+2 {
		t.placed, t.first = t.first, t.first+placeW+2
	}
}

func (t *opinionTable) columns() int {
	if t.by != nil {
		return len(t.by)
	}
	return len(saidWords)
}

// short returns the names of nodes without the part that all have in common, up to a dot.
func (t *opinionTable) short(nodes []ring.NodeID) []string {
	names := make([]string, len(nodes))
	for i, id := range nodes {
		names[i] = t.nameIn(id, longestName)
	}
	cut := commonPart(names)
	for i := range names {
		names[i] = names[i][cut:]
	}
	return names
}

func (t *opinionTable) count() int {
	if t.rows != nil {
		return len(t.rows)
	}
	return len(t.View.Nodes)
}

func (t *opinionTable) draw(w, h int) {
	table := nodeTable{Scene: t.Scene, c: t.c, rows: t.rows}
	if all := table.strip(w, h); all != nil {
		table.drawStrip(all, w)
		return
	}
	note := t.note()
	rows := h
	if note != "" && h >= 4 {
		rows--
	}
	head, from, to := table.span(rows)
	if t.headless = head == 0; !t.headless {
		t.head(w)
	}
	for i := from; i < to; i++ {
		id := ring.NodeID(i)
		if t.rows != nil {
			id = t.rows[i]
		}
		t.row(head+i-from, w, id)
	}
	if t.count() == 0 && rows > head {
		t.c.TextTo(1, head, w, "no node matches", t.Theme.Dim)
	}
	if rows > head {
		t.more(t.c, head, rows-1, from > 0, to < t.count())
	}
	if rows < h {
		t.c.TextTo(1, h-1, w, note, t.Theme.Dim)
	}
}

// note says why something of the selected node is unknown, or else of the first of which it
// is.
func (t *opinionTable) note() string {
	if int(t.Node) < len(t.View.Nodes) && t.o.Own && t.health(t.Node) != engine.Up && t.health(t.Node) != engine.Left {
		return t.name(t.Node) + ": its process " + processWords[t.health(t.Node)]
	}
	say := func(id ring.NodeID) string { return t.name(id) + ": " + draw.Clean(t.o.Holders[id].Why) }
	if int(t.Node) < len(t.o.Holders) && t.o.Holders[t.Node].Why != "" && t.View.Nodes[t.Node].Standing != engine.Gone {
		return say(t.Node)
	}
	for i := range t.o.Holders {
		if t.o.Holders[i].Why != "" && t.View.Nodes[i].Standing != engine.Gone {
			return say(ring.NodeID(i))
		}
	}
	return ""
}

func (t *opinionTable) head(w int) {
	dim := t.Theme.Dim
	t.c.TextTo(5, 0, w, "node", dim)
	if t.placed > 0 {
		t.c.TextTo(t.placed, 0, t.first, "in", dim)
	}
	for i := range t.columns() {
		x := t.first + i*t.each
		if t.by == nil {
			if x+t.each <= w {
				word := saidWords[i].String()
				if len(word) >= countWidth {
					word = shortWords[saidWords[i]]
				}
				t.c.TextRight(x+t.each, 0, word, dim)
			}
			continue
		}
		glyph, ink := t.Theme.Node(int(t.by[i]))
		x = t.c.TextTo(x, 0, w, glyph, ink)
		t.c.Text(x+1, 0, t.shortName(t.shortest[i], t.first+(i+1)*t.each-2-x), ink)
	}
	if t.shareTo > 0 {
		t.c.TextRight(t.shareTo, 0, "share", dim)
	}
	if t.hintsTo > 0 {
		t.c.TextRight(t.hintsTo, 0, "hints", dim)
	}
}

func (t *opinionTable) row(y, w int, id ring.NodeID) {
	th, n := t.Theme, &t.View.Nodes[id]
	t.named(t.c, y, w, n, t.within(n), t.placed, t.first)
	if n.Standing == engine.Gone {
		t.c.TextTo(t.first, y, w, "has left", th.Dim)
		return
	}
	switch {
	case t.headless:
		t.inWords(y, w, id)
		return
	case t.by == nil && n.Standing != engine.Member:
		t.inWords(y, w, id)
	case t.by == nil:
		t.counts(y, w, id)
	}
	for i, by := range t.by {
		x := t.first + i*t.each
		if by == id {
			t.c.TextTo(x, y, w, th.Signs.Mid, th.Dim)
			if word, ink := t.itself(id); word != "" {
				t.c.TextTo(x, y, x+t.each-1, word, ink)
			}
			continue
		}
		said := t.o.Holders[by].Of[id]
		t.c.TextTo(x, y, x+t.each-1, t.said(said), saidInk(said, th))
	}
	if t.shareTo > 0 {
		t.c.TextRight(t.shareTo, y, percent(n.Share), th.Dim)
	}
	if t.hintsTo > 0 {
		hints := "?"
		if k := t.o.Holders[id].Hints; k >= 0 {
			hints = strconv.Itoa(k)
		}
		t.c.TextRight(t.hintsTo, y, hints, th.Text)
	}
}

// inWords draws how many of the others say what, where no heads of columns say which number
// is which.
func (t *opinionTable) inWords(y, w int, id ring.NodeID) {
	x := t.first
	if word, ink := t.itself(id); word != "" {
		x = t.c.TextTo(x, y, w-1, word+":", ink) + 1
	}
	n := t.saying(id)
	for _, said := range saidWords {
		if n[said] > 0 {
			x = t.c.TextTo(x, y, w-1, strconv.Itoa(n[said])+" "+said.String(), saidInk(said, t.Theme)) + 1
		}
	}
}

// counts draws how many of the others say what.
func (t *opinionTable) counts(y, w int, id ring.NodeID) {
	n := t.saying(id)
	for i, said := range saidWords {
		ink := t.Theme.Dim
		if n[said] > 0 {
			ink = saidInk(said, t.Theme)
		}
		if t.first+(i+1)*t.each <= w {
			t.c.TextRight(t.first+(i+1)*t.each, y, strconv.Itoa(n[said]), ink)
		}
	}
}
