// The pane of what is learned.

package panel

import (
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// Lesson is the panel of a lesson or a challenge, as far as it is only read.
type Lesson struct {
	still
	pane.Lesson
}

// About describes the pane.
func (*Lesson) About() About { return About{Scope: keymaps.Lesson, Glides: true} }

// Scene is what it is drawn from.
func (*Lesson) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Lesson)
	s.Lesson = d.Teaching()
	return s
}

// Move scrolls.
func (p *Lesson) Move(d Desk, s workspace.Step) { p.Scroll(d, s.By(d.Rows(layout.Lesson))) }

// Scroll scrolls.
func (p *Lesson) Scroll(d Desk, by int) {
	size := d.Size(layout.Lesson)
	scroll(d, layout.Lesson, by, p.Lesson.Overflow(p.Scene(d), size.X, size.Y))
}
