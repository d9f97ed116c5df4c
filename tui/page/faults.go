// The page of faults: those there are, and those that can be added.

package page

import (
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/engine"
	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Faults is the page of faults.
const Faults workspace.PageKind = "faults"

type faults struct {
	base
	pane.FaultList
}

// About describes the page.
func (*faults) About() About {
	return About{
		Kind: Faults, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(), OfNode: true,
		Key: Key{Action: keymaps.Faults, Group: "Faults", Looks: true},
	}
}

// Name is the page's.
func (*faults) Name(Desk) string { return "Faults" }

// Scene says how to choose another node.
func (p *faults) Scene(d Desk) pane.Scene {
	s := p.base.Scene(d)
	s.Invite = draw.Pair(d.KeyName(keymaps.Left), d.KeyName(keymaps.Right)) + " another node"
	return s
}

// Keep keeps the same fault chosen when faults come and go above it.
func (p *faults) Keep(d Desk) bool {
	s, top := p.Scene(d), d.Pages.Top()
	for row := range s.FaultRows() {
		if top.Row != "" && s.FaultLine(row) == top.Row {
			top.Cursor = row
			return true
		}
	}
	p.choose(d, s, top.Cursor)
	return true
}

func (p *faults) choose(d Desk, s pane.Scene, row int) {
	top := d.Pages.Top()
	top.Cursor = min(max(row, 0), max(s.FaultRows()-1, 0))
	top.Row = s.FaultLine(top.Cursor)
}

// Move chooses another row, or with left and right another node for the faults
// that can be added to it.
func (p *faults) Move(d Desk, s workspace.Step) {
	if s.Sideways() {
		d.MoveNode(s.By(1))
		d.Pages.Top().Row = ""
		return
	}
	p.choose(d, p.Scene(d), d.Pages.Top().Cursor+s.By(max(d.PageSize().Y, 1)))
}

// Click chooses the fault in a line.
func (p *faults) Click(d Desk, at image.Point) {
	s, size := p.Scene(d), d.PageSize()
	if row, ok := p.FaultList.At(s, inside(d, at).Y, size.X, size.Y); ok {
		p.choose(d, s, row)
	}
}

// fault is the fault that is chosen; nil if none is.
func (p *faults) fault(d Desk) *engine.Fault {
	s := p.Scene(d)
	return s.Fault()
}

// choice is the chosen fault among those that can be added.
func (p *faults) choice(d Desk) (pane.FaultChoice, bool) {
	s := p.Scene(d)
	choices, i := s.FaultChoices(), s.Cursor-len(s.View.Faults)
	if i < 0 || i >= len(choices) {
		return pane.FaultChoice{}, false
	}
	return choices[i], true
}

// Act heals the chosen fault; or it puts the line that adds one where it can be
// changed before it is carried out.
func (p *faults) Act(d Desk, a keymaps.Action) (Act, bool) {
	switch a {
	case keymaps.Heal:
		f := p.fault(d)
		if f == nil {
			return Act{Off: "no fault is chosen"}, true
		}
		return Act{Do: func() tea.Cmd { d.Run(f.Heal); return nil }}, true
	case keymaps.Detail:
		return Act{Do: func() tea.Cmd {
			if p.fault(d) != nil {
				return d.Do(keymaps.Heal)
			}
			if b, ok := p.choice(d); ok {
				d.Type(b.Line)
			}
			return nil
		}}, true
	}
	return Act{}, false
}

// Hints are the keys of the page.
func (p *faults) Hints(d Desk) []Hint {
	word := "apply"
	if p.fault(d) != nil {
		word = "heal"
	}
	return []Hint{
		{Action: keymaps.Escape}, {Action: keymaps.Detail, Word: word}, choose, {Action: keymaps.HealAll},
		{Action: keymaps.Left, And: keymaps.Right, Word: "another node"},
	}
}
