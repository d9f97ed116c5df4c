// The page of the chosen node alone.

package page

import (
	"ringside/engine"
	"ringside/keymaps"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Node is the page of the chosen node.
const Node workspace.PageKind = "node"

type node struct {
	base
	pane.NodeDetail
}

// About describes the page.
func (*node) About() About {
	return About{Kind: Node, Place: layout.Beside, Scope: keymaps.Details, Covers: everything(), OfNode: true}
}

// everything is what a page tells that tells what several panes do.
func everything() []presets.Part { return presets.Coverable() }

// Name is the node's.
func (*node) Name(d Desk) string {
	return "Node " + draw.Name(d.NodeName(d.Node), 12, d.Theme.Signs.More)
}

// Watch asks for what only this page tells.
func (*node) Watch(d Desk, w *engine.Watch) { w.Node = d.NodeName(d.Node) }

// Move chooses another node by single steps, and scrolls by larger ones.
func (p *node) Move(d Desk, s workspace.Step) {
	if s.Single() {
		d.MoveNode(s.By(1))
		d.Pages.Top().Cursor = 0
		return
	}
	scrollBy(d, s, p.overflow(d))
}

// Scroll scrolls.
func (p *node) Scroll(d Desk, by int) {
	top := d.Pages.Top()
	top.Cursor = min(max(top.Cursor+by, 0), p.overflow(d))
}

func (p *node) overflow(d Desk) int {
	size := d.PageSize()
	return p.NodeDetail.Overflow(p.Scene(d), size.X, size.Y)
}

// Hints are the keys of the page.
func (p *node) Hints(d Desk) []Hint {
	all := Hints(keymaps.Escape, keymaps.Up)
	if p.overflow(d) > 0 {
		all = append(all, Hints(keymaps.PageDown)...)
	}
	return append(all, Hints(keymaps.Crash, keymaps.Heal, keymaps.Hang, keymaps.Copy)...)
}
