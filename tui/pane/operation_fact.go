// A line of an operation's pane, and how it is made to fit.

package pane

import "ringside/tui/draw"

// fact is a line of words in several inks.
type fact []part

func (f fact) width() int { return label(f).width() }

func (f fact) draw(c *draw.Canvas, x, y, end int) int {
	for _, p := range f {
		x = c.TextTo(x, y, end, p.text, p.ink)
	}
	return x
}

// fit returns what is to be said with names that are as long as they can be in so many cells. Names that do not
// fit go without what they all begin with before they are shortened.
func (d *operationDrawing) fit(room int, say func() fact) (f fact) {
	defer func(cells, common int) { d.nameCells, d.nameCut = cells, common }(d.nameCells, d.nameCut)
	for _, cells := range [...]int{longestName, 28, 24, 20, 16, leastName, 8, 6} {
		d.nameCells = cells
		if cells < leastName && d.nameCut == 0 {
			d.nameCut = d.commonName()
		}
		if f = say(); f.width() <= room {
			return f
		}
	}
	return f
}
