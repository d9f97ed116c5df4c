// Leaving the explorer.

package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/history"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/source"
)

// leave quits. If something has been done that is not saved, it asks once; again is
// what quits then.
func (m *Model) leave(asked bool, again string) tea.Cmd {
	if m.participant != nil && !asked {
		m.Note = bar.Note{Leaving: true, Text: again + " " + m.leavesClass()}
		return nil
	}
	if asked || !m.Unsaved() {
		return m.keeper.Quit()
	}
	m.Note = bar.Note{Leaving: true, Text: "not saved: " + again + " quits, " +
		m.KeyName(keymaps.Command) + "save FILE keeps the session"}
	return nil
}

// leavesClass says what quitting does to the class.
func (m *Model) leavesClass() string {
	if m.ends == nil {
		return "leaves the class; your place is kept"
	}
	n := m.ends()
	if n > 1 {
		return fmt.Sprintf("ends the class for %d people", n)
	}
	return [...]string{"ends the class; nobody else is here", "ends the class for 1 other person"}[max(n, 0)]
}

// interrupt does what Ctrl+C means: it cancels what is being typed or chosen, stops what
// goes on here, and else quits: at once if nothing is lost by it, in a class when it comes again.
func (m *Model) interrupt() tea.Cmd {
	switch {
	case m.Prompt != nil:
		m.Unask()
		return nil
	case m.Picking:
		m.StopPicking()
		return nil
	case m.Job.Here():
		m.endJob()
		return nil
	case m.StopLines() || m.book.Interrupt():
		return nil
	}
	asked := m.Note.Leaving
	m.Note = bar.Note{}
	return m.leave(asked, "ctrl+c again")
}

// endJob stops what goes on, and says so.
func (m *Model) endJob() {
	m.Say(m.Job.Name + " stopped")
	m.StopLines()
	m.StopJob()
}

// orphaned returns what was done and is saved nowhere, nil if there is nothing.
// The explorer has ended, of a panic perhaps, after which anything may be broken.
func (m *Model) orphaned() (h *history.History) {
	defer func() {
		if recover() != nil {
			h = nil
		}
	}()
	k, ok := m.Own().Cluster.(source.Keeper)
	if m.participant != nil || !ok || !m.WouldEnd() {
		return nil
	}
	return k.Fork()
}
