package tui

import (
	"slices"

	"ringside/tui/layout"
	"ringside/tui/pane"
)

// While a question of a lesson is open, what would give its answer away lies
// under a cover: not only the panes that the step names, but every page, message
// and count that tells the same.

// covers says whether one of these is covered, of presets.Coverable; without any
// whether something is.
func (m *Model) covers(some ...string) bool {
	var own, class []string
	if m.lesson != nil {
		own = m.lesson.Covered()
	}
	if l := m.classLesson(); l != nil {
		class = l.Covered // in one's own copy too, and in a lesson of one's own
	} else if m.pollTold() {
		class = []string{"operation", "log", "lanes"}
	}
	if len(some) == 0 {
		return len(own)+len(class) > 0
	}
	return slices.ContainsFunc(some, func(name string) bool {
		return slices.Contains(own, name) || slices.Contains(class, name)
	})
}

// paneOf returns what is drawn in the place of a pane: the pane, or its cover. The
// ring and the walk cover what they must by themselves.
func (m *Model) paneOf(p layout.Pane) pane.Pane {
	switch {
	case p == layout.Nodes && m.covers("nodes"), p == layout.Operation && m.covers("operation"),
		p == layout.Log && m.covers("log"):
		return &m.frame.covers[p]
	}
	return m.frame.pane(p)
}

// pageOf returns what is drawn in the place of a page.
func (m *Model) pageOf(k pageKind) pane.Pane {
	if m.pageCovered(k) {
		return &m.frame.pageCover
	}
	return m.frame.page(k)
}

// pageCovered says whether a page would give away what is covered. Each of them
// tells what several panes do.
func (m *Model) pageCovered(k pageKind) bool {
	switch k {
	case nodePage, causePage, faultPage, lanesPage:
		return m.covers("nodes", "operation", "log", "lanes")
	}
	return false
}
