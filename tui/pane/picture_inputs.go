// What a picture depends on, and the last picture of a pane.

package pane

import (
	"ringside/engine"
	"ringside/engine/ring"
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// stamp is everything that a picture may depend on. A pane copies from the Scene what its
// own picture depends on and leaves the rest zero, so that equal stamps mean equal
// pictures. A View is identified by its address: it never changes.
type stamp struct {
	view     *engine.View
	op       *engine.OpView
	theme    *theme.Theme
	hops     *ring.Hop
	lesson   *Teaching
	supposed *Supposed
	ranges   *Ranges
	key      string
	invite   string
	filter   string
	log      LogPlace
	lanes    LanesPlace
	ribbon   *Ribbon
	w, h     int
	cursor   int
	node     ring.NodeID
	focused  bool
	covered  bool
	flat     bool
	example  bool
}

// picture is the last one that a pane drew.
type picture struct {
	of    stamp
	lines []string
	canvas
}

type canvas = draw.Canvas

// is reports whether the picture is the one of a stamp.
func (p *picture) is(of *stamp) bool { return p.lines != nil && p.of == *of }

// draw returns the last picture if it is the one of a stamp, else what paint draws. A
// picture that is there already costs nothing: neither of nor s escapes, and paint gets a copy.
func (p *picture) draw(of *stamp, s *Scene, w, h int, paint func(s Scene, w, h int)) []string {
	if p.is(of) {
		return p.lines
	}
	p.begin(s.Theme, w, h)
	scene := *s
	scene.nameCells = usualName(w)
	paint(scene, w, h)
	return p.keep(*of)
}

// begin clears the canvas and gives it w × h cells.
func (p *picture) begin(th *theme.Theme, w, h int) {
	p.Reset(w, h)
	p.More = th.Signs.More
}

// keep takes what is on the canvas as the picture of a stamp.
func (p *picture) keep(of stamp) []string {
	p.of, p.lines = of, p.Lines()
	return p.lines
}

func (s *Scene) stamp(w, h int) stamp {
	return stamp{view: s.View, theme: s.Theme, w: max(w, 0), h: max(h, 0)}
}

// firstHop returns the address of the walk's first hop, which identifies the walk.
func (s *Scene) firstHop() *ring.Hop {
	if len(s.Walk.Hops) == 0 {
		return nil
	}
	return &s.Walk.Hops[0]
}
