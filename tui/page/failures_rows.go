// What the page of failures is made of, and what stands in its list.

package page

import (
	"slices"
	"strings"

	"ringside/engine"
	"ringside/engine/failures"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// failuresPage takes nodes away from the ring, without any fault in the cluster, and says
// exactly what can't be read or written then. The ring shows the ranges.
//
//	what if these were gone: n2 n4           2 of 5 nodes
//
//	▸ ● n1                       with it 60.0%
//	  × n2      gone
//	  …
//	                            reads  writes    data
//	R 2  W 2                    24.4%   24.4%       –
type failuresPage struct {
	base
	of    *ring.Ring // whose rows there are
	rows  []failing
	gone  []bool // by node
	lost  []bool // those that were down when the page was opened
	query query[lossQuestion, *losses]
	also  query[alsoQuestion, []failures.Share] // of the rows in view, if there are many

	drawn  lossStamp
	lines  []string
	hidden int // lines of what is lost that had no room
}

func (p *failuresPage) allGone(f *failing) bool {
	return !slices.ContainsFunc(f.nodes, func(n ring.NodeID) bool { return !p.gone[n] })
}

// asFound returns which nodes are down: of an embedded cluster those that are, whatever their peers
// believe; of a real one those that are lost, as far as that is known.
func asFound(v *engine.View) []bool {
	down := make([]bool, len(v.Nodes))
	for i := range down {
		n := &v.Nodes[i]
		down[i] = v.Lost(ring.NodeID(i)) || v.Outside == nil && n.Standing != engine.Gone && n.Health != engine.Up
	}
	return down
}

// listTop is the line at which the rows begin.
const listTop = 1

// room is how many of h lines the rows have: a third, or what they need.
func (p *failuresPage) room(h int) int { return min(len(p.rows), max(h/3, 5), max(h-listTop, 0)) }

// first is the first row that is in view.
func (p *failuresPage) first(at, room int) int {
	return min(max(at-room/2, 0), max(len(p.rows)-room, 0))
}

// goneNames lists what is gone: data centres and racks that are gone whole, then nodes.
func (p *failuresPage) goneNames() string {
	var names []string
	said := make([]bool, len(p.gone))
	for _, r := range slices.Backward(p.rows) {
		if !p.allGone(&r) || !slices.ContainsFunc(r.nodes, func(n ring.NodeID) bool { return !said[n] }) {
			continue
		}
		for _, n := range r.nodes {
			said[n] = true
		}
		names = append(names, draw.Clean(r.name))
	}
	slices.Reverse(names)
	return strings.Join(names, " ")
}

// lossStamp is what the page was drawn from.
type lossStamp struct {
	of       *losses
	rows     *failing
	gone     string
	theme    *theme.Theme
	w, h, at int
}
