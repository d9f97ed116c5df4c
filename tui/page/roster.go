// The page of the people in the class.

package page

import (
	"fmt"
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/internal/count"
	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Roster is the page of who is here.
const Roster workspace.PageKind = "class"

// roster is the page that says who is here, who drives, whose hand is up and who
// has answered. It is listed in several orders, and narrowed down by words:
//
//	Class ── 98 here, 4 gone ── 2 hands up ── 57 of 96 answered
//	 by hands, the longest up first
//	   ! carol   hand up 1st, no answer yet
//	▸  ! dave    hand up 2nd, answered, own copy
//	     erin    answered
type roster struct {
	base
	narrowed
	room      *class.Room
	instructs bool // the viewer is an instructor
	order     rosterOrder
	of        rosterStamp
	text      text
	above     int // lines above the first row
	from      int // the first line that is seen
	lines     []string
}

type rosterStamp struct {
	people       *class.Person // the first of them
	n            int
	driver       string
	invitation   string
	filter       string
	order        rosterOrder
	asked        bool
	theme        *theme.Theme
	w, h, cursor int
}

// About describes the page.
func (*roster) About() About {
	return About{
		Kind: Roster, Place: layout.Beside, Scope: keymaps.Details, Private: true,
		Key: Key{Action: keymaps.Roster, Group: "In the classroom", Class: true},
	}
}

// Name is the page's.
func (*roster) Name(Desk) string { return "Class" }

// Open shows everybody. The order stays as it was.
func (p *roster) Open(Desk) (tea.Cmd, bool) {
	p.filter = ""
	return nil, true
}

// Scene takes in who is here.
func (p *roster) Scene(d Desk) pane.Scene {
	p.look(d)
	return p.base.Scene(d)
}

func (p *roster) look(d Desk) { p.room, p.instructs = d.Class().Room, d.Class().Mine.Instructor }

// shown returns who is listed, in their order.
func (p *roster) shown() []class.Person {
	return p.order.meant(p.room).sort(p.room, narrowTo(p.room, p.filter))
}

// Keep keeps the same person chosen when others come and go above them.
func (p *roster) Keep(d Desk) bool {
	p.look(d)
	people, top := p.shown(), d.Pages.Top()
	if at := slices.IndexFunc(people, func(who class.Person) bool { return who.Name == top.Row }); at >= 0 {
		top.Cursor = at
		return true
	}
	p.choose(d, people, top.Cursor)
	return true
}

func (p *roster) choose(d Desk, people []class.Person, row int) {
	top := d.Pages.Top()
	top.Cursor, top.Row = min(max(row, 0), max(len(people)-1, 0)), ""
	if len(people) > 0 {
		top.Row = people[top.Cursor].Name
	}
}

// Move chooses another person, or with left and right another order, of which the first
// person is chosen.
func (p *roster) Move(d Desk, s workspace.Step) {
	p.look(d)
	row := d.Pages.Top().Cursor + s.By(max(d.PageSize().Y-1, 1))
	if s.Sideways() {
		p.order = p.order.meant(p.room).next(p.room, s.By(1))
		row = 0
	}
	p.choose(d, p.shown(), row)
}

// Click chooses the person in a line.
func (p *roster) Click(d Desk, at image.Point) {
	p.look(d)
	people := p.shown()
	if row := p.from + inside(d, at).Y - p.above; row >= 0 && row < len(people) {
		p.choose(d, people, row)
	}
}

// Act narrows the list down, and says what can be done with the chosen person.
func (p *roster) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch a {
	case keymaps.Filter:
		return Act{Do: func() tea.Cmd { p.ask(d); return nil }}, true
	case keymaps.Escape:
		return Act{Do: func() tea.Cmd { p.filter = ""; return nil }}, p.filter != ""
	case keymaps.Detail:
		off := ""
		if !d.Class().Mine.Instructor {
			off = "only instructors can do that"
		}
		return Act{Off: off, Do: func() tea.Cmd { return d.Show(Person) }}, true
	}
	return Act{}, false
}

// Hints are the keys of the page.
func (p *roster) Hints(d Desk) []Hint {
	all := []Hint{{Action: keymaps.Escape}}
	if d.Class().Mine.Instructor {
		all = append(all, Hint{Action: keymaps.Detail, Word: "hand over, mute, view"})
	}
	return append(all, choose, Hint{Action: keymaps.Left, And: keymaps.Right, Word: "order"}, Hint{Action: keymaps.Filter})
}

// Title returns the page's name, and how many are here, have their hands up and have
// answered.
func (p *roster) Title(pane.Scene) (string, []string) {
	here, gone, hands := 0, 0, 0
	for i := range p.room.People {
		switch who := &p.room.People[i]; {
		case !who.Here:
			gone++
		case who.Hand:
			hands++
			fallthrough
		default:
			here++
		}
	}
	notes := []string{fmt.Sprintf("%d here", here)}
	if hands > 0 {
		notes = append(notes, count.Of(hands, "hand")+" up")
	}
	if asked(p.room) {
		notes = append(notes, fmt.Sprintf("%d of %d answered", p.room.Poll.Answered, p.room.Poll.Of))
	}
	if gone > 0 {
		notes = append(notes, fmt.Sprintf("%d gone", gone))
	}
	return "Class", notes
}

// Lines returns h lines of w cells; the row of Cursor is in view, and chosen.
func (p *roster) Lines(s pane.Scene, w, h int) []string {
	of := rosterStamp{
		n: len(p.room.People), driver: p.room.Driver, invitation: p.room.Invitation, filter: p.filter, order: p.order.meant(p.room),
		asked: asked(p.room), theme: s.Theme, w: w, h: h, cursor: s.Cursor,
	}
	if of.n > 0 {
		of.people = &p.room.People[0]
	}
	if p.lines != nil && p.of == of {
		return p.lines
	}
	people := p.shown()
	p.text = text{}
	if p.instructs {
		for line := range strings.Lines(p.room.Invitation) {
			p.text.wrapped(" ", strings.TrimSpace(line), w, s.Theme.Dim)
		}
		if p.room.Invitation != "" {
			p.text.add()
		}
	}
	p.text.add(span{text: " " + p.heading(len(people)), ink: s.Theme.Dim})
	p.above = len(p.text.lines)
	p.rows(s.Theme, people, s.Cursor)
	p.from = 0
	if line := p.above + s.Cursor; line >= h {
		p.from = max(min(line-h/2, p.text.overflow(h)), 0)
	}
	p.of, p.lines = of, p.text.window(w, h, p.from, s.Theme)
	return p.lines
}

// heading says in which order who is listed.
func (p *roster) heading(n int) string {
	switch {
	case p.filter == "":
		return p.order.meant(p.room).words()
	case n == 0:
		return "nobody is like /" + draw.CleanTo(p.filter, 20) + "; esc shows all again"
	}
	return fmt.Sprintf("%d of %d like /%s, %s", n, len(p.room.People), draw.CleanTo(p.filter, 20), p.order.meant(p.room).words())
}

// rows writes who is listed, one of them chosen.
func (p *roster) rows(th *theme.Theme, people []class.Person, chosen int) {
	names, nameW := make([]string, len(people)), len("name")
	for i := range people {
		names[i] = th.Spell(draw.CleanTo(people[i].Name, class.LongestName))
		nameW = max(nameW, draw.Width(names[i]))
	}
	queue := queue(p.room)
	for i := range people {
		who, here := &people[i], "  "
		if i == chosen {
			here = th.Signs.Here + " "
		}
		sign, ink := "  ", th.Text
		switch { // raised hands have a sign of their own, since that is what is looked for
		case who.Hand && who.Here:
			sign, ink = "! ", th.Strong
		case who.Name == p.room.Driver:
			ink = th.Accent
		case !who.Here:
			ink = th.Dim
		}
		p.text.add(span{text: " " + here, ink: th.Accent}, span{text: sign + draw.Fit(names[i], nameW), ink: ink},
			span{text: "  " + strings.Join(standing(p.room, who, queue), ", "), ink: th.Dim})
	}
}

// Person is the page of what can be done with the person who is chosen on the roster.
const Person workspace.PageKind = "person"
