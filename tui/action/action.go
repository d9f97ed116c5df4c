// Package action says what the keys of the explorer do: one Intent for each action of the
// keymaps, with what it needs, the line of the command language that does the same, and
// why it can't be done now.
//
//	key ─▶ keymap ─▶ action ─▶ Table ─▶ Intent.Do ─▶ drive.Driver, page.Book, panel.Panel
//	                             └─▶ Sections ─▶ the page of all bindings
//
// A file holds what belongs together. What a class adds is in package participant, and what is
// the program's own in the root.
package action

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/drive"
	"ringside/tui/page"
	"ringside/tui/panel"
	"ringside/tui/source"
)

// Intent is what an action asks the explorer to do.
type Intent struct {
	Do func() tea.Cmd
	// Off says why it can't be done now; nil or "" if it can.
	Off func() string
	// Needs is what the cluster must be able to do for it.
	Needs source.Ability
	// Drives is true if it changes the cluster or its time, which only one thing
	// can do at once.
	Drives bool
	// Travels is true if it goes to another moment, which one can also do with
	// what can only be looked at.
	Travels bool
	// Looks is true if it changes where the screen looks, which those who follow
	// somebody leave to them.
	Looks bool
	// Class is true if it is for a classroom.
	Class bool
	// Line is the line of the command language that does the same, "" if there
	// is none.
	Line string
}

// Intents are what each action does.
type Intents map[keymaps.Action]Intent

// Plain makes an intent of something that needs no command.
func Plain(do func()) Intent { return Intent{Do: func() tea.Cmd { do(); return nil }} }

// look makes an intent of something that changes where the screen looks.
func look(do func()) Intent {
	in := Plain(do)
	in.Looks = true
	return in
}

// Group is what belongs together on the page of bindings.
type Group struct {
	Title string
	Of    Intents
	Typed []page.Row // lines that no key stands for
}

// NewGroup returns a group of intents, with those of the pages that belong to it.
func NewGroup(title string, b *page.Book, some ...Intents) Group {
	g := Group{Title: title, Of: opening(title, b)}
	for _, of := range some {
		maps.Copy(g.Of, of)
	}
	return g
}

// opening are the keys that open pages and close them.
func opening(title string, b *page.Book) Intents {
	all := Intents{}
	for _, p := range page.All() {
		about := p.About()
		if key := about.Key; key.Group == title && key.Action != "" {
			all[key.Action] = Intent{Looks: key.Looks, Class: key.Class, Do: func() tea.Cmd { return b.Turn(about.Kind) }}
		}
	}
	return all
}

// Table holds all groups. Every action of the keymaps has an intent in one of them,
// but for those of a line that is being typed.
type Table struct {
	Groups []Group
	all    Intents
}

// NewTable returns the table of some groups.
func NewTable(groups ...Group) Table {
	t := Table{groups, Intents{}}
	for _, g := range groups {
		maps.Copy(t.all, g.Of)
	}
	return t
}

// Find returns what an action does; false if nothing.
func (t *Table) Find(a keymaps.Action) (Intent, bool) {
	in, ok := t.all[a]
	return in, ok
}

// Shown says what of a table is shown on the page of bindings, and how.
type Shown struct {
	Keys   *keymaps.Keymap
	Labels func(keys []string) string
	Off    func(keymaps.Action) string // why it can't be done now
}

// Sections returns the bindings by what belongs together.
func (t *Table) Sections(o Shown) (all []page.Section) {
	for _, group := range t.Groups {
		section := page.Section{Title: group.Title}
		for _, info := range keymaps.Actions() {
			in, ok := group.Of[info.Action]
			keys := o.Keys.Keys(info.Action)
			if !ok || len(keys) == 0 {
				continue
			}
			what := info.Long
			if info.Scope != keymaps.Global {
				where := string(info.Scope)
				for _, s := range info.Also {
					where += ", " + string(s)
				}
				what += " (" + where + ")"
			}
			row := page.Row{Action: info.Action, Keys: o.Labels(keys), What: what, Line: in.Line, Off: o.Off(info.Action)}
			section.Rows = append(section.Rows, row)
		}
		section.Rows = append(section.Rows, group.Typed...)
		all = append(all, section)
	}
	return append(all, o.scope("While typing", keymaps.Entry), o.scope("While something is asked", keymaps.Dialog))
}

// scope returns the bindings of a scope that have no intent of their own.
func (o Shown) scope(title string, scope keymaps.Scope) page.Section {
	section := page.Section{Title: title}
	for _, info := range keymaps.Actions() {
		if keys := o.Keys.Keys(info.Action); info.Scope == scope && len(keys) > 0 {
			section.Rows = append(section.Rows, page.Row{Keys: o.Labels(keys), What: info.Long})
		}
	}
	return section
}

// Desk is what the actions work with.
type Desk struct {
	*drive.Driver
	Panels *panel.Set
	Book   *page.Book
}

// PanelDesk is what a pane works with.
func (d Desk) PanelDesk() panel.Desk { return panel.Desk{Workspace: &d.Workspace, Host: d.Host} }
