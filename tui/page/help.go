// The page of all bindings.

package page

import (
	"image"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Help is the page of all bindings.
const Help workspace.PageKind = "help"

// help is made from all bindings: their keys, what they do, the line of the command language
// that does the same, and why one does not work now. Any of them can be chosen and run.
type help struct {
	base
	narrowed
	shown Bindings
	of    helpStamp
	text  text
	at    []linesOf // where each binding stands in the text
	left  int       // how many of them stand in the left column, of two
	half  int       // the cell where the right one begins
	from  int       // the first line that is seen
	lines []string
}

// linesOf are the lines of a binding: from the first to before the last.
type linesOf struct{ from, to int }

type helpStamp struct {
	theme        *theme.Theme
	w, h, cursor int
	filter       string
}

// About describes the page.
func (*help) About() About {
	return About{
		Kind: Help, Place: layout.Over, Scope: keymaps.Help, Alone: true, Private: true,
		Key: Key{Action: keymaps.Bindings, Group: "The program"},
	}
}

// Name is the page's.
func (p *help) Name(Desk) string { return p.name("Help", len(p.rows())) }

// Open takes the bindings as they are now.
func (p *help) Open(d Desk) (tea.Cmd, bool) {
	*p = help{shown: d.Bindings()}
	return nil, true
}

// sections are those rows that the filter lets through, by section.
func (p *help) sections() (some []Section) {
	for _, s := range p.shown.Sections {
		found := Section{Title: s.Title}
		for _, r := range s.Rows {
			if p.lets(r.Keys + " " + r.What + " :" + r.Line + " " + s.Title) {
				found.Rows = append(found.Rows, r)
			}
		}
		if len(found.Rows) > 0 {
			some = append(some, found)
		}
	}
	return some
}

// rows are all bindings that are listed, in their order.
func (p *help) rows() (all []Row) {
	for _, s := range p.sections() {
		all = append(all, s.Rows...)
	}
	return all
}

// Move chooses another binding, or with left and right another section.
func (p *help) Move(d Desk, s workspace.Step) {
	top := d.Pages.Top()
	to := top.Cursor + s.By(max(d.PageSize().Y-1, 1))
	if s.Sideways() {
		to = p.besideSection(top.Cursor, s.By(1))
	}
	top.Cursor = min(max(to, 0), max(len(p.rows())-1, 0))
}

// besideSection is the first binding of the section before or after that of a binding.
func (p *help) besideSection(cursor, by int) int {
	var firsts []int
	n, here := 0, 0
	for i, s := range p.sections() {
		if n <= cursor {
			here = i
		}
		firsts = append(firsts, n)
		n += len(s.Rows)
	}
	if len(firsts) == 0 {
		return 0
	}
	return firsts[min(max(here+by, 0), len(firsts)-1)]
}

// Act does what the chosen binding does, and narrows the list down.
func (p *help) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch a {
	case keymaps.Detail:
		return Act{Do: func() tea.Cmd { return p.take(d) }}, true
	case keymaps.Filter:
		return Act{Do: func() tea.Cmd { p.ask(d); return nil }}, true
	case keymaps.Escape:
		return Act{Do: func() tea.Cmd { p.filter = ""; d.Pages.Top().Cursor = 0; return nil }}, p.filter != ""
	}
	return Act{}, false
}

// take closes the page and does what the chosen binding does, or says why that can't be done.
func (p *help) take(d Desk) tea.Cmd {
	rows, at := p.rows(), d.Pages.Top().Cursor
	if at >= len(rows) {
		d.Say("nothing is chosen")
		return nil
	}
	r := rows[at]
	switch line, typed := strings.CutPrefix(r.Keys, ":"); {
	case r.Off != "":
		d.Refuse("not now: " + r.Off)
		return nil
	case r.Action == "" && typed && line != "":
		p.shut(d)
		d.Type(line + " ")
		return nil
	case r.Action == "":
		d.Say(r.Keys + " works only while you type or answer a question")
		return nil
	}
	p.shut(d)
	if r.Action == keymaps.Bindings || r.Action == keymaps.Escape {
		return nil
	}
	return d.Do(r.Action)
}

// shut closes the page, whatever it is narrowed down to.
func (p *help) shut(d Desk) {
	p.filter = ""
	d.Do(keymaps.Escape)
}

// Hints are the keys of the page.
func (*help) Hints(Desk) []Hint {
	return []Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "run"}, choose, {Action: keymaps.Filter}}
}

// Title returns the page's name, the keymap's, and what it is narrowed down to.
func (p *help) Title(pane.Scene) (string, []string) {
	return "Help", p.notes(len(p.rows()), "keymap "+p.shown.Keymap)
}

// Lines returns h lines of w cells; the binding of Cursor is in view, and chosen.
func (p *help) Lines(s pane.Scene, w, h int) []string {
	of := helpStamp{s.Theme, w, h, s.Cursor, p.filter}
	if p.lines != nil && p.of == of {
		return p.lines
	}
	p.write(s.Theme, w, s.Cursor)
	line := 0
	if s.Cursor < len(p.at) {
		line = p.at[s.Cursor].from
	}
	p.from = max(min(line-h/2, len(p.text.lines)-h), 0)
	p.of, p.lines = of, p.text.window(w, h, p.from, s.Theme)
	return p.lines
}

// Click chooses the binding at a cell.
func (p *help) Click(d Desk, at image.Point) {
	at = inside(d, at)
	for i, b := range p.at {
		if line := p.from + at.Y; (i >= p.left) == (at.X >= p.half) && line >= b.from && line < b.to {
			d.Pages.Top().Cursor = i
		}
	}
}

// write lays the sections out, in two columns where there is room; one binding is chosen.
func (p *help) write(th *theme.Theme, w, chosen int) {
	p.at, p.left, p.half = nil, 0, 0
	sections := p.sections()
	switch {
	case len(sections) == 0:
		p.text = text{}
		p.text.add()
		p.text.add(span{text: " no match; esc shows all keys again", ink: th.Dim})
		return
	case w < twoColumns || len(sections) == 1:
		p.text, p.at = p.column(th, sections, w, chosen)
		return
	}
	half := w / 2
	p.half = half
	var left, right text
	for split := range len(sections) {
		rows := 0
		for _, s := range sections[:split+1] {
			rows += len(s.Rows)
		}
		a, atA := p.column(th, sections[:split+1], half-2, chosen)
		b, atB := p.column(th, sections[split+1:], w-half, chosen-rows)
		if split == 0 || max(len(a.lines), len(b.lines)) < max(len(left.lines), len(right.lines)) {
			left, right, p.at, p.left = a, b, append(atA, atB...), len(atA)
		}
	}
	p.text = beside(left, right, half)
}

// column writes sections into w cells, and returns the lines of each binding.
func (p *help) column(th *theme.Theme, sections []Section, w, chosen int) (t text, at []linesOf) {
	keysW := 0
	for _, s := range p.shown.Sections {
		for _, r := range s.Rows {
			keysW = max(keysW, draw.Width(r.Keys))
		}
	}
	keysW = min(keysW, 14)
	for i, s := range sections {
		if i > 0 {
			t.add()
		}
		t.add(span{text: " " + s.Title, ink: th.Strong})
		whole := len(s.Rows) > 1 && alike(s.Rows) == len(s.Rows)
		if whole && s.Rows[0].Off != "" { // it is said of the section, once
			t.wrapped(" ", "not now: "+th.Spell(s.Rows[0].Off), w-1, th.Dim)
		}
		said := 0 // of how many rows from here on it has been said why they are off
		for i, r := range s.Rows {
			why := ""
			if said--; r.Off != "" && said < 0 && !whole {
				why = "not now: " + th.Spell(r.Off)
				if said = alike(s.Rows[i:]) - 1; said > 0 {
					why += " (nor " + keysOf(s.Rows[i+1:i+1+said]) + ")"
				}
			}
			from := len(t.lines)
			p.row(&t, th, r, keysW, w, why, len(at) == chosen)
			at = append(at, linesOf{from, len(t.lines)})
		}
	}
	return t, at
}

// alike returns how many of the first rows are off for the same reason, or none of them.
func alike(rows []Row) int {
	n := 1
	for n < len(rows) && rows[n].Off == rows[0].Off {
		n++
	}
	return n
}

// keysOf lists the keys of rows.
func keysOf(rows []Row) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.Keys)
	}
	return strings.Join(all, " ")
}

// row writes one binding: the line that does the same stands at the right where
// there is room for both, else below, and why it is off below that.
func (p *help) row(t *text, th *theme.Theme, r Row, keysW, w int, why string, chosen bool) {
	keyInk, ink, sign := th.Key, th.Text, " "
	if r.Off != "" {
		keyInk, ink = th.Dim, th.Dim
	}
	if chosen {
		ink, sign = th.Strong, th.Signs.Here
	}
	keys := sign + draw.Fit(r.Keys, max(keysW, draw.Width(r.Keys))) + "  "
	room := w - draw.Width(keys) - 1
	same := ""
	if r.Line != "" {
		same = th.Spell(":" + r.Line)
	}
	words := draw.Wrap(th.Spell(r.What), max(room, 8))
	last := len(words) - 1
	for i, line := range words {
		lead, end := keys, span{}
		if i > 0 {
			lead = draw.Spaces(draw.Width(keys))
		}
		if gap := room - draw.Width(line) - draw.Width(same); i == last && same != "" && gap >= 2 {
			end = span{text: draw.Spaces(gap) + same, ink: th.Dim}
			same = ""
		}
		t.add(span{text: lead, ink: keyInk}, span{text: line, ink: ink}, end)
	}
	if same != "" {
		t.add(span{text: draw.Spaces(draw.Width(keys)) + same, ink: th.Dim})
	}
	if why != "" {
		t.wrapped(draw.Spaces(draw.Width(keys)), why, w-1, th.Dim)
	}
}
