// The pane of the nodes: those of a simulated cluster, or what the nodes of a real one say.

package pane

import (
	"ringside/engine/ring"
	"ringside/tui/draw"
)

// Nodes is the table of the nodes: the true state of each, what the others believe of it,
// and what it holds. It draws only the rows in its window.
type Nodes struct {
	last  picture
	names nameColumn
	found int // how many rows a filter lets through
}

// nameColumn is the width of a ring's node names, measured once for each ring.
type nameColumn struct {
	of    *ring.Ring
	width int
	place int // of data centres and racks; 0: they are not worth a column
}

// Title returns the pane's name, and the filter.
func (p *Nodes) Title(s Scene) (string, []string) { return "Nodes", s.filterNotes(p.found) }

// about is what the picture depends on.
func (p *Nodes) about(s Scene, w, h int) stamp {
	of := s.stamp(w, h)
	of.node, of.filter, of.covered = s.Node, s.Filter, s.Covered
	if s.Filter != "" || len(s.View.Nodes) > h-1 {
		of.key, of.hops = s.Key, s.firstHop()
	}
	return of
}

func (p *Nodes) kind() kind      { return nodesKind }
func (p *Nodes) fresh() pictured { return new(Nodes) }

// Lines returns the table in h lines of w cells; the selected node is in it.
func (p *Nodes) Lines(s Scene, w, h int) []string {
	of := p.about(s, w, h)
	return p.last.draw(&of, &s, w, h, p.paint)
}

func (p *Nodes) paint(s Scene, w, h int) {
	if p.names.of != s.View.Ring || s.View.Ring == nil {
		p.names = nameColumn{s.View.Ring, s.nameWidth(), 0}
		if placesShown(s.View) {
			for i := range s.View.Nodes {
				p.names.place = max(p.names.place, draw.Width(s.within(&s.View.Nodes[i])))
			}
		}
	}
	if s.View.Outside != nil {
		p.paintOpinions(s, w, h)
		return
	}
	t := nodeTable{Scene: &s, c: &p.last.canvas, rows: NodeRows(&s, h)}
	t.layout(w, p.names.width, p.names.place)
	t.draw(w, h)
	p.found = t.count()
}
