// When the next frame comes, and what else is waited for.

package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ringside/tui/source"
)

// newsMsg: the cluster that is looked at, or the room, has changed. goneMsg: the participant is
// somebody else's now.
type (
	newsMsg struct{}
	goneMsg struct{}
)

// frameMsg: the time for a frame has come.
type frameMsg struct{ number uint64 }

// schedule asks for the next frame if something moves, unless an earlier one is
// on its way already.
func (m *Model) schedule() tea.Cmd {
	wait, needed := m.FrameAfter()
	if !needed && m.frame.unfinished() {
		wait, needed = source.FrameTime, true // a filter has not seen all yet, say
	}
	if !needed {
		m.Playback.Stop()
		m.due = time.Time{}
		m.awaited++ // a frame that is already due is ignored
		return nil
	}
	now := m.Clock.Now()
	m.Playback.Start(now)
	due := now.Add(wait)
	if !m.due.IsZero() && !due.Before(m.due) {
		return nil
	}
	m.awaited++
	m.due = due
	return m.Clock.After(wait, frameMsg{m.awaited})
}

// listen waits for news of what is looked at.
func (m *Model) listen() tea.Cmd {
	var news, gone <-chan struct{}
	switch {
	case m.participant != nil:
		news, gone = m.participant.News()
	case m.Remote != nil && m.Remote.News() != nil:
		news = m.Remote.News()
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
