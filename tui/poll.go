package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/event"
	"ringside/keymaps"
	"ringside/tui/bar"
	"ringside/tui/class"
	"ringside/tui/entry"
)

// openPoll returns the question that is open, nil if there is none.
func (m *Model) openPoll() *class.Poll {
	if m.seat == nil {
		return nil
	}
	if p := m.seat.Room().Poll; p != nil && !p.Revealed {
		return p
	}
	return nil
}

// askAnswer asks for the answer to the question that is open.
func (m *Model) askAnswer() {
	p := m.openPoll()
	m.ask(entry.Question{
		Label: "answer", Text: m.seat.Mine().Answer, Poll: p.Number,
		Complete: func(line string) (int, []string) {
			from := 0
			words := p.Choices
			if p.Key != "" {
				from = strings.LastIndexAny(line, " ,") + 1
				words = nil
				for i := range m.View.Nodes {
					words = append(words, event.Quote(m.View.Nodes[i].Name))
				}
			}
			return from, startingWith(line[from:], words)
		},
		Enter: func(text string) tea.Cmd {
			m.await(m.seat.Say("answer " + text))
			return nil
		},
	})
}

// bannerAsks says what an instructor can do with the question; "" to all others.
func (m *Model) bannerAsks() string {
	colon := m.keyName(keymaps.Command)
	switch {
	case !m.seat.Mine().Instructor:
		return ""
	case m.classLesson() != nil && m.home == nil:
		return m.keyName(keymaps.ShowAnswer) + " shows the answer and what was answered"
	}
	return colon + "reveal shows the answer and what was answered; " + colon + "close takes the question away"
}

// board is what the board shows.
func (m *Model) pollBanner() bar.Asked {
	if m.seat == nil || m.seat.Room().Poll == nil {
		return bar.Asked{}
	}
	return bar.Asked{
		Poll: m.seat.Room().Poll, Mine: m.seat.Mine().Answer, Asks: m.bannerAsks(), Key: m.keyName(keymaps.AnswerPoll), Theme: m.Theme,
	}
}
