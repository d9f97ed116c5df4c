// The page of all bindings.

package page

import (
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

// help is made from the bindings that work: their keys, what they do, the line of the
// command language that does the same, and why one does not work now.
type help struct {
	base
	shown Bindings
	of    helpStamp
	text  text
	lines []string
}

// Bindings are all bindings as they are now.
type Bindings struct {
	Keymap   string // its name
	Sections []Section
}

// Section is what belongs together.
type Section struct {
	Title string
	Rows  []Row
}

// Row is one binding.
type Row struct {
	Keys, What string
	Line       string // of the command language, that does the same; "" if none does
	Off        string // why it can't be done now; "" if it can
	Role       bool   // Off is because of who drives, which goes for many rows at once
}

type helpStamp struct {
	theme        *theme.Theme
	w, h, cursor int
}

// twoColumns is the width from which on the page has two columns.
const twoColumns = 110

// About describes the page.
func (*help) About() About {
	return About{
		Kind: Help, Place: layout.Over, Scope: keymaps.Help, Alone: true, Private: true,
		Key: Key{Action: keymaps.Bindings, Group: "The program"},
	}
}

// Name is the page's.
func (*help) Name(Desk) string { return "Help" }

// Open takes the bindings as they are now.
func (p *help) Open(d Desk) (tea.Cmd, bool) {
	*p = help{shown: d.Bindings()}
	return nil, true
}

// Move scrolls.
func (p *help) Move(d Desk, s workspace.Step) {
	size := d.PageSize()
	p.write(d.Theme, size.X)
	p.lines = nil
	scrollBy(d, s, p.text.overflow(size.Y))
}

// Hints are the keys of the page.
func (*help) Hints(Desk) []Hint { return []Hint{{Action: keymaps.Escape}, scroll} }

// Title returns the page's name and the keymap's.
func (p *help) Title(pane.Scene) (string, []string) {
	return "Help", []string{"keymap " + p.shown.Keymap}
}

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *help) Lines(s pane.Scene, w, h int) []string {
	of := helpStamp{s.Theme, w, h, s.Cursor}
	if p.lines != nil && p.of == of {
		return p.lines
	}
	p.write(s.Theme, w)
	p.of, p.lines = of, p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

// write lays the sections out, in two columns where there is room.
func (p *help) write(th *theme.Theme, w int) {
	if w < twoColumns {
		p.text = p.column(th, p.shown.Sections, w)
		return
	}
	half := w / 2
	var left, right text
	for split := range len(p.shown.Sections) {
		a, b := p.column(th, p.shown.Sections[:split+1], half-2), p.column(th, p.shown.Sections[split+1:], w-half)
		if split == 0 || max(len(a.lines), len(b.lines)) < max(len(left.lines), len(right.lines)) {
			left, right = a, b
		}
	}
	p.text = beside(left, right, half)
}

// column writes sections into w cells.
func (p *help) column(th *theme.Theme, sections []Section, w int) text {
	keysW := 0
	for _, s := range p.shown.Sections {
		for _, r := range s.Rows {
			keysW = max(keysW, draw.Width(r.Keys))
		}
	}
	keysW = min(keysW, 14)
	var t text
	for i, s := range sections {
		if i > 0 {
			t.add()
		}
		t.add(span{text: " " + s.Title, ink: th.Strong})
		off := ""
		for _, r := range s.Rows {
			said := r.Role && r.Off == off // it is said once
			off = r.Off
			p.row(&t, th, r, keysW, w, said)
		}
	}
	return t
}

// row writes one binding: the line that does the same stands at the right where
// there is room for both, else below.
func (p *help) row(t *text, th *theme.Theme, r Row, keysW, w int, said bool) {
	keyInk, ink := th.Key, th.Text
	if r.Off != "" {
		keyInk, ink = th.Dim, th.Dim
	}
	keys := " " + draw.Fit(r.Keys, max(keysW, draw.Width(r.Keys))) + "  "
	room := w - draw.Width(keys) - 1
	same := ""
	if r.Line != "" {
		same = ":" + r.Line
	}
	words := draw.Wrap(th.Say(r.What), max(room, 8))
	last := len(words) - 1
	for i, line := range words {
		lead, end := keys, span{}
		if i > 0 {
			lead = draw.Spaces(draw.Width(keys))
		}
		if gap := room - draw.Width(line) - len(same); i == last && same != "" && gap >= 2 {
			end = span{text: draw.Spaces(gap) + same, ink: th.Dim}
			same = ""
		}
		t.add(span{text: lead, ink: keyInk}, span{text: line, ink: ink}, end)
	}
	if same != "" {
		t.add(span{text: draw.Spaces(draw.Width(keys)) + same, ink: th.Dim})
	}
	if r.Off != "" && !said {
		t.wrapped(draw.Spaces(draw.Width(keys)), "not now: "+th.Say(r.Off), w-1, th.Dim)
	}
}
