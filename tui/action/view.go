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
	all[keymaps.Filter] = Look(func() { d.askFilter() })
	all[keymaps.Follow] = Look(func() {
		if d.Log.Follow && d.View.Trace.Len() > 0 {
			d.ShowStep(d.View.Trace.Len())
			return
		}
		d.Follow()
	})
	all[keymaps.Level] = Look(func() {
		d.Log.Level = (d.Log.Level + 1) % (pane.Everything + 1)
		d.KeepStep()
	})
	all[keymaps.Shape] = Look(func() { d.Flat = !d.Flat })
	return all
}

// askFilter asks what the log should show, and shows it while it is typed.
func (d Desk) askFilter() {
	was, focus := d.Log, d.Focus
	d.GoTo(layout.Log)
	d.Ask(entry.Question{
		Label: "/", Text: d.Log.Filter,
		Typed: func(text string) { d.Log.Filter = text; d.KeepStep() },
		Back:  func() { d.Log = was; d.GoTo(focus) },
		Enter: func(text string) tea.Cmd {
			d.Log.Filter = text
			d.KeepStep()
			return nil
		},
	})
}
