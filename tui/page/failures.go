// The page of failures: what the ring loses if nodes, racks or data centres go.

package page

import (
	"context"
	"image"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/failures"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Failures is the page of what is lost if nodes go.
const Failures workspace.PageKind = "failures"

// About describes the page.
func (*failuresPage) About() About {
	return About{
		Kind: Failures, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(), Private: true,
		Key: Key{Action: keymaps.FailuresPage, Group: "Show"}, Command: true,
	}
}

// Name is the page's.
func (*failuresPage) Name(Desk) string { return "What if" }

// Open begins with all nodes there, but for those that are down.
func (p *failuresPage) Open(d Desk) (tea.Cmd, bool) {
	p.stop()
	*p = failuresPage{}
	p.Keep(d)
	p.gone = asFound(d.View)
	p.lost = slices.Clone(p.gone)
	p.suppose(d)
	p.choose(d, slices.IndexFunc(p.rows, func(f failing) bool { return f.nodes[0] == d.Node }))
	return nil, true
}

// Close takes nobody away any more.
func (p *failuresPage) Close(d Desk, _ workspace.Open) {
	d.Supposed = nil
	p.stop()
}

func (p *failuresPage) stop() {
	p.query.stop()
	p.also.stop()
}

// Keep lists what can go, anew when the ring changes.
func (p *failuresPage) Keep(d Desk) bool {
	if p.of != d.View.Ring {
		p.of, p.rows = d.View.Ring, canGo(d.View.Ring)
		was := p.gone
		p.gone = make([]bool, len(p.of.Nodes()))
		for n := range was {
			p.gone[n] = was[n] && !p.of.Nodes()[n].Out
		}
	}
	p.suppose(d)
	return true
}

// canGo lists the nodes of a ring, then the racks of several nodes, and the data centres.
func canGo(r *ring.Ring) (rows []failing) {
	racks, dcs := make(map[string]int), make(map[string]int)
	var inRacks, inDCs []failing
	add := func(to []failing, at map[string]int, name string, n ring.NodeID) []failing {
		i, known := at[name]
		if !known {
			i = len(to)
			at[name] = i
			to = append(to, failing{name: name, whole: true})
		}
		to[i].nodes = append(to[i].nodes, n)
		return to
	}
	for i, n := range r.Nodes() {
		if n.Out {
			continue
		}
		id := ring.NodeID(i)
		rows = append(rows, failing{name: n.Name, nodes: []ring.NodeID{id}})
		inRacks = add(inRacks, racks, n.DC+"/"+n.Rack, id)
		inDCs = add(inDCs, dcs, n.DC, id)
	}
	alone := func(f failing) bool { return len(f.nodes) < 2 } // one node is there already
	rows = append(rows, slices.DeleteFunc(inRacks, alone)...)
	if len(inDCs) > 1 {
		rows = append(rows, slices.DeleteFunc(inDCs, alone)...)
	}
	return rows
}

// suppose has the ring show what would be gone, and what would be lost.
func (p *failuresPage) suppose(d Desk) {
	var lost []failures.Lost
	if p.query.has(p.question(d)) {
		lost = p.query.answer.ranges
	}
	if s := d.Supposed; s == nil || !slices.Equal(s.Gone, p.gone) || !slices.Equal(s.Lost, lost) {
		d.Supposed = &pane.Supposed{Gone: slices.Clone(p.gone), Lost: lost}
	}
}

// question is what the page asks now.
func (p *failuresPage) question(d Desk) lossQuestion {
	s := &d.View.Settings
	return lossQuestion{
		ring: d.View.Ring, copies: s.Placement.String(), read: s.R.String(), write: s.W.String(),
		dc: max(d.View.Ring.DC(d.Node), 0), gone: asText(p.gone),
	}
}

// asText writes a set as a text, which can be compared.
func asText(set []bool) string {
	b := make([]byte, len(set))
	for i, in := range set {
		b[i] = '0'
		if in {
			b[i] = '1'
		}
	}
	return string(b)
}

// Work works out what is lost.
func (p *failuresPage) Work(d Desk) tea.Cmd {
	q := p.question(d)
	gone, rows, settings := slices.Clone(p.gone), p.rows, d.View.Settings
	if aq := p.inView(d.Pages.Top().Cursor, d.PageSize().Y, q); p.query.has(q) && len(rows) > alsoRows && !p.also.has(aq) {
		return p.also.ask(aq, func(context.Context) ([]failures.Share, error) { return workOutAlso(aq, &settings, gone, rows) })
	}
	return p.query.ask(q, func(ctx context.Context) (*losses, error) { return workOut(ctx, q, &settings, gone, rows) })
}

// inView asks about the rows around the cursor that are seen on a page of h lines.
func (p *failuresPage) inView(cursor, h int, q lossQuestion) alsoQuestion {
	room := p.room(h)
	return alsoQuestion{q, p.first(cursor, room), room}
}

// Hear takes what is lost.
func (p *failuresPage) Hear(d Desk, msg Message) bool {
	if p.also.take(msg) {
		p.lines = nil
		return true
	}
	if !p.query.take(msg) {
		return false
	}
	if d.Supposed != nil {
		p.suppose(d)
	}
	return true
}

// Move chooses another row, and its node on the ring.
func (p *failuresPage) Move(d Desk, s workspace.Step) {
	if s.Sideways() {
		s = map[workspace.Step]workspace.Step{workspace.ColumnLeft: workspace.LineUp, workspace.ColumnRight: workspace.LineDown}[s]
	}
	from, last := d.Pages.Top().Cursor, len(p.rows)-1
	to := from + s.By(max(p.room(d.PageSize().Y), 1))
	if from < last {
		to = min(to, last) // the last row is a stop on the way to the end
	}
	p.choose(d, to)
}

// choose chooses a row, and its node on the ring. Beyond the last one what is lost scrolls.
func (p *failuresPage) choose(d Desk, row int) {
	row = min(max(row, 0), len(p.rows)-1+p.hidden)
	d.Pages.Top().Cursor = row
	if at := p.chosen(d); at >= 0 {
		d.Node = p.rows[at].nodes[0]
	}
}

// chosen is the row that is chosen; -1 if there is none.
func (p *failuresPage) chosen(d Desk) int { return min(d.Pages.Top().Cursor, len(p.rows)-1) }

// Click chooses a row.
func (p *failuresPage) Click(d Desk, at image.Point) {
	room := p.room(d.PageSize().Y)
	if y := inside(d, at).Y - listTop; y >= 0 && y < room {
		p.choose(d, p.first(d.Pages.Top().Cursor, room)+y)
	}
}

// Act takes away what is chosen, or gives it back; or gives all back.
func (p *failuresPage) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch a {
	case keymaps.Detail:
		return Act{Do: func() tea.Cmd { p.turn(d); return nil }}, true
	case keymaps.HealAll:
		return Act{Do: func() tea.Cmd { clear(p.gone); return nil }}, slices.Contains(p.gone, true)
	}
	return Act{}, false
}

// turn takes the nodes of the chosen row away, or gives them back if none of them is left.
func (p *failuresPage) turn(d Desk) {
	row := p.chosen(d)
	if row < 0 {
		return
	}
	all := p.allGone(&p.rows[row])
	for _, n := range p.rows[row].nodes {
		p.gone[n] = !all
	}
}

// Hints are the keys of the page.
func (p *failuresPage) Hints(d Desk) []Hint {
	word := "take away"
	if row := p.chosen(d); row >= 0 && p.allGone(&p.rows[row]) {
		word = "give back"
	}
	hints := []Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: word}, choose}
	if slices.Contains(p.gone, true) {
		hints = append(hints, Hint{Action: keymaps.HealAll, Word: "give all back"})
	}
	return hints
}

// Title returns the page's name, and how many nodes are gone.
func (p *failuresPage) Title(pane.Scene) (string, []string) {
	gone := 0
	for _, g := range p.gone {
		if g {
			gone++
		}
	}
	if gone == 0 {
		return "What if nodes go", nil
	}
	return "What if nodes go", []string{strconv.Itoa(gone) + " of " + strconv.Itoa(p.of.Size()) + " gone"}
}

// Lines returns h lines of w cells.
func (p *failuresPage) Lines(s pane.Scene, w, h int) []string {
	stamp := lossStamp{theme: s.Theme, w: w, h: h, at: s.Cursor, gone: asText(p.gone)}
	if len(p.rows) > 0 {
		stamp.rows = &p.rows[0]
	}
	if s.Supposed != nil && s.Supposed.Lost != nil {
		stamp.of = p.query.answer
	}
	if p.lines != nil && p.drawn == stamp {
		return p.lines
	}
	p.drawn = stamp
	p.lines = p.draw(s.Theme, stamp.of, s.Cursor, w, h)
	return p.lines
}
