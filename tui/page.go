package tui

import (
	"strings"

	"ringside/keymaps"
	"ringside/tui/draw"
	"ringside/tui/layout"
	"ringside/tui/pane"
	"ringside/tui/theme"
	"ringside/tui/workspace"
)

// The pages that take the place of panes.
const (
	noPage     = ""
	helpPage   = "help"
	nodePage   = "node"
	causePage  = "causes"
	faultPage  = "faults"
	rosterPage = "class"
	notesPage  = "notes"
	lanesPage  = "lanes"
	shelfPage  = "lessons"
)

// placeOf says where the page stands: the help over all panes, the lanes above the
// log, the rest beside the pane that it tells more of.
func placeOf(kind string) layout.Page {
	switch kind {
	case noPage:
		return layout.NoPage
	case helpPage, notesPage, shelfPage:
		return layout.Over
	case lanesPage:
		return layout.Above
	}
	return layout.Beside
}

// pageScene is what the page is drawn from.
func (m *Model) pageScene() pane.Scene {
	s := m.scene(m.Focus)
	s.Focused, s.Cursor = true, m.Page.Cursor
	if m.Page.Kind == faultPage {
		s.Invite = m.keyName(keymaps.Left) + m.keyName(keymaps.Right) + " another node"
	}
	return s
}

// movePage scrolls the page. On a page that tells more of what is chosen a
// single step chooses another.
func (m *Model) movePage(s step) {
	size, _ := inner(m.screen.Page, m.screen.Shape)
	one := s == lineUp || s == lineDown || s == columnLeft || s == columnRight
	most := 0
	switch {
	case m.Page.Kind == helpPage:
		most = m.frame.help.Overflow(m.pageScene(), size.X, size.Y)
	case m.Page.Kind == shelfPage:
		m.moveShelf(s)
		return
	case m.Page.Kind == nodePage && one:
		m.moveNode(s.by(1))
		m.Page.Cursor = 0
		return
	case m.Page.Kind == notesPage:
		most = m.frame.notes.overflow(size.Y)
	case m.Page.Kind == rosterPage:
		most = m.frame.roster.overflow(size.Y)
	case m.Page.Kind == nodePage:
		most = m.frame.node.Overflow(m.pageScene(), size.X, size.Y)
	case m.Page.Kind == faultPage:
		m.moveFault(s)
		return
	case m.Page.Kind == lanesPage:
		m.moveLanes(s)
		return
	case one:
		m.moveCause(s)
		m.Page.Cursor = 0
		return
	default:
		most = m.frame.cause.Overflow(m.pageScene(), size.X, size.Y)
	}
	m.Page.Cursor = min(max(m.Page.Cursor+s.by(max(size.Y, 1)), 0), most)
}

// moveCause chooses the event above or below in the log, the cause of the chosen
// one, or the first that came of it.
func (m *Model) moveCause(s step) {
	t, step := &m.view.Trace, m.selectedStep()
	if step == 0 {
		return // the past that is shown now has no event yet
	}
	switch s {
	case columnLeft:
		if cause := int(t.At(step).Cause); cause != 0 {
			m.selectStep(cause)
		}
	case columnRight:
		for at := step + 1; at <= min(t.Len(), step+effectsWithin); at++ {
			if int(t.At(at).Cause) == step {
				m.selectStep(at)
				return
			}
		}
	default:
		m.moveLog(s)
	}
}

// selectStep selects an event in the log. One that is fine print brings out all.
func (m *Model) selectStep(step int) {
	if m.Log.Level == pane.Story && m.view.Trace.At(step).Fine() {
		m.Log.Level = pane.Everything
	}
	m.Log = m.frame.log.Show(m.scene(layout.Log), step, m.rows(layout.Log))
}

// detail shows more of what is chosen in the pane that has the focus, or closes
// it again.
func (m *Model) detail() {
	if m.Page.Kind == faultPage {
		m.takeFault()
		return
	}
	if m.Page.Kind == lanesPage {
		m.lanesCause()
		return
	}
	if m.Page.Kind != noPage {
		m.closePage()
		return
	}
	switch m.Focus {
	case layout.Log:
		if m.view.Trace.Len() == 0 {
			m.say("nothing has happened yet")
			return
		}
		step := m.selectedStep()
		if step == 0 {
			m.say("no event is shown")
			return
		}
		m.Log = m.frame.log.Show(m.scene(layout.Log), step, m.rows(layout.Log))
		m.Page = workspace.Page{Kind: causePage}
	case layout.Ring, layout.Nodes:
		m.Page = workspace.Page{Kind: nodePage}
	case layout.Operation:
		m.operationCause()
	case layout.Walk:
		m.goTo(layout.Log)
		m.filterOperation()
	}
}

// operationCause tells how what became of the operation that is shown came about.
func (m *Model) operationCause() {
	op := m.operation()
	if op == nil {
		m.say("nothing asked yet")
		return
	}
	following := m.Log.Follow
	m.goTo(layout.Log)
	m.selectStep(int(max(op.Symptom, op.Step)))
	m.Page = workspace.Page{Kind: causePage, Following: following}
}

// text is a page of words: lines of spans, wrapped and scrolled by whoever
// draws it.
type text struct {
	lines [][]span
}

func (t *text) add(all ...span) { t.lines = append(t.lines, all) }

// wrapped adds words, broken into lines of at most w cells, each after an indent.
func (t *text) wrapped(indent, words string, w int, ink theme.Ink) {
	for _, line := range draw.Wrap(words, max(w-draw.Width(indent), 8)) {
		t.add(span{text: indent + line, ink: ink})
	}
}

// window draws h lines of w cells, from the cursor-th line on.
func (t *text) window(w, h, cursor int, th *theme.Theme) []string {
	c := draw.NewCanvas(w, h)
	from := max(min(cursor, len(t.lines)-h), 0)
	for y := range min(h, len(t.lines)-from) {
		x := 0
		for _, s := range t.lines[from+y] {
			x = c.TextTo(x, y, w, s.text, s.ink)
		}
	}
	if from > 0 {
		c.Set(w-1, 0, th.Signs.Up, th.Dim)
	}
	if from+h < len(t.lines) {
		c.Set(w-1, h-1, th.Signs.Down, th.Dim)
	}
	return c.Lines()
}

func (t *text) overflow(h int) int { return max(len(t.lines)-h, 0) }

// firstLine returns the text up to the first line break, and whether there is
// anything behind it.
func firstLine(s string) (line string, more bool) {
	line, rest, _ := strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest != ""
}
