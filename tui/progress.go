package tui

import (
	"charm.land/bubbles/v2/progress"
	"github.com/charmbracelet/x/ansi"
)

// barWidth is how many cells the bar of a long job takes, its percentage
// included.
const barWidth = 22

// bar draws how far a job has come: Bubbles' bar, in the theme's ink.
func (m *Model) bar(fraction float64) string {
	full, empty := '█', '░'
	if m.Theme.ASCII {
		full, empty = '#', '.'
	}
	b := progress.New(progress.WithWidth(barWidth), progress.WithFillCharacters(full, empty))
	return ansi.Strip(b.ViewAs(min(max(fraction, 0), 1)))
}
