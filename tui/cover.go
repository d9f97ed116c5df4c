package tui

import (
	"slices"

	"ringside/tui/layout"
	"ringside/tui/pane"
)

// While a question is open, what would give its answer away lies under a cover: not
// only the panes that a lesson names, or that tell the fact that is asked, but every
// page, message and count that tells the same, and every line that would print it;
// in a class in all that anybody looks at, whether he has answered or not.

// covers says whether one of these is covered, of presets.AllCovers; without any
// whether something is.
func (m *Model) covers(some ...string) bool {
	own, class := m.covered()
	if len(some) == 0 {
		return len(own)+len(class) > 0
	}
	return slices.ContainsFunc(some, func(name string) bool {
		return slices.Contains(own, name) || slices.Contains(class, name)
	})
}

// covered lists what a question of one's own lesson covers, and one of the class's.
func (m *Model) covered() (own, class []string) {
	if m.lesson != nil {
		own = m.lesson.Covered()
	}
	if l := m.classLesson(); l != nil {
		class = l.Covered
	}
	if p := m.openPoll(); p != nil && len(p.Covered) > 0 {
		class = slices.Concat(class, p.Covered)
	}
	return own, class
}

// coverWords says until when something is covered.
func (m *Model) coverWords() string {
	if _, class := m.covered(); len(class) > 0 {
		return "covered until the answer is shown"
	}
	return "covered until you answer"
}

// wouldTell is why a line can't be carried out that prints what is covered.
func (m *Model) wouldTell() string {
	if _, class := m.covered(); len(class) > 0 {
		return "that would tell what the class is asked; wait until the answer is shown"
	}
	return "that would tell what is asked; answer first"
}

// paneOf returns what is drawn in the place of a pane: the pane, or its cover. The
// ring and the walk cover what they must by themselves, unless all of them must go.
func (m *Model) paneOf(p layout.Pane) pane.Pane {
	if covers := m.panels[p].About().Covers; covers != "" && m.covers(covers) {
		m.frame.covers[p].Words = m.coverWords()
		return &m.frame.covers[p]
	}
	return m.panels[p]
}
