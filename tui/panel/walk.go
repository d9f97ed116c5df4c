// The panel of the walk: the selected key and its replicas.

package panel

import (
	"fmt"
	"image"

	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Walk is the panel of the walk.
type Walk struct {
	still
	pane.Walk
	invite, first invite
}

// About describes the pane.
func (*Walk) About() About {
	return About{Scope: keymaps.Walk, Key: keymaps.ToWalk, Covers: presets.PartSettings, Shows: []presets.Part{presets.PartWalk}, Opens: events}
}

// Scene is covered in part while a question covers where the walk leads.
func (p *Walk) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Walk)
	s.Covered = d.Covers(presets.PartWalk)
	if exemplify(d, &s); s.Example {
		s.Invite = p.first.say(d, func() string {
			return "press " + d.KeyName(keymaps.EditKey) + " and type a key, such as " + workspace.ExampleKey
		})
		return s
	}
	if d.Off(keymaps.EditKey) == "" { // who follows somebody chooses none
		s.Invite = p.invite.say(d, func() string { return d.KeyName(keymaps.EditKey) + " types one" })
	}
	return s
}

// Move scrolls.
func (p *Walk) Move(d Desk, s workspace.Step) { p.Scroll(d, s.By(d.Rows(layout.Walk))) }

// Choose chooses the node of the hop in a line.
func (p *Walk) Choose(d Desk, at image.Point) {
	size := d.Size(layout.Walk)
	if id, ok := p.Walk.NodeAt(p.Scene(d), at.Y, size.X, size.Y); ok && !d.Picking {
		d.Node = id
	}
}

// Filter lists some hops.
func (p *Walk) Filter(d Desk) (words string, set func(string), ok bool) {
	return d.Filters[layout.Walk], func(words string) {
		d.Filters[layout.Walk], d.Scrolls[layout.Walk] = words, 0
	}, true
}

// Found is how many hops are listed.
func (p *Walk) Found(d Desk) int { return p.Walk.Count(p.Scene(d)) }

// Scroll scrolls.
func (p *Walk) Scroll(d Desk, by int) {
	size := d.Size(layout.Walk)
	scroll(d, layout.Walk, by, p.Walk.Overflow(p.Scene(d), size.X, size.Y))
}

// Detail has the log show the operation that is shown, and no other.
func (*Walk) Detail(d Desk) tea.Cmd {
	d.GoTo(layout.Log)
	if op := d.Operation(); op != nil {
		d.Log.Filter = fmt.Sprintf("op:%d", op.ID)
		d.KeepStep()
		d.Say(d.KeyName(keymaps.Escape) + " shows all lines again")
	}
	return nil
}
