// The panels of the ring and of the nodes, in which a node is chosen.

package panel

import (
	tea "charm.land/bubbletea/v2"

	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/layout"
	"ringside/tui/page"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Ring is the panel of the ring.
type Ring struct {
	still
	pane.Ring
}

// About describes the pane.
func (*Ring) About() About {
	return About{Scope: keymaps.Ring, Covers: presets.PartMembers, Shows: []presets.Part{presets.PartRing}}
}

// Scene is covered in part while a question covers where a key lies.
func (*Ring) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Ring)
	s.Covered = d.Covers(presets.PartRing)
	exemplify(d, &s)
	return s
}

// Move chooses another node.
func (*Ring) Move(d Desk, s workspace.Step) { d.MoveNode(s.By(d.Rows(layout.Ring))) }

// Detail opens the page of the chosen node.
func (*Ring) Detail(d Desk) tea.Cmd { return d.Show(page.Node) }

// Nodes is the panel of the nodes.
type Nodes struct {
	still
	pane.Nodes
}

// About describes the pane.
func (*Nodes) About() About {
	return About{Scope: keymaps.Nodes, Covers: presets.PartNodes, Shows: []presets.Part{presets.PartNodes}}
}

// Scene is what it is drawn from.
func (*Nodes) Scene(d Desk) pane.Scene { return scene(d, layout.Nodes) }

// Move chooses another node.
func (*Nodes) Move(d Desk, s workspace.Step) { d.MoveNode(s.By(d.Rows(layout.Nodes))) }

// Detail opens the page of the chosen node.
func (*Nodes) Detail(d Desk) tea.Cmd { return d.Show(page.Node) }

// Hints are the keys for what can happen to a node.
func (*Nodes) Hints(d Desk) []page.Hint {
	return waiting(d, keymaps.Crash, keymaps.Heal, keymaps.Write, keymaps.Read, keymaps.Hang, keymaps.Cut, keymaps.Detail)
}
