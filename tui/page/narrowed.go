// Lists that are narrowed down by words, while they are typed.

package page

import (
	tea "charm.land/bubbletea/v2"

	"ringside/tui/draw"
	"ringside/tui/entry"
)

// narrowed is the part of a page whose list can be narrowed down.
type narrowed struct {
	filter string // words that an entry must have to be listed
}

// ask asks what to list, and lists it while it is typed.
func (n *narrowed) ask(d Desk) {
	was := n.filter
	typed := func(text string) {
		n.filter = text
		if top := d.Pages.Top(); top != nil {
			top.Cursor = 0
		}
	}
	d.Ask(entry.Question{
		Label: "/", Text: was, Typed: typed, Back: func() { typed(was) },
		Enter: func(text string) tea.Cmd { typed(text); return nil },
	})
}

// notes appends to a page's title what its list is narrowed down to.
func (n *narrowed) notes(dst ...string) []string {
	if n.filter == "" {
		return dst
	}
	return append(dst, "/"+draw.CleanTo(n.filter, 20))
}
