// What can be done to the chosen message.

package action

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/script"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/entry"
	"ringside/tui/source"
)

// Messages is what can be done to the chosen message: in the log the one of the chosen
// event, in the operation the one in flight to or from the chosen replica.
func (d Desk) Messages() Intents {
	all := Intents{}
	off := func() string {
		_, why := d.message()
		return why
	}
	do := func(verb engine.Verb, say string) Intent {
		return Intent{Needs: source.Messages, Drives: true, Off: off, Line: verb.String() + " MSG", Do: func() tea.Cmd {
			msg, _ := d.message()
			if d.Apply(engine.Command{Verb: verb, Msg: int(msg.ID)}) {
				d.Say(fmt.Sprintf("message %d, %s: %s", msg.ID, d.way(msg), say))
			}
			return nil
		}}
	}
	all[keymaps.DropMessage] = do(engine.Drop, "lost")
	all[keymaps.DuplicateMessage] = do(engine.Duplicate, "sent twice")
	all[keymaps.DeliverMessage] = do(engine.Deliver, "it arrives next")
	all[keymaps.DelayMessage] = Intent{Needs: source.Messages, Drives: true, Off: off, Line: "delay MSG DURATION", Do: func() tea.Cmd {
		msg, _ := d.message()
		d.Ask(entry.Question{
			Label: fmt.Sprintf("delay message %d by", msg.ID), Text: "50ms",
			Enter: func(text string) tea.Cmd {
				by, err := script.ParseDuration(text)
				if err != nil {
					d.Fail(err.Error())
				} else {
					d.Run(engine.Command{Verb: engine.Delay, Msg: int(msg.ID), For: by})
				}
				return nil
			},
		})
		return nil
	}}
	return all
}

// way says from where to where a message travels.
func (d Desk) way(msg engine.MessageView) string {
	return d.NodeName(msg.From) + " → " + d.NodeName(msg.To)
}

// message returns the chosen message, if it is in flight; else why there is none.
func (d Desk) message() (msg engine.MessageView, why string) {
	if d.Covers(presets.PartOperation, presets.PartLog) {
		return msg, "messages are " + d.CoverWords()
	}
	return d.Panels[d.Focus].Message(d.PanelDesk())
}
