// The page of a node being drawn: its facts, line by line.

package pane

import (
	"ringside/engine"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

func (d *detail) say(about string, ink theme.Ink, words string) {
	d.facts = append(d.facts, nodeFact{about, fact{{words, ink}}})
}

// detail is the page of one node. The facts at the top are few; the keys and the ranges
// may be many, and only those in view are drawn.
type detail struct {
	*Scene
	c     *draw.Canvas
	n     *engine.NodeView
	w     int
	facts []nodeFact
	keyW  int
}

// nodeFact is a line of the page: its subject, and its words.
type nodeFact struct {
	about string
	words fact
}

const factAt = 10
