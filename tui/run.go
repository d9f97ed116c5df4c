package tui

import (
	tea "charm.land/bubbletea/v2"
)

// runLine carries out one line of the command language. What takes virtual time
// goes on as a job.
func (m *Model) runLine(line string) tea.Cmd {
	if cmd, ok := m.own(line); ok {
		return cmd
	}
	m.RunLine(line)
	return nil
}

// typed carries out lines that were pasted.
type typed struct{ m *Model }

// Remember keeps a line for the history.
func (t typed) Remember(line string) { t.m.remember(line) }

// Own carries out a command of the explorer itself, and reports whether it is one.
func (t typed) Own(line string) bool {
	cmd, ok := t.m.own(line)
	if ok && cmd != nil && !t.m.Note.Bad {
		t.m.later = append(t.m.later, cmd)
	}
	return ok
}
