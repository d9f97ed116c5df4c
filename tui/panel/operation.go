// The panel of the operation.

package panel

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Operation is the panel of the operation.
type Operation struct {
	still
	pane.Operation
	invite invite
}

// About describes the pane.
func (*Operation) About() About {
	return About{Scope: keymaps.Operation, Key: keymaps.ToOperation, Covers: presets.PartOperation, Shows: []presets.Part{presets.PartOperation, presets.PartLanes}, Opens: events}
}

// Scene is what it is drawn from.
func (p *Operation) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Operation)
	if o := d.View.Outside; o != nil && !o.Reads {
		s.Invite = "attached read-only"
		return s
	}
	if d.Off(keymaps.Write) == "" && d.Off(keymaps.Read) == "" { // who follows somebody asks nothing
		s.Invite = p.invite.say(d, func() string {
			return d.KeyName(keymaps.Write) + " writes, " + d.KeyName(keymaps.Read) + " reads"
		})
	}
	return s
}

// Move chooses another replica, and with left and right another operation.
func (p *Operation) Move(d Desk, s workspace.Step) {
	if !s.Sideways() {
		p.Scroll(d, s.By(d.Rows(layout.Operation)))
		return
	}
	if d.Covers(presets.PartClock) { // how many there are would tell
		return
	}
	if why := d.TurnOperation(s.By(1)); why != "" {
		d.Say(why)
	}
}

// Choose chooses the replica in a line.
func (p *Operation) Choose(d Desk, at image.Point) {
	size := d.Size(layout.Operation)
	if i, ok := p.Operation.At(p.Scene(d), at.Y, size.X, size.Y); ok {
		d.Scrolls[layout.Operation] = i
	}
}

// Scroll chooses another replica.
func (p *Operation) Scroll(d Desk, by int) {
	scroll(d, layout.Operation, by, p.Operation.Overflow(p.Scene(d)))
}

// Detail tells how what became of the operation came about.
func (*Operation) Detail(d Desk) tea.Cmd {
	op := d.Operation()
	if op == nil {
		d.Say("no request yet")
		return nil
	}
	following := d.Log.Follow
	d.GoTo(layout.Log)
	d.SelectStep(int(max(op.Symptom, op.Step)))
	cmd := d.Show(page.Causes)
	d.Pages.Top().Following = following
	return cmd
}

// Message returns the message that is on its way to the chosen replica or from it.
func (p *Operation) Message(d Desk) (msg engine.MessageView, why string) {
	s := p.Scene(d)
	replica, ok := s.Chosen()
	if !ok {
		return msg, "no operation is shown"
	}
	if msg, ok = s.Flying(replica); !ok {
		return msg, "no message of the operation is on its way to " + d.NodeName(replica) + " or from it"
	}
	return msg, ""
}

// Hints are the keys for the chosen message, if there is one.
func (*Operation) Hints(d Desk) []page.Hint {
	if all := messages(d); all != nil {
		return all
	}
	return causes(d, d.Operation() != nil, waiting(d, keymaps.Write, keymaps.Read, keymaps.PreviousOp, keymaps.Detail, keymaps.Crash, keymaps.Heal))
}
