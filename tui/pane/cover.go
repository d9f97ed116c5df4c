package pane

import "ringside/tui/draw"

// Cover lies over a pane that would give away what is being asked. It shows the
// pane's name and nothing of what the pane knows.
type Cover struct {
	Name  string
	Words string // until when it lies there
	last  picture
}

// Title returns the name of what is covered.
func (p *Cover) Title(Scene) (string, []string) { return p.Name, nil }

// Lines returns the cover in h lines of w cells.
func (p *Cover) Lines(s Scene, w, h int) []string {
	of := stamp{theme: s.Theme, invite: p.Words, w: max(w, 0), h: max(h, 0)}
	if p.last.is(of) {
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
