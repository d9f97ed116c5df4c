// A pane in its frame.

package pane

import (
	"ringside/tui/draw"
	"ringside/tui/theme"
)

// Framed is a pane in its frame. It keeps its last picture as panes do.
type Framed struct {
	pane  Pane
	of    frameStamp
	lines []string
}

type frameStamp struct {
	inside  *string // where the pane's lines are: a new picture has a new address
	theme   *theme.Theme
	w, h    int
	focused bool
}

// NewFramed returns a pane with a frame around it.
func NewFramed(p Pane) *Framed { return &Framed{pane: p} }

// Lines returns the pane in its frame, h lines of w cells in all.
func (f *Framed) Lines(s Scene, w, h int) []string {
	inside := f.pane.Lines(s, max(w-2, 0), max(h-2, 0))
	of := frameStamp{theme: s.Theme, w: w, h: h, focused: s.Focused}
	if len(inside) > 0 {
		of.inside = &inside[0]
	}
	if f.lines != nil && f.of == of && of.inside != nil {
		return f.lines
	}
	title, notes := f.pane.Title(s)
	f.of, f.lines = of, draw.Frame(title, notes, inside, w, h, s.Focused, s.Theme)
	return f.lines
}
