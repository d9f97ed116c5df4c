// The page of the Merkle trees of two replicas, as they are compared.

package page

import (
	"image"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Merkle is the page of the Merkle trees of two replicas.
const Merkle workspace.PageKind = "merkle"

// merklePage shows one comparison at a time: those that were made, the one under way, and what
// there would be to find now. What it shows are the hashes that the two have told each other.
//
//	n1 asked n3 at 12.3010 s, done in 4.2 ms
//	21 hashes in 3 rounds; 1 key differed
//
//	range, part, key               n1   keys       n3   keys
//	(t3, t7]                 8f3a61c2     40  c04b7711    41  differed: split
//	├─ parts 1 to 4                       12              12  the same
//	├─ part 5 of 16          19d7a3e8      2  5b22f70a     3  differed: listed
//	│  ╰─ cart                 nothing        e1a90c35        only n3
//	╰─ parts 6 to 16                      26              26  the same
type merklePage struct {
	base
	seen  []*engine.Comparison // those that there are
	at    int                  // which of them is shown; -1: none
	all   bool                 // rows that are the same are shown one by one
	of    merkleStamp
	rows  []TreeRow
	lines []string
	top   int // where the rows begin
}

// merkleStamp is what the page was drawn from.
type merkleStamp struct {
	comparison *engine.Comparison
	ring       *ring.Ring
	all        bool
	theme      *theme.Theme
	w, h, at   int
}

// comparisonPlace is which comparison the page shows. It stands in the page's place, so that
// those who follow see the same.
type comparisonPlace struct {
	a, b string
	step int  // of the event that ended it; 0: the newest
	now  bool // what they would find now
	all  bool // rows that are the same are shown one by one
}

func (c comparisonPlace) text() string {
	return strings.Join([]string{c.a, c.b, strconv.Itoa(c.step), strconv.FormatBool(c.now), strconv.FormatBool(c.all)}, " ")
}

// comparisonAt returns the one that was chosen; until one is, the one that is picked.
func comparisonAt(d Desk) (c comparisonPlace) {
	top := d.Pages.Top()
	if top == nil || top.Row == "" {
		return pick(d)
	}
	if f := strings.Fields(top.Row); len(f) == 5 {
		c.a, c.b, c.now, c.all = f[0], f[1], f[3] == "true", f[4] == "true"
		c.step, _ = strconv.Atoi(f[2])
	}
	return c
}

// About describes the page.
func (*merklePage) About() About {
	return About{
		Kind: Merkle, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(),
		Key: Key{Action: keymaps.MerklePage, Group: "Show"},
	}
}

// Name is the page's.
func (*merklePage) Name(Desk) string { return "Merkle trees" }

// Open begins with the comparison that was asked for, or picks one.
func (p *merklePage) Open(d Desk) (tea.Cmd, bool) {
	asked := d.Question
	d.Question = ""
	if d.View.Outside != nil {
		d.Refuse(d.OrTwin("merkle: a real cluster does not show its trees"))
		return nil, false
	}
	at, err := comparisonPlace{}, error(nil)
	if at.a, at.b, at.now, err = ComparisonAsked(d.View, asked); err != nil {
		d.Fail("merkle: " + err.Error())
		return nil, false
	}
	if at.a == "" {
		at = pick(d)
	}
	if at.a == "" {
		d.Say("merkle: no two nodes keep copies of the same keys")
		return nil, false
	}
	d.Pages.Top().Row, d.Pages.Top().Cursor = at.text(), 0
	return nil, true
}

// Resume shows what was asked meanwhile.
func (p *merklePage) Resume(d Desk) {
	if d.Question != "" {
		p.Open(d)
	}
}

// pick chooses a comparison by what is on the screen: by the selected event; or the newest that
// has found a difference; or what two replicas of the chosen key, or the chosen node and another, would find.
func pick(d Desk) (at comparisonPlace) {
	v := d.View
	name := func(c *engine.Comparison) comparisonPlace {
		return comparisonPlace{a: v.Node(c.Asker), b: v.Node(c.Peer), step: c.Step}
	}
	if step := d.StepShown(); step > 0 && !d.Log.Follow {
		e := v.Trace.At(step)
		switch {
		case e.Kind == event.Compared:
			return comparisonPlace{a: v.Node(e.Node), b: v.Node(e.To), step: step}
		case e.Type == event.TreeAsk || e.Type == event.TreeAnswer:
			at = comparisonPlace{a: v.Node(e.From), b: v.Node(e.To)}
			for _, c := range ComparisonsOf(v, e.From, e.To) {
				if c.Step >= step && c.Began <= e.At {
					return name(c)
				}
			}
			return at
		}
	}
	if c := Telling(v); c != nil {
		return name(c)
	}
	replicas := d.Walk.Replicas
	if d.Key == "" {
		replicas = v.Ring.Replicas(nil, v.Ring.Slot(0).Token, v.Settings.Placement)
		for i := range v.Ring.Len() {
			if some := v.Ring.Replicas(nil, v.Ring.Slot(i).Token, v.Settings.Placement); len(some) > 1 && some[0] == d.Node {
				replicas = some
				break
			}
		}
	}
	if len(replicas) < 2 {
		return at
	}
	return comparisonPlace{a: v.Node(replicas[0]), b: v.Node(replicas[1])}
}

// Watch asks for the trees of the two nodes.
func (*merklePage) Watch(d Desk, w *engine.Watch) {
	at := comparisonAt(d)
	w.Pair = [2]string{at.a, at.b}
}

// shown returns the comparisons that there are, at the end those of the two nodes that are not
// over, and which of them is shown; -1: there is none.
func (*merklePage) shown(d Desk) (all []*engine.Comparison, i int) {
	at := comparisonAt(d)
	a, known := d.View.Ring.Lookup(at.a)
	b, both := d.View.Ring.Lookup(at.b)
	if !known || !both {
		return nil, -1
	}
	all = append(slices.Clip(d.View.Comparisons), d.View.Trees.All()...)
	if at.step > 0 {
		return all, slices.IndexFunc(all, func(c *engine.Comparison) bool { return c.Step == at.step })
	}
	return all, slices.Index(all, NewestOf(ComparisonsOf(d.View, a, b), at.now))
}

// choose shows another comparison.
func (p *merklePage) choose(d Desk, c *engine.Comparison) {
	at := comparisonAt(d)
	at.a, at.b = d.View.Node(c.Asker), d.View.Node(c.Peer)
	at.step, at.now = c.Step, c.Step == 0 && !c.Under
	d.Pages.Top().Row, d.Pages.Top().Cursor = at.text(), 0
}

// Move chooses another row, or with left and right another comparison.
func (p *merklePage) Move(d Desk, s workspace.Step) {
	all, i := p.shown(d)
	if s.Sideways() {
		if to := i + s.By(1); i < 0 && len(all) > 0 {
			p.choose(d, all[len(all)-1])
		} else if to >= 0 && to < len(all) {
			p.choose(d, all[to])
		}
		return
	}
	if i >= 0 {
		rows := len(TreeRows(all[i], comparisonAt(d).all))
		top := d.Pages.Top()
		top.Cursor = min(max(top.Cursor+s.By(max(p.room(d.PageSize().Y), 1)), 0), max(rows-1, 0))
	}
}

// Click chooses a row.
func (p *merklePage) Click(d Desk, at image.Point) {
	all, i := p.shown(d)
	if i < 0 {
		return
	}
	h := d.PageSize().Y
	rows := len(TreeRows(all[i], comparisonAt(d).all))
	y := inside(d, at).Y - max(p.top, merkleTop)
	if row := p.first(d.Pages.Top().Cursor, h, rows) + y; y >= 0 && y < p.room(h) && row < rows {
		d.Pages.Top().Cursor = row
	}
}

// Act shows what is the same row by row, or in one.
func (p *merklePage) Act(d Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	return Act{Do: func() tea.Cmd {
		at := comparisonAt(d)
		at.all = !at.all
		d.Pages.Top().Row, d.Pages.Top().Cursor = at.text(), 0
		return nil
	}}, true
}

// Hints are the keys of the page.
func (*merklePage) Hints(d Desk) []Hint {
	word := "all parts"
	if comparisonAt(d).all {
		word = "only what differs"
	}
	return []Hint{
		{Action: keymaps.Escape}, choose, {Action: keymaps.Left, And: keymaps.Right, Word: "another comparison"},
		{Action: keymaps.Detail, Word: word},
	}
}

// Scene takes in the comparison that is shown.
func (p *merklePage) Scene(d Desk) pane.Scene {
	s := p.base.Scene(d)
	at := comparisonAt(d)
	p.all = at.all
	if p.seen, p.at = p.shown(d); p.at >= 0 {
		return s
	}
	s.Invite = at.a + " and " + at.b + " keep no copies of the same keys."
	if at.step > 0 {
		s.Invite = "Only the last " + strconv.Itoa(engine.MaxComparisons) + " comparisons are kept. Go back to this one (" +
			d.KeyName(keymaps.Back) + "), and it is there again."
	}
	return s
}

// Title returns the page's name, and which comparison is shown.
func (p *merklePage) Title(s pane.Scene) (string, []string) {
	if p.at < 0 {
		return "Merkle trees", nil
	}
	c := p.seen[p.at]
	return "Merkle trees", []string{s.View.Node(c.Asker) + " and " + s.View.Node(c.Peer), strconv.Itoa(p.at+1) + " of " + strconv.Itoa(len(p.seen))}
}

// merkleTop is where the rows begin at least, and merkleFoot what stands below them: the chosen
// row in full.
const merkleTop, merkleFoot = 4, 3

// room is how many rows there is room for in h lines.
func (p *merklePage) room(h int) int {
	top := max(p.top, merkleTop)
	if h < top+merkleFoot+3 {
		return h - top
	}
	return h - top - merkleFoot
}

// first is the first row in view.
func (p *merklePage) first(at, h, rows int) int {
	room := max(p.room(h), 1)
	return max(min(at-room/2, rows-room), 0)
}

// Lines returns h lines of w cells; the row of Cursor is in view.
func (p *merklePage) Lines(s pane.Scene, w, h int) []string {
	if p.at < 0 {
		var t text
		t.wrapped(" ", s.Theme.Spell(draw.Clean(s.Invite)), w-1, s.Theme.Dim)
		return t.window(w, h, 0, s.Theme)
	}
	if of := (merkleStamp{p.seen[p.at], s.View.Ring, p.all, s.Theme, w, h, s.Cursor}); p.lines == nil || p.of != of {
		p.of, p.rows = of, TreeRows(of.comparison, of.all)
		p.lines = p.draw(s, w, h)
	}
	return p.lines
}

func (p *merklePage) draw(s pane.Scene, w, h int) []string {
	th, shown := s.Theme, p.seen[p.at]
	c := draw.NewCanvas(w, h)
	c.More = th.Signs.More
	who, came := TreeHeading(s.View, shown)
	p.top = 0
	for i, said := range []string{who, came} {
		for _, line := range draw.Wrap(th.Spell(draw.Clean(said)), max(w-2, 8)) {
			c.TextTo(1, p.top, w, line, []theme.Ink{th.Text, th.Dim}[i])
			p.top++
		}
	}
	p.top = max(p.top+1, merkleTop)
	top, at := p.top, treeColumns(w)
	what := "range, part, key"
	if at.short {
		what = "range"
	}
	c.TextTo(1, top-1, at.mine-at.side, what, th.Dim)
	for i, n := range []ring.NodeID{shown.Asker, shown.Peer} {
		end := []int{at.mine, at.theirs}[i]
		_, ink := th.Node(int(n))
		c.TextRight(end-at.keys, top-1, draw.Name(s.View.Node(n), 8, th.Signs.More), ink)
		if at.keys > 0 {
			c.TextRight(end, top-1, "keys", th.Dim)
		}
	}
	from, room := p.first(s.Cursor, h, len(p.rows)), p.room(h)
	for i := from; i < min(from+room, len(p.rows)); i++ {
		p.rows[i].draw(c, s, shown, top+i-from, at, i == s.Cursor)
	}
	if from > 0 {
		c.Set(w-1, top, th.Signs.Up, th.Dim)
	}
	if from+room < len(p.rows) {
		c.Set(w-1, top+room-1, th.Signs.Down, th.Dim)
	}
	if room < h-top && s.Cursor < len(p.rows) {
		line := p.rows[s.Cursor].Line(s.View, s.View.Node(shown.Asker), s.View.Node(shown.Peer))
		if shown.Left > 0 && s.Cursor == len(p.rows)-1 {
			line += "; " + counted(shown.Left, "row more is", "rows more are") + " not kept"
		}
		for i, part := range draw.Wrap(th.Spell(draw.Clean(line)), max(w-2, 8)) {
			if i < merkleFoot-1 {
				c.TextTo(1, h-merkleFoot+1+i, w, part, th.Dim)
			}
		}
	}
	return c.Lines()
}

// rowColumns says where the columns of a row end. Where there is little room the numbers of
// keys are left out, and then of the words at the right all but one.
type rowColumns struct {
	w, mine, theirs int
	side            int // how wide the column of a node is
	keys            int // of these: for the number of keys
	verdict         int // where the words begin
	short           bool
}

func treeColumns(w int) rowColumns {
	const hash, keys, words, word, label = 8, 6, 17, 6, 18
	at := rowColumns{w: w, side: hash + 2, keys: keys}
	at.side += keys
	right := w - 1 - words - 2
	at.verdict = right + 2
	if right-2*at.side < label {
		at.side, at.keys = hash+2, 0
	}
	if right-2*at.side < label-4 {
		at.verdict, at.short = w-1-word, true
		right = at.verdict - 1
	}
	at.theirs, at.mine = right, right-at.side
	return at
}

// draw draws a row in a line. The first levels of a deep tree give way to what the line is about.
func (r *TreeRow) draw(c *draw.Canvas, s pane.Scene, shown *engine.Comparison, y int, at rowColumns, chosen bool) {
	th, v := s.Theme, s.View
	ink := r.ink(th)
	if chosen {
		ink = th.Strong
	}
	if chosen {
		c.Set(0, y, th.Signs.Here, th.Accent)
	}
	x, wide, stem := 1, 3, r.Stem
	what := r.What(v)
	most := max(at.w/16, 1)
	if at.short {
		wide, what = 2, strings.NewReplacer(" of ", "/", " to ", "-").Replace(what)
		most = max((at.mine-at.side-draw.Width(what))/wide, 1)
	}
	if len(stem) > most {
		c.Set(x-1, y, th.Signs.More, th.Dim)
		stem = stem[len(stem)-most:]
	}
	for _, joint := range stem {
		c.Set(x, y, th.Wires.Joints[joint], th.Border)
		if joint&theme.East != 0 && wide > 2 {
			c.Set(x+1, y, th.Wires.Joints[theme.East|theme.West], th.Border)
		}
		x += wide
	}
	c.TextTo(x, y, at.mine-at.side+1, th.Spell(draw.Clean(what)), ink)
	answered := r.answered()
	for i, h := range []struct {
		end  int
		hash string
		keys uint32
	}{{at.mine, r.checksum(r.Mine), r.Mine.Keys}, {at.theirs, r.checksum(r.Theirs), r.Theirs.Keys}} {
		if i == 1 && !answered {
			break
		}
		c.TextRight(h.end-at.keys, y, h.hash, ink)
		if at.keys > 0 && !r.IsKey {
			c.TextRight(h.end, y, strconv.FormatUint(uint64(h.keys), 10), ink)
		}
	}
	verdict := r.word()
	if !at.short {
		verdict = r.Verdict(v.Node(shown.Asker), v.Node(shown.Peer))
	}
	c.TextTo(at.verdict, y, at.w, th.Spell(draw.Clean(verdict)), ink)
}

// ink is that of doubt only where the two differ.
func (r *TreeRow) ink(th *theme.Theme) theme.Ink {
	switch {
	case !r.answered():
		return th.Text
	case r.Mine == r.Theirs || r.Then:
		return th.Dim
	}
	return th.Doubt
}
