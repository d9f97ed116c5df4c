// What a client asks of the cluster: the key that is chosen as it is typed, reads, writes and deletes.

package action

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/entry"
	"ringside/tui/source"
)

// Client is what a client can ask.
func (d Desk) Client() Intents {
	all := Intents{}
	all[keymaps.Write] = Intent{Needs: source.Write, Drives: true, Line: "put KEY VALUE", Do: func() tea.Cmd {
		if d.Key == "" {
			d.askKey("write to key", func() tea.Cmd { d.askValue(); return nil })
		} else {
			d.askValue()
		}
		return nil
	}}
	all[keymaps.Read] = Intent{Needs: source.Read, Drives: true, Line: "get KEY", Do: func() tea.Cmd {
		return d.withKey("read key", engine.Get)
	}}
	all[keymaps.Delete] = Intent{Needs: source.Write, Drives: true, Line: "delete KEY", Do: func() tea.Cmd {
		return d.withKey("delete key", engine.Delete)
	}}
	all[keymaps.EditKey] = look(func() {
		d.askKey("key", nil)
	})
	return all
}

// withKey asks for something to be done with the selected key, or with the one
// that is typed if there is none.
func (d Desk) withKey(label string, verb engine.Verb) tea.Cmd {
	do := func() tea.Cmd {
		d.Apply(engine.Command{Verb: verb, Key: d.Key})
		return nil
	}
	if d.Key != "" {
		return do()
	}
	d.askKey(label, do)
	return nil
}

// suggestedKey is what is offered as the first key.
const suggestedKey = "cart:42"

// askKey asks for a key; the walk follows what is typed.
func (d Desk) askKey(label string, then func() tea.Cmd) {
	was, offered := d.Key, d.Key
	if d.Key == "" {
		d.Key, offered = suggestedKey, suggestedKey
	}
	if d.Covers(presets.PartSettings) { // the selected key may be what is asked
		offered = ""
	}
	d.Ask(entry.Question{
		Label: label, Text: offered,
		Typed: func(text string) { d.Key = text },
		Back:  func() { d.Key = was },
		Enter: func(text string) tea.Cmd {
			d.Key = text
			if text == "" || then == nil {
				return nil
			}
			return then()
		},
	})
}

// askValue asks for the value to write and offers v1, v2, ….
func (d Desk) askValue() {
	puts := 0
	for _, op := range d.View.Ops {
		if op.Key == d.Key && op.Value != "" && !d.Covers(presets.PartClock) {
			puts++
		}
	}
	key := d.Key
	d.Ask(entry.Question{
		Label: "value", Text: "v" + strconv.Itoa(puts+1), Breaks: true,
		Enter: func(text string) tea.Cmd {
			d.Apply(engine.Command{Verb: engine.Put, Key: key, Value: text})
			return nil
		},
	})
}
