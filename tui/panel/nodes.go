// The panels of the ring and of the nodes, in which a node is chosen.

package panel

import (
	"image"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ringside/engine/ring"
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
	return About{Scope: keymaps.Ring, Key: keymaps.ToRing, Covers: presets.PartMembers, Shows: []presets.Part{presets.PartRing}}
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

// Choose chooses the node at a cell of the ring.
func (p *Ring) Choose(d Desk, at image.Point) {
	size := d.Size(layout.Ring)
	if id, ok := pane.RingNodeAt(p.Scene(d), at, size.X, size.Y); ok && !d.Picking {
		d.Node = id
	}
}

// Detail opens the page of the chosen node.
func (*Ring) Detail(d Desk) tea.Cmd { return d.Show(page.Node) }

// Nodes is the panel of the nodes.
type Nodes struct {
	still
	pane.Nodes
}

// About describes the pane.
func (*Nodes) About() About {
	return About{Scope: keymaps.Nodes, Key: keymaps.ToNodes, Covers: presets.PartNodes, Shows: []presets.Part{presets.PartNodes}}
}

// Scene is what it is drawn from. While a question covers where the key lives, its replicas
// do not come first.
func (*Nodes) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Nodes)
	s.Covered = d.Covers(presets.PartWalk, presets.PartRing)
	return s
}

// rows are the nodes that are listed, in their order; nil for all in theirs.
func (p *Nodes) rows(d Desk) []ring.NodeID {
	s := p.Scene(d)
	return pane.NodeRows(&s, d.Rows(layout.Nodes))
}

// Move chooses another node among those that are listed.
func (p *Nodes) Move(d Desk, s workspace.Step) {
	by := s.By(d.Rows(layout.Nodes))
	rows := p.rows(d)
	if rows == nil || d.Picking {
		d.MoveNode(by)
		return
	}
	d.MoveAmong(rows, by)
}

// Choose chooses the node in a line.
func (p *Nodes) Choose(d Desk, at image.Point) {
	s, size := p.Scene(d), d.Size(layout.Nodes)
	if id, ok := pane.NodeAt(&s, at, size.X, size.Y); ok && !d.Picking {
		d.Node = id
	}
}

// Filter lists some nodes, and chooses the first of them unless the chosen one is there.
func (p *Nodes) Filter(d Desk) (words string, set func(string), ok bool) {
	return d.Filters[layout.Nodes], func(words string) {
		d.Filters[layout.Nodes] = words
		if rows := p.rows(d); rows != nil && !slices.Contains(rows, d.Node) {
			d.MoveAmong(rows, 0)
		}
	}, true
}

// Found is how many nodes are listed.
func (p *Nodes) Found(d Desk) int { return len(p.rows(d)) }

// Detail opens the page of the chosen node.
func (*Nodes) Detail(d Desk) tea.Cmd { return d.Show(page.Node) }

// Hints are the keys for what can happen to a node.
func (*Nodes) Hints(d Desk) []page.Hint {
	return waiting(d, keymaps.Crash, keymaps.Heal, keymaps.Write, keymaps.Read, keymaps.Hang, keymaps.Cut, keymaps.Detail)
}
