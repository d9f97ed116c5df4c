package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui/entry"
	"ringside/tui/source"
)

// messageIntents are what can be done to the message that is chosen: in the log
// the one that the chosen event tells of, in the operation the one that is on its
// way to the chosen replica or from it.
func messageIntents(all map[keymaps.Action]intent) {
	off := func(m *Model) string {
		_, why := m.message()
		return why
	}
	do := func(verb engine.Verb, say string) intent {
		return intent{needs: source.Messages, drives: true, off: off, line: verb.String() + " MSG", do: func(m *Model) tea.Cmd {
			msg, _ := m.message()
			if m.apply(engine.Command{Verb: verb, Msg: int(msg.ID)}) {
				m.say(fmt.Sprintf("message %d, %s: %s", msg.ID, m.way(msg), say))
			}
			return nil
		}}
	}
	all[keymaps.DropMessage] = do(engine.Drop, "lost")
	all[keymaps.DuplicateMessage] = do(engine.Duplicate, "sent once more")
	all[keymaps.DeliverMessage] = do(engine.Deliver, "the next thing that happens is that it arrives")
	all[keymaps.DelayMessage] = intent{needs: source.Messages, drives: true, off: off, line: "delay MSG DURATION", do: func(m *Model) tea.Cmd {
		msg, _ := m.message()
		m.ask(entry.Question{
			Label: fmt.Sprintf("delay message %d by", msg.ID), Text: "50ms",
			Enter: func(text string) tea.Cmd { return m.runLine(fmt.Sprintf("delay %d %s", msg.ID, text)) },
		})
		return nil
	}}
}

// way says from where to where a message travels.
func (m *Model) way(msg engine.MessageView) string {
	return m.NodeName(msg.From) + " → " + m.NodeName(msg.To)
}

// message returns the message that is chosen, if it is in flight; else why there
// is none.
func (m *Model) message() (msg engine.MessageView, why string) {
	if m.covers("operation", "log") {
		return msg, "messages are " + m.coverWords()
	}
	return m.panels[m.Focus].Message(m.panelDesk())
}
