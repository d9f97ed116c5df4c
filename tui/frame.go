package tui

import (
	"image"
	"slices"

	"ringside/tui/layout"
	"ringside/tui/paint"
	"ringside/tui/pane"
)

// frame puts the screen together from lines that were drawn before: panes draw
// only what has changed, their borders are kept, and what is left to do for a
// frame is to concatenate.
type frame struct {
	ring      pane.Ring
	walk      pane.Walk
	nodes     pane.Nodes
	operation pane.Operation
	log       pane.Log
	help      help
	node      pane.NodeDetail
	cause     causes
	faults    pane.FaultList
	roster    roster
	lanes     pane.Lanes
	board     board

	framed map[pane.Pane]*pane.Framed
	blocks [places]*paint.Block // the last of each place

	headerOf    header
	headerWidth int
	header      string
}

func newFrame() *frame { return &frame{framed: make(map[pane.Pane]*pane.Framed)} }

func (f *frame) pane(p layout.Pane) pane.Pane {
	return [layout.Panes]pane.Pane{&f.ring, &f.walk, &f.nodes, &f.operation, &f.log}[p]
}

func (f *frame) page(k pageKind) pane.Pane {
	return [...]pane.Pane{noPage: nil, helpPage: &f.help, nodePage: &f.node, causePage: &f.cause, faultPage: &f.faults, rosterPage: &f.roster, lanesPage: &f.lanes}[k]
}

// lines returns what stands in a rectangle of the screen: a pane in its border,
// or the bare pane where there is no room for one.
func (f *frame) lines(p pane.Pane, s pane.Scene, r image.Rectangle, shape layout.Shape) []string {
	if _, bare := inner(r, shape); bare {
		return p.Lines(s, r.Dx(), r.Dy())
	}
	framed := f.framed[p]
	if framed == nil {
		framed = pane.NewFramed(marked{p})
		f.framed[p] = framed
	}
	return framed.Lines(s, r.Dx(), r.Dy())
}

// marked is a pane whose title has a sign while it has the focus, which the
// colour of its border alone would not tell everybody.
type marked struct{ pane.Pane }

// Title returns the pane's title and notes.
func (p marked) Title(s pane.Scene) (string, []string) {
	title, notes := p.Pane.Title(s)
	if s.Focused {
		title = s.Theme.Signs.Here + " " + title
	}
	return title, notes
}

// inner returns the size inside the border of a pane, and whether it has none:
// narrow screens do without.
func inner(r image.Rectangle, shape layout.Shape) (size image.Point, bare bool) {
	if shape == layout.Narrow || r.Dx() < 3 || r.Dy() < 3 {
		return r.Size(), true
	}
	return r.Size().Sub(image.Pt(2, 2)), false
}

// The places of a frame: the panes by their number, then these.
const (
	headerPlace = int(layout.Panes) + iota
	pagePlace
	boardPlace
	notePlace
	footerPlace
	places
)

// block returns lines as a block, the same as before if they are.
func (f *frame) block(place, w int, lines []string) *paint.Block {
	b := f.blocks[place]
	if b != nil {
		if bw, _ := b.Size(); bw == w && slices.Equal(b.Lines(), lines) {
			return b
		}
	}
	b = paint.NewBlock(w, lines)
	f.blocks[place] = b
	return b
}

// parts returns all rectangles of the screen with what stands in them.
func (m *Model) parts() []paint.Part {
	s := &m.screen
	all := make([]paint.Part, 0, places)
	add := func(place int, r image.Rectangle, lines func() []string) {
		if !r.Empty() {
			all = append(all, paint.Part{X: r.Min.X, Y: r.Min.Y, Block: m.frame.block(place, r.Dx(), lines())})
		}
	}
	add(headerPlace, s.Header, func() []string { return []string{m.headerLine(s.Header.Dx())} })
	for p := range layout.Panes {
		add(int(p), s.Panes[p], func() []string {
			return m.frame.lines(m.frame.pane(p), m.scene(p), s.Panes[p], s.Shape)
		})
	}
	add(pagePlace, s.Page, func() []string {
		if m.page.kind == rosterPage {
			m.frame.roster.room, m.frame.roster.instructs = m.seat.Room(), m.seat.Mine().Instructor
		}
		return m.frame.lines(m.frame.page(m.page.kind), m.pageScene(), s.Page, s.Shape)
	})
	add(boardPlace, s.Board, func() []string { return m.boardLines(s.Board.Dx(), s.Board.Dy()) })
	add(notePlace, s.Note, func() []string { return m.noteAboveLines(s.Note.Dx(), s.Note.Dy()) })
	add(footerPlace, s.Footer, func() []string { return []string{m.footerLine(s.Footer.Dx())} })
	return all
}
