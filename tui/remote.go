// A cluster that lives elsewhere: what is asked of it, and what comes back.

package tui

import (
	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/tui/class"
	"ringside/tui/source"
)

// doneMsg is what came of a command that a Source was asked for.
type doneMsg source.Reply

// listen waits for news of what is looked at.
func (m *Model) listen() tea.Cmd {
	var news, gone <-chan struct{}
	switch {
	case m.seat != nil:
		news, gone = m.seat.News(), m.seat.Gone()
	case m.remote != nil && m.remote.News() != nil:
		news = m.remote.News()
	default:
		return nil
	}
	return func() tea.Msg {
		select {
		case <-news:
			return newsMsg{}
		case <-gone:
			return goneMsg{}
		}
	}
}

// answers returns what waits for the answers to what was asked for.
func (m *Model) answers() tea.Cmd {
	if len(m.waits) == 0 {
		return nil
	}
	waits := m.waits
	m.waits = nil
	return tea.Batch(waits...)
}

// drive asks for a command to be carried out elsewhere, and reports whether it was.
func (m *Model) drive(cmd engine.Command) bool {
	if m.remote == nil {
		return m.askLease(func(w class.Lease) <-chan class.Reply { return w.Do(cmd) })
	}
	if why := m.remote.Can(source.Needs(cmd.Verb)); why != "" {
		m.fail(why)
		return false
	}
	reply := m.remote.Do(cmd)
	m.waits = append(m.waits, func() tea.Msg { return doneMsg(<-reply) })
	return true
}

// done says what came of it.
func (m *Model) done(r doneMsg) {
	switch {
	case r.Err != nil:
		m.fail(r.Err.Error())
	case r.Said != "":
		m.say(r.Said)
	}
}
