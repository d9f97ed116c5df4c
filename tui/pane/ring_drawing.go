// The ring being drawn: its parts, and the inks of its nodes.

package pane

import (
	"ringside/engine/ring"
	"ringside/presets"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// drawing is a ring being drawn.
type drawing struct {
	*Scene
	c         *draw.Canvas
	dots      *draw.Dots
	plan      *plan
	walk      []walked             // the slots that keep a copy
	skipped   []int32              // the slots that the walk passes over
	far       int                  // how many cells after the key the last of them is
	spotted   []spot               // where a label may stand: of the previous one, for reuse
	hub       []hubNode            // the nodes inside the circle
	parts     []part               // of all labels so far
	shown     []labelled           // where the labels stand
	lines     []point              // the cells of the thin lines from labels to what they name
	ranges    []rangeArc           // those that a lesson speaks of
	naming    naming               // as there is room
	walkNamed bool                 // what comes now are other names
	alone     map[ring.NodeID]bool // the nodes that are isolated
	key       int                  // the cell of the key's position, -1 without a key
}

// naming is how much of the walk's names there shall be.
type naming struct {
	key   int  // the most cells of the key
	terse bool // slots without their own labels
	bare  bool // the numbers of replicas alone
}

// walked is a slot of the walk that keeps a copy, and where it is drawn.
type walked struct {
	hop     ring.Hop
	cell    int
	replica int // 1, 2, 3 …; 0 if it stands in for one of them
}

// accent is the ink of the key and its path: an example's is dim.
func (d *drawing) accent() theme.Ink {
	if d.Example {
		return d.Theme.Dim
	}
	return d.Theme.Accent
}

// inkOf returns a node's ink.
func (d *drawing) inkOf(n ring.NodeID) theme.Ink {
	_, ink := d.Theme.Node(int(n))
	return ink
}

// walked reports whether a slot is in the walk.
func (d *drawing) walked(slot int32) bool {
	for _, w := range d.walk {
		if w.hop.Slot == slot {
			return true
		}
	}
	return false
}

// rangeArc is a range that is on the ring: the arcs of its slots.
type rangeArc struct {
	presets.Range
	slots []int
}

// owner is the node that owns a range: that of the token at its end.
func (d *drawing) owner(a rangeArc) ring.NodeID {
	return d.plan.of.Slot(a.slots[len(a.slots)-1]).Node
}

// hubNode is a node inside the circle, where its glyph stands, and where its name does.
type hubNode struct {
	node  ring.NodeID
	x, y  int
	name  point
	nameW int // 0 if there is no room for the name
}
