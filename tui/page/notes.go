// The page of an instructor's notes.

package page

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// Notes is the page of what those who teach have at hand.
const Notes workspace.PageKind = "notes"

// notes is the page of an instructor: what is right, what has been answered,
// and what comes next.
type notes struct {
	base
	now   []string // what there is to note
	said  []string // what was drawn
	theme *theme.Theme
	w, h  int
	at    int
	text  text
	lines []string
}

// About describes the page.
func (*notes) About() About {
	return About{Kind: Notes, Place: layout.Over, Scope: keymaps.Details, Private: true}
}

// Name is the page's.
func (*notes) Name(Desk) string { return "Notes" }

// Open opens it to those who teach.
func (*notes) Open(d Desk) (tea.Cmd, bool) {
	if !d.Class().Mine.Instructor {
		d.Refuse("notes: only for instructors")
		return nil, false
	}
	return nil, true
}

// Scene takes in what there is to note.
func (p *notes) Scene(d Desk) pane.Scene {
	p.now = d.Class().Notes
	return p.base.Scene(d)
}

// Move scrolls.
func (p *notes) Move(d Desk, s workspace.Step) { scrollBy(d, s, p.text.overflow(d.PageSize().Y)) }

// Hints are the keys of the page.
func (*notes) Hints(Desk) []Hint { return []Hint{{Action: keymaps.Escape}, scroll} }

// Title returns the page's name.
func (p *notes) Title(pane.Scene) (string, []string) { return "Notes", nil }

// Lines returns h lines of w cells, scrolled by Cursor.
func (p *notes) Lines(s pane.Scene, w, h int) []string {
	if p.lines != nil && p.theme == s.Theme && p.w == w && p.h == h && p.at == s.Cursor && slices.Equal(p.said, p.now) {
		return p.lines
	}
	p.text = text{}
	for _, line := range p.now {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			if len(p.text.lines) > 0 {
				p.text.add()
			}
			p.text.wrapped(" ", s.Theme.Spell(heading), w-1, s.Theme.Strong)
			continue
		}
		p.text.wrapped(" ", s.Theme.Spell(line), w-1, s.Theme.Text)
	}
	if len(p.now) == 0 {
		p.text.wrapped(" ", "No question is open and there is no lesson, so there are no notes.", w-1, s.Theme.Dim)
	}
	p.said, p.theme, p.w, p.h, p.at = p.now, s.Theme, w, h, s.Cursor
	p.lines = p.text.window(w, h, s.Cursor, s.Theme)
	return p.lines
}
