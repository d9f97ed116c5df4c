// The page of one operation as a space-time diagram.

package page

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Lanes is the page that shows the chosen operation as lanes.
const Lanes workspace.PageKind = "lanes"

type lanes struct {
	base
	pane.Lanes
}

// About describes the page.
func (*lanes) About() About {
	return About{
		Kind: Lanes, Place: layout.Above, Scope: keymaps.Details, Covers: everything(),
		Key: Key{Action: keymaps.Lanes, Group: "Show"},
	}
}

// Name is the page's.
func (*lanes) Name(Desk) string { return "Lanes" }

// Open begins with the chosen operation.
func (p *lanes) Open(d Desk) (tea.Cmd, bool) {
	if d.Operation() == nil {
		d.Say("no operation yet")
		return nil, false
	}
	d.Pages.Top().Following = d.Log.Follow
	p.begin(d)
	return nil, true
}

// Resume has the log show again what it did.
func (p *lanes) Resume(d Desk) {
	if top := d.Pages.Top(); top.Saved {
		d.Log, top.Saved = top.Log, false
	}
}

// Close has the log follow again if it did before.
func (*lanes) Close(d Desk, was workspace.Open) {
	if was.Following {
		d.Follow()
	}
}

// Keep follows an operation that has begun while another was looked at.
func (p *lanes) Keep(d Desk) bool {
	if op := d.Operation(); op != nil && d.Workspace.Lanes.Op != op.ID {
		p.begin(d)
	}
	return true
}

// begin goes to the first row of an operation that is over, and follows one that
// goes on.
func (p *lanes) begin(d Desk) {
	d.Workspace.Lanes = p.Lanes.Begin(p.Scene(d))
	p.inLog(d)
}

// inLog has the log show what is selected in the lanes.
func (*lanes) inLog(d Desk) {
	if d.Workspace.Lanes.Step == 0 {
		d.Follow()
		return
	}
	d.ShowStep(d.Workspace.Lanes.Step)
}

// Move chooses another row, which is the one selected in the log as well; to the
// left and right other lanes come into view, or where all are another operation.
func (p *lanes) Move(d Desk, s workspace.Step) {
	size, scene := d.PageSize(), p.Scene(d)
	if !s.Sideways() {
		d.Workspace.Lanes = p.Lanes.Move(scene, s.By(max(size.Y-2, 1)))
		p.inLog(d)
		return
	}
	if place, shifts := p.Lanes.Shift(scene, s.By(1), size.X, size.Y); shifts {
		d.Workspace.Lanes = place
		return
	}
	if why := d.TurnOperation(s.By(1)); why != "" {
		d.Say(why)
		return
	}
	p.begin(d)
}

// Click chooses the row at a line of the page.
func (p *lanes) Click(d Desk, at image.Point) {
	size := d.PageSize()
	if place, ok := p.Lanes.At(p.Scene(d), inside(d, at).Y, size.X, size.Y); ok {
		d.Workspace.Lanes = place
		p.inLog(d)
	}
}

// Act opens the causes of the selected row.
func (p *lanes) Act(d Desk, a keymaps.Action) (Act, bool) {
	if a != keymaps.Detail {
		return Act{}, false
	}
	return Act{Do: func() tea.Cmd {
		step := p.Lanes.Step(p.Scene(d))
		if step == 0 {
			d.Say("nothing has happened yet")
			return nil
		}
		top := d.Pages.Top()
		top.Log, top.Saved = d.Log, true
		d.Focus = layout.Log
		d.SelectStep(step)
		return d.Show(Causes)
	}}, true
}

// Hints are the keys of the page.
func (*lanes) Hints(Desk) []Hint {
	return append([]Hint{{Action: keymaps.Escape}, choose, {Action: keymaps.Detail, Word: "causes"}},
		Hints(keymaps.Play, keymaps.Step, keymaps.Back, keymaps.PreviousOp, keymaps.Write, keymaps.Read)...)
}
