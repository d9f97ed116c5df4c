// What is shown.

package action

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/entry"
	"ringside/tui/layout"
	"ringside/tui/pane"
)

// Show changes what is shown.
func (d Desk) Show() Intents {
	all := Intents{}
	all[keymaps.Filter] = look(func() { d.askFilter() })
	all[keymaps.Follow] = look(func() {
		if d.Log.Follow && d.View.Trace.Len() > 0 {
			d.ShowStep(d.View.Trace.Len())
			return
		}
		d.Follow()
	})
	all[keymaps.Level] = look(func() {
		d.Log.Level = (d.Log.Level + 1) % (pane.Everything + 1)
		d.KeepStep()
	})
	all[keymaps.Shape] = look(func() { d.Flat = !d.Flat })
	return all
}

// askFilter asks what the pane that has the focus should list, and lists it while it is
// typed; the log, if that pane has no rows of its own.
func (d Desk) askFilter() {
	was := d.Place
	if _, _, ok := d.Panels[d.Focus].Filter(d.PanelDesk()); !ok {
		d.GoTo(layout.Log)
	}
	if covers := d.Panels[d.Focus].About().Covers; covers != "" && d.Covers(covers) {
		d.Place = was
		d.Say(d.CoverWords()) // which rows match would tell
		return
	}
	words, set, _ := d.Panels[d.Focus].Filter(d.PanelDesk())
	d.Ask(entry.Question{
		Label: "/", Text: words, Typed: set,
		Back:  func() { d.Place = was },
		Enter: func(text string) tea.Cmd { set(text); return nil },
	})
}

// Unfilter lists all rows of the pane that has the focus again, else of the log, and reports
// whether there was a filter.
func (d Desk) Unfilter() bool {
	for _, p := range []layout.Pane{d.Focus, layout.Log} {
		if words, set, ok := d.Panels[p].Filter(d.PanelDesk()); ok && words != "" {
			set("")
			return true
		}
	}
	return false
}
