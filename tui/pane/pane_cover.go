// The cover over a pane that would give an answer away.

package pane

import "ringside/tui/draw"

// Cover replaces a pane that would give the answer to a question away. It shows the
// pane's name and nothing of its contents.
type Cover struct {
	Name  string
	Words string // until when it covers the pane
	last  picture
}

// Title returns the name of the covered pane.
func (p *Cover) Title(Scene) (string, []string) { return p.Name, nil }

// Lines returns the cover in h lines of w cells.
func (p *Cover) Lines(s Scene, w, h int) []string {
	of := stamp{theme: s.Theme, invite: p.Words, w: max(w, 0), h: max(h, 0)}
	if p.last.is(&of) {
		return p.last.lines
	}
	p.last.begin(s.Theme, w, h)
	for _, text := range []string{p.Words, "covered"} {
		if draw.Width(text)+2 <= w || text != p.Words {
			p.last.TextTo(max((w-draw.Width(text))/2, 0), max((h-1)/2, 0), w, text, s.Theme.Dim)
			break
		}
	}
	return p.last.keep(of)
}
