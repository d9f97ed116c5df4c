// Lists that are narrowed down by words, while they are typed.

package page

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/draw"
	"ringside/tui/entry"
	"ringside/tui/narrow"
	"ringside/tui/pane"
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
			top.Cursor, top.Row = 0, "" // the first that is listed
		}
	}
	d.Ask(entry.Question{
		Label: "/", Text: was, Typed: typed, Back: func() { typed(was) },
		Enter: func(text string) tea.Cmd { typed(text); return nil },
	})
}

// lets reports whether an entry of these words is listed: it has all words of the filter and none
// that follow a "!".
func (n *narrowed) lets(text string) bool {
	text = strings.ToLower(text)
	return narrow.Lets(narrow.Words(n.filter), func(word string) bool { return strings.Contains(text, word) })
}

// notes appends to a page's title how many entries are listed, and what by.
func (n *narrowed) notes(found int, dst ...string) []string {
	if n.filter == "" {
		return dst
	}
	return append(dst, pane.Matches(found), "/"+draw.CleanTo(n.filter, 20))
}

// name is what a narrow screen calls a page, with how many entries are listed of it.
func (n *narrowed) name(name string, found int) string {
	if n.filter == "" {
		return name
	}
	return name + ", " + pane.Matches(found)
}
