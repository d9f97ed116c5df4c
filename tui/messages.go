package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/keymaps"
	"ringside/tui/layout"
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
		m.ask(prompt{
			label: fmt.Sprintf("delay message %d by", msg.ID), line: newEditor("50ms"),
			enter: func(m *Model, text string) tea.Cmd { return m.runLine(fmt.Sprintf("delay %d %s", msg.ID, text)) },
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
	switch {
	case m.covers("operation", "log"):
		return msg, "messages are " + m.coverWords()
	case m.Focus == layout.Log:
		return m.messageOfEvent()
	case m.Focus == layout.Operation:
		s := m.scene(layout.Operation)
		replica, ok := s.Chosen()
		if !ok {
			return msg, "no operation is shown"
		}
		if msg, ok = s.Flying(replica); !ok {
			return msg, "no message of the operation is on its way to " + m.NodeName(replica) + " or from it"
		}
		return msg, ""
	}
	return msg, "choose a message first, in the log or in the operation"
}

// messageOfEvent returns the message that the chosen event of the log tells of.
func (m *Model) messageOfEvent() (msg engine.MessageView, why string) {
	step := m.frame.log.Move(m.scene(layout.Log), 0, m.Rows(layout.Log)).Step
	if step == 0 {
		return msg, "no event is shown"
	}
	e := m.View.Trace.At(step)
	switch e.Kind {
	case event.Send, event.Deliver, event.Drop, event.Delay:
	default:
		return msg, "the chosen event is not about a message"
	}
	for _, msg := range m.View.Messages {
		if msg.ID == e.Msg {
			return msg, ""
		}
	}
	return msg, fmt.Sprintf("message %d is not in flight any more", e.Msg)
}
