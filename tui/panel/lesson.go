// The pane of what is learned.

package panel

import (
	"ringside/keymaps"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/workspace"
)

// LessonPanel is the panel of a lesson or a challenge, as far as it is only read.
type LessonPanel struct {
	still
	pane.LessonPane
}

// About describes the pane.
func (*LessonPanel) About() About {
	return About{Scope: keymaps.Lesson, Glides: true, Alone: "pane"} // its heading stands below; "Lesson 6/6" would be the sixth lesson
}

// Scene is what it is drawn from.
func (*LessonPanel) Scene(d Desk) pane.Scene {
	s := scene(d, layout.Lesson)
	s.Lesson = d.Teaching()
	return s
}

// Move scrolls.
func (p *LessonPanel) Move(d Desk, s workspace.Step) { p.Scroll(d, s.By(d.Rows(layout.Lesson))) }

// Scroll scrolls.
func (p *LessonPanel) Scroll(d Desk, by int) {
	size := d.Size(layout.Lesson)
	if d.Scrolls[layout.Lesson] == pane.ToEnd {
		d.Scrolls[layout.Lesson] = p.End(p.Scene(d), size.X, size.Y)
	}
	scroll(d, layout.Lesson, by, p.LessonPane.Overflow(p.Scene(d), size.X, size.Y))
}
