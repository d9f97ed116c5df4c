package tui

import (
	"time"

	"charm.land/bubbles/v2/progress"
	"github.com/charmbracelet/x/ansi"

	"ringside/engine"
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

// partOfRun says how much of a run's time has passed.
func (m *Model) partOfRun(cmd engine.Command) func() float64 {
	if cmd.Verb != engine.Run {
		return nil // nobody knows how far it is
	}
	from := m.cluster.Now()
	return func() float64 { return float64(m.cluster.Now()-from) / float64(max(cmd.For, time.Nanosecond)) }
}
