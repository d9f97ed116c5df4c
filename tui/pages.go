// The pages over the panes: which is seen, what its keys do, and what it may ask for.

package tui

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/class"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/panel"
	"ringside/tui/workspace"
)

// leaf is a page, and what never changes about it.
type leaf struct {
	page.Page
	about page.About
}

// newLeaves returns all pages by their kinds.
func newLeaves() map[string]*leaf {
	all := make(map[string]*leaf)
	for _, p := range page.All() {
		all[p.About().Kind] = &leaf{p, p.About()}
	}
	return all
}

// private reports whether a page is for the person who opened it alone.
func (m *Model) private(kind string) bool { return m.pages[kind].about.Private }

// public reports whether those who follow see a page as well.
func (m *Model) public(kind string) bool { return !m.private(kind) }

// open returns the page that is seen, nil if none is open.
func (m *Model) open() *leaf {
	if top := m.Pages.Top(); top != nil {
		return m.pages[top.Kind]
	}
	return nil
}

func (m *Model) desk() page.Desk { return page.Desk{Workspace: &m.Workspace, Host: host{m}} }

func (m *Model) panelDesk() panel.Desk {
	return panel.Desk{Workspace: &m.Workspace, Host: host{m}}
}

// show opens a page over what is open, or brings it up from below.
func (m *Model) show(kind string) tea.Cmd {
	if m.Pages.Raise(kind) {
		m.pages[kind].Resume(m.desk())
		return nil
	}
	was := m.Pages
	m.Pages.Push(workspace.Open{Kind: kind})
	if m.pageCovered() { // whether there is anything to show would tell
		return nil
	}
	cmd, ok := m.pages[kind].Open(m.desk())
	if !ok {
		m.Pages = was
	}
	return cmd
}

// closePage goes back to where the page was opened from.
func (m *Model) closePage() {
	shut := m.open()
	was := m.Pages.Pop()
	shut.Close(m.desk(), was)
	if below := m.open(); below != nil {
		below.Resume(m.desk())
	}
}

// keepPages closes the pages that have nothing left to show.
func (m *Model) keepPages() {
	for open := m.open(); open != nil && !m.pageCovered() && !open.Keep(m.desk()); open = m.open() {
		m.closePage()
	}
}

// pageHears gives a message to the page that it is for.
func (m *Model) pageHears(msg page.Message) {
	for _, p := range m.pages { // any order: a message is for one of them
		if p.Hear(m.desk(), msg) {
			return
		}
	}
}

// pageAct returns what an action does on the page that is seen; false if the same as
// elsewhere.
func (m *Model) pageAct(a keymaps.Action) (page.Act, bool) {
	if open := m.open(); open != nil && !m.pageCovered() {
		return open.Act(m.desk(), a)
	}
	return page.Act{}, false
}

// pageIntents are the keys that open pages and close them.
func pageIntents(group string) func(all map[keymaps.Action]intent) {
	return func(all map[keymaps.Action]intent) {
		for _, p := range page.All() {
			about := p.About()
			if key := about.Key; key.Group == group && key.Action != "" {
				all[key.Action] = intent{looks: key.Looks, class: key.Class, do: func(m *Model) tea.Cmd {
					if m.Pages.Shows(about.Kind) {
						m.closePage()
						return nil
					}
					return m.show(about.Kind)
				}}
			}
		}
	}
}

// pageCovered reports whether the page that is seen would give away what is covered.
func (m *Model) pageCovered() bool {
	open := m.open()
	return open != nil && len(open.about.Covers) > 0 && m.covers(open.about.Covers...)
}

// drawnAs returns what is drawn in the place of a page: the page, or its cover.
func (m *Model) drawnAs(p *leaf) pane.Pane {
	if m.pageCovered() {
		m.frame.pageCover.Words = m.coverWords()
		return &m.frame.pageCover
	}
	return p.Page
}

// pagePlaced says where the page that is seen stands.
func (m *Model) pagePlaced() layout.Page {
	if open := m.open(); open != nil {
		return open.about.Place
	}
	return layout.NoPage
}

// host is what a page may ask of the explorer.
type host struct{ m *Model }

// Say shows a message until the next key.
func (h host) Say(text string) { h.m.say(text) }

// Fail shows one that says why something can't be done.
func (h host) Fail(text string) { h.m.fail(text) }

// KeyName is the key of an action, as the screen shows it.
func (h host) KeyName(a keymaps.Action) string { return h.m.keyName(a) }

// Covers reports whether an open question covers one of these.
func (h host) Covers(some ...string) bool { return h.m.covers(some...) }

// Show opens the page of a kind over what is open.
func (h host) Show(kind string) tea.Cmd { return h.m.show(kind) }

// Do carries out an action, as if its key were pressed.
func (h host) Do(a keymaps.Action) tea.Cmd { return h.m.act(a) }

// Run carries out a line of the command language.
func (h host) Run(line string) tea.Cmd { return h.m.runLine(line) }

// Type puts a line into the command line, to be changed first.
func (h host) Type(line string) {
	h.m.askCommand()
	h.m.prompt.Put(line)
}

// Ask asks for a line at the foot of the screen.
func (h host) Ask(q entry.Question) { h.m.ask(q) }

// Class is the classroom; nil for a person alone.
func (h host) Class() *class.Snapshot {
	if h.m.seat == nil {
		return nil
	}
	return &h.m.seat.seen
}

// ProgressStore is where the place in lessons is kept; nil: nowhere.
func (h host) ProgressStore() class.ProgressStore { return h.m.keeper.ProgressStore }

// Learn opens the lesson of a name.
func (h host) Learn(name string, anew bool) tea.Cmd { return h.m.learnNamed(name, anew) }

// Learns reports whether the lesson of a name is being gone through; of no name
// whether any is.
func (h host) Learns(name string) bool {
	if name == "" {
		return h.m.home != nil
	}
	return h.m.learns(name)
}

// GoTo gives a pane the focus.
func (h host) GoTo(p layout.Pane) { h.m.goTo(p) }

// Off returns why an action can't be carried out now; "" if it can.
func (h host) Off(a keymaps.Action) string { return h.m.disabled(a) }

// Playing reports whether time goes on.
func (h host) Playing() bool { return h.m.pace.Playing }

// Teaching is what a lesson or a challenge says now; nil if there is none.
func (h host) Teaching() *pane.Teaching { return h.m.said }

// Bindings returns all bindings as they are without the page that asks.
func (h host) Bindings() page.Bindings {
	open := h.m.Pages
	defer func() { h.m.Pages = open }()
	h.m.Pages.Pop()
	return page.Bindings{Keymap: h.m.keys.Name, Sections: h.m.bindings()}
}

// bindings returns them by what belongs together.
func (m *Model) bindings() []page.Section {
	var all []page.Section
	for _, group := range intentGroups() {
		if group.class && m.seat == nil || group.lesson && !m.learning() {
			continue
		}
		actions := map[keymaps.Action]intent{}
		group.fill(actions)
		section := page.Section{Title: group.title}
		for _, info := range keymaps.Actions() {
			in, ok := actions[info.Action]
			keys := m.keys.Keys(info.Action)
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
			row := page.Row{Keys: m.keyLabels(keys), What: what, Line: in.line, Off: m.disabled(info.Action)}
			row.Role = row.Off != "" && row.Off == m.seatedOff(in)
			section.Rows = append(section.Rows, row)
		}
		all = append(all, section)
	}
	last := &all[len(all)-1]
	last.Rows = append(last.Rows, page.Row{Keys: ":help", What: "NAME  all about a command, a setting or a fact; limits  how much there can be"})
	all = append(all, m.bindingsOf("While typing", keymaps.Entry), m.bindingsOf("While something is asked", keymaps.Dialog))
	return m.classFirst(all)
}

// bindingsOf returns the bindings of a scope that have no intent of their own.
func (m *Model) bindingsOf(title string, scope keymaps.Scope) page.Section {
	section := page.Section{Title: title}
	for _, info := range keymaps.Actions() {
		if keys := m.keys.Keys(info.Action); info.Scope == scope && len(keys) > 0 {
			section.Rows = append(section.Rows, page.Row{Keys: m.keyLabels(keys), What: info.Long})
		}
	}
	return section
}
