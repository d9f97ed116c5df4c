// The page of what an instructor can do with somebody in the class.

package page

import (
	"image"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// person is that page: each row asks the room for something, with what it does.
//
//	▸ :hand carol     let carol drive
//	  :mute carol     ignore a student's raised hand, or stop ignoring it
//	  :view carol     not now: carol offers no copy
type person struct {
	base
	who   class.Person
	rows  []personCommand
	first []int // the line in which each row begins
	lines text
}

// personCommand is a command of the room about somebody in it.
type personCommand struct {
	asks class.Request
	what string
	off  string // why it can't be done now; "" if it can
}

// About describes the page.
func (*person) About() About {
	return About{Kind: Person, Place: layout.Beside, Scope: keymaps.Details, Private: true}
}

// Name is the person's.
func (p *person) Name(Desk) string { return draw.CleanTo(p.who.Name, 12) }

// Open takes the person who is chosen on the roster.
func (p *person) Open(d Desk) (tea.Cmd, bool) {
	below, ok := d.Pages.Below()
	if !ok || below.Kind != Roster || below.Row == "" {
		d.Say("nobody is chosen")
		return nil, false
	}
	p.who = class.Person{Name: below.Row}
	return nil, p.Keep(d)
}

// Keep takes in how the person stands now. It ends when they are no participant any more.
func (p *person) Keep(d Desk) bool {
	room, mine := d.Class().Room, d.Class().Mine
	at := slices.IndexFunc(room.People, func(who class.Person) bool { return who.Name == p.who.Name })
	if at < 0 || !mine.Instructor {
		return false
	}
	p.who = room.People[at]
	p.rows = p.rows[:0]
	for _, verb := range []string{"hand", "lower", "mute", "view", "show", "reset", "instruct", "kick", "ban"} {
		i := slices.IndexFunc(d.Class().Commands, func(c class.RoomCommand) bool { return c.Verb == verb })
		if i < 0 || verb == "lower" && !p.who.Hand {
			continue
		}
		asks := class.Request{Verb: verb, Rest: p.who.Name}
		if verb == "instruct" && p.who.Instructor {
			asks.Rest += " off"
		}
		p.rows = append(p.rows, personCommand{asks: asks, what: p.what(d.Class().Commands[i]), off: p.off(room, mine, verb)})
	}
	return true
}

// what says what a command does with this person.
func (p *person) what(c class.RoomCommand) string {
	switch {
	case c.Verb == "lower":
		return "lower their hand"
	case c.Verb == "mute" && p.who.Muted:
		return "stop ignoring raised hands"
	case c.Verb == "mute":
		return "ignore raised hands"
	case c.Verb == "reset":
		return "discard their copy, and bring them back to the class"
	case c.Verb == "instruct" && p.who.Instructor:
		return "make them a student again"
	case c.Verb == "instruct":
		return "make them an instructor"
	}
	return c.What
}

// off says why something can't be done now; "" if it can.
func (p *person) off(room *class.Room, mine *class.Mine, verb string) string {
	switch {
	case !slices.Contains([]string{"mute", "instruct", "kick", "ban"}, verb): // they want a higher rank
	case p.who.Name == mine.Name:
		return "that is you"
	case p.who.Serves:
		return "serves the class"
	case verb == "instruct" && !mine.Serves:
		return "only the person who serves can"
	case p.who.Instructor && !mine.Serves:
		return "an instructor, as you are"
	}
	switch {
	case verb == "hand" && p.who.Name == room.Driver:
		return "already drives"
	case (verb == "hand" || verb == "kick") && !p.who.Here:
		return "not here now"
	case (verb == "view" || verb == "show") && !p.who.Offers:
		return "offers no copy"
	case verb == "reset" && !p.who.Own:
		return "has no copy"
	}
	return ""
}

// Move chooses another row.
func (p *person) Move(d Desk, s workspace.Step) {
	top := d.Pages.Top()
	top.Cursor = min(max(top.Cursor+s.By(max(d.PageSize().Y-1, 1)), 0), max(len(p.rows)-1, 0))
}

// Act does what is chosen, and goes back to the roster.
func (p *person) Act(d Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	at := d.Pages.Top().Cursor
	if at >= len(p.rows) {
		return Act{Off: "nothing is chosen"}, true
	}
	chosen := p.rows[at]
	return Act{Off: chosen.off, Do: func() tea.Cmd {
		switch chosen.asks.Verb {
		case "kick", "ban", "instruct":
			d.Type(chosen.asks.String()) // to be looked at once more
		default:
			d.Do(keymaps.Escape)
			d.Request(chosen.asks)
		}
		return nil
	}}, true
}

// Hints are the keys of the page.
func (*person) Hints(Desk) []Hint {
	return []Hint{{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: "do it"}, choose}
}

// Title returns the person's name.
func (p *person) Title(s pane.Scene) (string, []string) {
	return s.Theme.Spell(draw.CleanTo(p.who.Name, class.LongestName)), nil
}

// Click chooses a row.
func (p *person) Click(d Desk, at image.Point) {
	top, h := d.Pages.Top(), d.PageSize().Y
	line := p.from(top.Cursor, h) + inside(d, at).Y
	for row, first := range p.first {
		if line >= first && line < len(p.lines.lines) {
			top.Cursor = row
		}
	}
}

// from returns the first line of h that are seen while a row is chosen.
func (p *person) from(row, h int) int {
	if row >= len(p.first) {
		return 0
	}
	return min(max(p.first[row]-h/2, 0), p.lines.overflow(h))
}

// Lines returns the rows in h lines of w cells.
func (p *person) Lines(s pane.Scene, w, h int) []string {
	th, lineW := s.Theme, 0
	shown := make([]string, len(p.rows))
	for i, r := range p.rows {
		shown[i] = th.Spell(":" + draw.CleanTo(r.asks.String(), class.LongestName+10))
		lineW = max(lineW, draw.Width(shown[i]))
	}
	p.lines, p.first = text{}, p.first[:0]
	for i, r := range p.rows {
		p.first = append(p.first, len(p.lines.lines))
		here, key, ink, what := "  ", th.Key, th.Text, r.what
		if r.off != "" {
			key, ink, what = th.Dim, th.Dim, "not now: "+r.off
		}
		if i == s.Cursor {
			here = th.Signs.Here + " "
		}
		const margin = 5 // before and behind the command
		all := draw.Wrap(what, max(w-margin-lineW, 12))
		p.lines.add(span{text: " " + here, ink: th.Accent}, span{text: draw.Fit(shown[i], lineW), ink: key}, span{text: "  " + all[0], ink: ink})
		for _, more := range all[1:] {
			p.lines.add(span{text: draw.Spaces(margin+lineW) + more, ink: ink})
		}
	}
	return p.lines.window(w, h, p.from(s.Cursor, h), th)
}
