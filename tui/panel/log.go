// The panel of the log.

package panel

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/engine/event"
	"ringside/engine/explain"
	"ringside/engine/ring"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Log is the panel of the log.
type Log struct {
	still
	pane.Log
	invite, more invite
}

// About describes the pane.
func (*Log) About() About {
	return About{Scope: keymaps.Log, Key: keymaps.ToLog, Covers: presets.PartLog, Shows: []presets.Part{presets.PartLog, presets.PartTrees, presets.PartMeasured}, Opens: events}
}

// Scene is what it is drawn from. An empty log says where to find everything.
func (p *Log) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Log)
	if d.Ribbon.Of(d.View, d.BranchShown()[0]) && !d.Covers(presets.AllCovers()...) {
		s.Ribbon = d.Ribbon
	}
	if d.View.Trace.Len() == 0 && d.Teaching() == nil {
		s.Invite = p.invite.say(d, func() string {
			return d.KeyName(keymaps.Lessons) + " lessons and challenges   " + d.KeyName(keymaps.Bindings) + " all keys   " +
				d.KeyName(keymaps.Command) + " commands"
		})
		if d.Off(keymaps.CanPage) == "" {
			s.Invite = p.more.say(d, func() string { return p.invite.words + "   " + d.KeyName(keymaps.CanPage) + " what can happen" })
		}
	}
	return s
}

// Choose selects the event in a line.
func (p *Log) Choose(d Desk, at image.Point) {
	rows := d.LogRows()
	if at.Y >= rows { // below the list
		return
	}
	if step := d.Reader.At(p.Scene(d), at.Y, rows); step > 0 {
		d.ShowStep(step)
	}
}

// Filter lists some events.
func (*Log) Filter(d Desk) (words string, set func(string), ok bool) {
	return d.Log.Filter, func(words string) { d.Log.Filter = words; d.KeepStep() }, true
}

// Found is how many events are listed, as far as they have been searched.
func (p *Log) Found(d Desk) int { return d.Reader.Count(p.Scene(d)) }

// Move selects another event.
func (*Log) Move(d Desk, s workspace.Step) { d.MoveLog(s) }

// Detail tells how the selected event came about.
func (*Log) Detail(d Desk) tea.Cmd {
	if d.View.Trace.Len() == 0 {
		d.Say("nothing has happened yet")
		return nil
	}
	step := d.SelectedStep()
	if step == 0 {
		d.Say("no event is shown")
		return nil
	}
	d.ShowStep(step)
	return d.Show(page.Causes)
}

// Message returns the message that the selected event tells of.
func (*Log) Message(d Desk) (msg engine.MessageView, why string) {
	step := d.StepShown()
	if step == 0 {
		return msg, "no event is shown"
	}
	e := d.View.Trace.At(step)
	switch e.Kind {
	case event.Send, event.Deliver, event.Drop, event.Delay:
	default:
		return msg, "the chosen event is not about a message"
	}
	for _, msg := range d.View.Messages {
		if msg.ID == e.Msg {
			return msg, ""
		}
	}
	return msg, explain.Whereabouts(d.View, e.Msg)
}

// Text is the selected event.
func (*Log) Text(d Desk) (text, what string, ok bool) {
	if d.Covers(presets.PartLog) {
		return "", "", false
	}
	step := d.SelectedStep()
	if step == 0 {
		return "", "", true
	}
	line := explain.Event(&d.View.Trace, step, func(n ring.NodeID) string { return d.NodeName(n) })
	return pane.Seconds(d.View.Trace.At(step).At) + " s  " + line.String(), "the event", true
}

// Hints are the keys for the chosen message, if there is one.
func (*Log) Hints(d Desk) []page.Hint {
	if all := messages(d); all != nil {
		return all
	}
	if step := d.SelectedStep(); step > 0 && !d.Covers(presets.AllCovers()...) {
		if e := d.View.Trace.At(step); e.Kind == event.Compared || e.Type == event.TreeAsk || e.Type == event.TreeAnswer {
			return page.Why(waiting(d, keymaps.MerklePage, keymaps.Detail, keymaps.Filter, keymaps.Follow, keymaps.Level))
		}
	}
	return causes(d, d.View.Trace.Len() > 0, waiting(d, keymaps.Filter, keymaps.Detail, keymaps.Follow, keymaps.Level, keymaps.Write, keymaps.Read))
}
