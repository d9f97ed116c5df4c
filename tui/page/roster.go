// The page of the people in the class.

package page

import (
	"fmt"
	"strings"

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
// has answered.
type roster struct {
	base
	room      *class.Room
	instructs bool // the viewer is an instructor
	of        rosterStamp
	text      text
	lines     []string
}

type rosterStamp struct {
	people       *class.Person // the first of them
	n            int
	driver       string
	invitation   string
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

// Scene takes in who is here.
func (p *roster) Scene(d Desk) pane.Scene {
	p.room, p.instructs = d.Class().Room, d.Class().Mine.Instructor
	return p.base.Scene(d)
}

// Move scrolls.
func (p *roster) Move(d Desk, s workspace.Step) { scrollBy(d, s, p.text.overflow(d.PageSize().Y)) }

// Hints are the keys of the page.
func (*roster) Hints(Desk) []Hint { return []Hint{{Action: keymaps.Escape}, scroll} }

// Title returns the page's name and how many are here.
func (p *roster) Title(pane.Scene) (string, []string) {
	here := 0
	for i := range p.room.People {
		if p.room.People[i].Here {
			here++
		}
	}
	return "Class", []string{fmt.Sprintf("%d here", here)}
}

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *roster) Lines(s pane.Scene, w, h int) []string {
	of := rosterStamp{nil, len(p.room.People), p.room.Driver, p.room.Invitation, s.Theme, w, h, s.Cursor}
	if of.n > 0 {
		of.people = &p.room.People[0]
	}
	if p.lines != nil && p.of == of {
		return p.lines
	}
	p.text = text{}
	nameW := len("name")
	for i := range p.room.People {
		nameW = max(nameW, draw.Width(draw.CleanTo(p.room.People[i].Name, class.LongestName)))
	}
	if p.instructs {
		for line := range strings.Lines(p.room.Invitation) {
			p.text.wrapped(" ", strings.TrimSpace(line), w, s.Theme.Dim)
		}
		if p.room.Invitation != "" {
			p.text.add()
		}
	}
	for _, person := range sorted(p.room.People, p.room.Driver) {
		p.row(s.Theme, person, nameW)
	}
	p.of, p.lines = of, p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}

// row writes a person: raised hands have a sign of their own, since that is what
// is looked for.
func (p *roster) row(th *theme.Theme, who class.Person, nameW int) {
	sign, ink := "  ", th.Text
	switch {
	case who.Name == p.room.Driver:
		sign, ink = th.Signs.Here+" ", th.Accent
	case who.Hand:
		sign, ink = "! ", th.Strong
	case !who.Here:
		ink = th.Dim
	}
	var is []string
	for _, part := range []struct {
		so   bool
		word string
	}{
		{who.Name == p.room.Driver, "drives"}, {who.Instructor, "instructor"}, {who.Hand, "hand up"},
		{who.Answered, "answered"}, {who.Here && who.SelfPaced.Name != "" && !who.SelfPaced.Aside, who.SelfPaced.String()}, {who.Own, "own copy"}, {who.Offers, "offers it"},
		{who.Muted, "muted"}, {!who.Here, "gone"},
	} {
		if part.so {
			is = append(is, part.word)
		}
	}
	p.text.add(span{text: " " + sign + draw.Fit(th.Say(draw.CleanTo(who.Name, class.LongestName)), nameW), ink: ink},
		span{text: "  " + strings.Join(is, ", "), ink: th.Dim})
}

// sorted returns people in the order in which they are looked for: the driver,
// raised hands, instructors, those who are here, those who are gone.
func sorted(people []class.Person, driver string) []class.Person {
	var all []class.Person
	rank := func(p class.Person) int {
		switch {
		case p.Name == driver:
			return 0
		case p.Hand && p.Here:
			return 1
		case p.Instructor && p.Here:
			return 2
		case p.Here:
			return 3
		}
		return 4
	}
	for r := range 5 {
		for _, p := range people {
			if rank(p) == r {
				all = append(all, p)
			}
		}
	}
	return all
}
