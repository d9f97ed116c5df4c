// Which node a row of Nodes is about.

package pane

import (
	"ringside/engine"
	"ringside/tui/draw"
)

// named draws which node a row is about: its sign and name, and from placed on, if that is not
// 0, where it stands, in the words of where. What is known of it begins at end.
func (s *Scene) named(c *draw.Canvas, y, w int, n *engine.NodeView, where string, placed, end int) {
	glyph, ink := s.Theme.Node(int(n.ID))
	if n.ID == s.Node {
		c.Set(1, y, s.Theme.Signs.Here, s.Theme.Accent)
	}
	c.TextTo(3, y, w, glyph, ink)
	if placed > 0 {
		c.TextTo(placed, y, end-1, where, s.Theme.Dim)
		end = placed
	}
	c.Text(5, y, s.nameIn(n.ID, min(end-1, w)-5), ink)
}
